"""What is passed through the browser without a cookie: a page in a frame of another site may have
none. It is signed, so that nobody can change it, and ends after a while."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core import signing

from lti.models import LearningPlatform
from lti.unacceptable import Unacceptable

SIGN_IN = timedelta(minutes=10)
VISIT = timedelta(hours=12)
"""How long a page that was opened from a course may play."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A page that somebody was led to from a platform: what it is about, an id, and the language
    that they read there; empty where the platform did not say."""

    platform: LearningPlatform
    about: str
    language: str = ""


def begin(platform: LearningPlatform) -> tuple[str, str]:
    """State and nonce of a new request for an id_token.

    The state names no browser: what a launch opens is a page and no session, so that a launch of
    somebody else's, slipped to a browser, shows it what that person may see, and nothing more.
    """
    nonce = secrets.token_urlsafe(24)
    return signing.dumps([str(platform.id), nonce], salt="lti-state"), nonce


def begun(tenant_id: UUID, state: str) -> tuple[LearningPlatform, str]:
    """The platform and the nonce of a state of that workspace. Raises Unacceptable."""
    try:
        platform_id, nonce = signing.loads(state, salt="lti-state", max_age=SIGN_IN)
    except signing.SignatureExpired:
        raise Unacceptable("expired", "the state is too old") from None
    except signing.BadSignature:
        raise Unacceptable("not_begun", "the state is not ours") from None
    return _platform(tenant_id, platform_id), nonce


def signed(visit: Visit, *, kind: str) -> str:
    """A visit as a part of an address, for pages of this kind."""
    of = [str(visit.platform.id), visit.about, visit.language]
    return signing.dumps(of, salt=f"lti-{kind}")


def opened(tenant_id: UUID, text: str, *, kind: str, max_age: timedelta = VISIT) -> Visit:
    """The visit of such a part of an address. Raises Unacceptable."""
    try:
        platform_id, about, language = signing.loads(text, salt=f"lti-{kind}", max_age=max_age)
    except signing.SignatureExpired:
        raise Unacceptable("over") from None
    except signing.BadSignature:
        raise Unacceptable("not_begun", "the address is not ours") from None
    return Visit(_platform(tenant_id, platform_id), about, language)


def _platform(tenant_id: UUID, platform_id: str) -> LearningPlatform:
    rows = LearningPlatform.objects.select_related("tenant").filter(tenant__deletes_at=None)
    platform = rows.filter(tenant_id=tenant_id, id=platform_id).first()
    if platform is None:
        raise Unacceptable("unknown_platform", "it is registered no more")
    return platform
