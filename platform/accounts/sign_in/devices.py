"""Where a person is signed in: seen on a page of the account, and ended from there.

Each session has a row. Sessions that began before there were rows get theirs within an hour of use,
and "everywhere else" ends also those that have none yet (`User.sessions_since`).
"""

import re
from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import SignedInDevice, User
from accounts.sign_in.sign_in_log import record_of_person
from activity.who import NOWHERE, Origin
from throttle.client_address import client_address

IN_SESSION, BEGAN = "device", "signed_in_at"
FORGOTTEN_AT_ONCE = 1_000
# What a browser says of itself, the telling words first: most name several others as well.
BROWSERS = (
    *("Edg", "OPR", "Vivaldi", "SamsungBrowser", "MicroMessenger"),
    *("Firefox", "FxiOS", "CriOS", "Chrome", "Safari"),
)
NAMES = {"Edg": "Edge", "OPR": "Opera", "FxiOS": "Firefox", "CriOS": "Chrome"}
NAMES |= {"MicroMessenger": "WeChat", "SamsungBrowser": "Samsung Internet"}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "HarmonyOS": "HarmonyOS",
    "Android": "Android",
    "CrOS": "ChromeOS",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


def note(request: HttpRequest, user: User) -> None:
    """Note the session of this request, when it begins or is used; at most once an hour."""
    if request.session.session_key is None:
        request.session.save()
    key, address = str(request.session.session_key), client_address(request)
    now: dict[str, Any] = {
        "address": str(address) if address else None,
        "user_agent": request.headers.get("User-Agent", "").replace("\0", "")[:200],
        "seen_at": timezone.now(),
    }
    # By its number, as a session gets a new key when the password is changed.
    known = SignedInDevice.objects.filter(user=user, id=request.session.get(IN_SESSION, 0))
    if not known.update(session_key=key, **now):
        device, _new = SignedInDevice.objects.update_or_create(
            session_key=key, defaults={"user": user, **now}
        )
        request.session[IN_SESSION] = device.id


def forget(request: HttpRequest) -> None:
    """The session of this request ends."""
    SignedInDevice.objects.filter(session_key=request.session.session_key).delete()


def of_person(user: User) -> QuerySet[SignedInDevice]:
    """Where the person is signed in, the latest first."""
    live = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return SignedInDevice.objects.filter(user=user, session_key__in=live).order_by("-seen_at")


@transaction.atomic
def end(*, user: User, device_id: int, origin: Origin = NOWHERE) -> None:
    """Sign the person out on one device, at once. One that is none of theirs is left alone."""
    devices = SignedInDevice.objects.filter(user=user, id=device_id)
    if device := devices.first():
        name = described(device.user_agent)
        record_of_person(action="session.ended", user=user, origin=origin, device=name)
    _end(devices)


def end_others(request: HttpRequest, user: User) -> None:
    """Sign the person out everywhere but in this session, which gets a new key: whoever has got
    hold of its cookie is out as well."""
    begins = timezone.now().replace(microsecond=0)
    record_of_person(action="session.others_ended", user=user, origin=Origin.of(request))
    User.objects.filter(id=user.id).update(sessions_since=begins)
    _end(SignedInDevice.objects.filter(user=user).exclude(id=request.session.get(IN_SESSION, 0)))
    request.session.cycle_key()
    request.session[BEGAN] = int(begins.timestamp())
    note(request, user)


def forget_ended() -> int:
    """Delete a batch of rows whose session has ended; returns how many."""
    before = timezone.now() - timedelta(hours=1)
    live = Session.objects.values("session_key")
    gone = SignedInDevice.objects.filter(seen_at__lt=before).exclude(session_key__in=live)
    batch = list(gone.values_list("id", flat=True)[:FORGOTTEN_AT_ONCE])
    return SignedInDevice.objects.filter(id__in=batch).delete()[0]


def described(user_agent: str) -> str:
    """What a browser says that it is, as in “Firefox, Windows”, or that it is not known."""
    return recognised(user_agent) or _("Unknown device")


def recognised(user_agent: str) -> str:
    """What a browser says that it is, as in “Firefox, Windows”; empty where it is not known."""
    browser = next((each for each in BROWSERS if re.search(rf"\b{each}/", user_agent)), "")
    system = next((name for word, name in SYSTEMS.items() if word in user_agent), "")
    parts = [NAMES.get(browser, browser), system]
    return ", ".join(filter(None, parts))


def _end(devices: QuerySet[SignedInDevice]) -> None:
    keys = list(devices.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    SignedInDevice.objects.filter(session_key__in=keys).delete()
