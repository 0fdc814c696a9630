"""What schools ask before they buy, from the settings."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

CONSOLE = "django.core.mail.backends.console.EmailBackend"


@dataclass(frozen=True, slots=True)
class SubProcessor:
    """Somebody who gets data of an installation's people, for what, and which."""

    who: str
    purpose: str
    data: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the pack says of this installation; empty where the operator has not said it."""

    location: str
    object_storage: str
    sub_processors: list[SubProcessor]
    closing_days: int


def facts() -> Facts:
    """Read from the settings now."""
    return Facts(
        location=settings.DATA_LOCATION,
        object_storage=_object_storage(),
        sub_processors=sub_processors(),
        closing_days=settings.CLOSING_DAYS,
    )


def sub_processors() -> list[SubProcessor]:
    """Those that the settings lead to, and those that the operator names besides."""
    found = []
    if settings.EMAIL_BACKEND != CONSOLE:
        mails = _("names, addresses, what the mail is about")
        found.append(SubProcessor(settings.EMAIL_HOST, _("Sends mails"), mails))
    if storage := _object_storage():
        sealed = _("audio and voices, encrypted with keys that it does not have")
        found.append(SubProcessor(storage, _("Keeps files"), sealed))
    if settings.STRIPE_SECRET_KEY:
        paid = _("who pays, for which plan, how many minutes")
        found.append(SubProcessor("Stripe", _("Takes payments"), paid))
    if settings.TIME_STAMP_AUTHORITY:
        host = urlsplit(settings.TIME_STAMP_AUTHORITY).hostname or ""
        digest = _("a digest of a signature, nothing of people")
        found.append(SubProcessor(host, _("Stamps signatures with the time"), digest))
    named = (each.split("|") for each in settings.SUB_PROCESSORS)
    found += [SubProcessor(*(part.strip() for part in [*each, "", ""][:3])) for each in named]
    return found


def _object_storage() -> str:
    return settings.FILES if settings.FILES.startswith("s3://") else ""
