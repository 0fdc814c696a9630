"""A workspace that somebody names when they sign up, opened once their address is verified.

Its name waits in the session meanwhile: an address that nobody verifies leaves no workspace, and
has no minutes of audio.
"""

from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from accounts import services
from accounts.joining import trials
from accounts.models import Membership, User
from activity.who import Origin

PLANNED = "planned_workspace"


def plan(request: HttpRequest, *, email: str, organisation: str, time_zone: str) -> None:
    """Note the workspace for the person of this address."""
    request.session[PLANNED] = {
        "email": email.lower(),
        "organisation": organisation,
        "time_zone": time_zone,
    }


def open_planned(request: HttpRequest, user: User) -> Membership | None:
    """Open the workspace that was noted for this person, if they have none yet."""
    planned = request.session.pop(PLANNED, None)
    # Somebody else may sign in, in a browser that was left in the middle of signing up.
    if planned is None or planned["email"] != user.email or user.memberships.exists():
        return None
    return open_own(
        user=user,
        organisation=planned["organisation"],
        time_zone=planned["time_zone"],
        origin=Origin.of(request),
    )


@transaction.atomic
def open_own(*, user: User, organisation: str, time_zone: str, origin: Origin) -> Membership:
    """Open a workspace for somebody by themselves, on a trial. Raises Refused (.trials)."""
    # Where no mails are sent, nobody knows that an address is theirs.
    if settings.ACCOUNT_EMAIL_VERIFICATION == "mandatory":
        trials.take(user.email)
    return services.open_for(
        owner=user, organisation=organisation, time_zone=time_zone, origin=origin
    )


def known_time_zone(name: str) -> str:
    """The time zone, or UTC for one that is not known here."""
    return name if name in available_timezones() else "UTC"
