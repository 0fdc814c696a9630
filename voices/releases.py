"""The written release of a workspace, as the settings are now, and that which a consent has."""

from django.conf import settings
from django.utils.translation import gettext as _

from tenants.models import Tenant
from tenants.refusal import Refused
from voices import policy
from voices.consent.release import LANGUAGES, Facts, Release, release
from voices.models import Consent


def current(*, tenant: Tenant, language: str) -> Release:
    """What a speaker is to accept now. `language` is "en" or "zh"."""
    facts = Facts(
        organisation=tenant.name,
        operator=settings.OPERATOR["name"],
        contact=settings.OPERATOR["email"],
        keeps_recordings=policy.keeps_originals(),
        unused_days=settings.VOICE_UNUSED_DAYS,
        landmarks_days=settings.LANDMARKS_DAYS,
        closing_days=settings.CLOSING_DAYS,
    )
    return release(facts, language=language)


def accepted(*, tenant: Tenant, digest: str) -> Release | None:
    """The release of that digest, if it is what is accepted now, in either language."""
    offered = (current(tenant=tenant, language=language) for language in LANGUAGES)
    return next((each for each in offered if each.digest == digest), None)


def check_accepted(*, tenant: Tenant, digest: str) -> None:
    """Raises Refused: the release was not accepted, or is another one by now."""
    if not digest:
        message = _("Read the release, and tick that you accept it.")
        raise Refused("release_missing", message, param="release")
    if accepted(tenant=tenant, digest=digest) is None:
        message = _("The release has changed meanwhile. Read it again, and accept it.")
        raise Refused("release_changed", message, param="release", status=409)


def of(consent: Consent) -> Release | None:
    """The release of a consent; None for one that was recorded before there were any."""
    if not consent.release:
        return None
    return Release(consent.release_version, consent.release_language, consent.release)


def fields(given: Release) -> dict[str, object]:
    """The fields of a consent that keep a release."""
    return {
        "release": given.text,
        "release_version": given.version,
        "release_language": given.language,
        "release_digest": given.digest,
    }
