"""Who signed in and out, and who tried to, in the activity log of each workspace of the person."""

from typing import Any

from allauth.account import signals as allauth
from allauth.mfa import signals as of_factors
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.http import HttpRequest

from accounts.actor import Actor, person
from accounts.models import User
from activity.log import Detail, record
from activity.who import NOWHERE, Kind, Origin, Who
from tenants.models import Tenant


def record_of_person(
    *, action: str, user: User, origin: Origin, by: Who | None = None, **details: Detail
) -> None:
    """Record what concerns a person in each of their workspaces, or in none where there is none.

    `by` is the person where nobody else is given.
    """
    who, thing = by or Actor(user, origin=origin).who, person(user)
    memberships = user.memberships.select_related("tenant")
    tenants: list[Tenant | None] = [each.tenant for each in memberships]
    with transaction.atomic():
        for tenant in tenants or [None]:
            record(action=action, by=who, tenant=tenant, thing=thing, details=details)


def watch() -> None:
    """Have each sign-in, sign-out and failed attempt recorded, whichever way people come."""
    user_logged_in.connect(_signed_in)
    user_logged_out.connect(_signed_out)
    user_login_failed.connect(_refused)
    for changed in (allauth.password_changed, allauth.password_set, allauth.password_reset):
        changed.connect(_password_changed)
    allauth.email_changed.connect(_email_changed)
    of_factors.authenticator_added.connect(_factor_added)
    of_factors.authenticator_removed.connect(_factor_removed)
    of_factors.authenticator_reset.connect(_factor_reset)


def _signed_in(request: HttpRequest, user: User, **_signal: Any) -> None:
    record_of_person(action="session.signed_in", user=user, origin=Origin.of(request))


def _signed_out(request: HttpRequest, user: User | None, **_signal: Any) -> None:
    # One who has just deleted the account has nothing left to sign out from.
    if user is not None and user.pk is not None:
        record_of_person(action="session.signed_out", user=user, origin=Origin.of(request))


def _factor_added(request: HttpRequest, user: User, authenticator: Any, **_signal: Any) -> None:
    _factor("account.factor_added", request, user, authenticator)


def _factor_removed(request: HttpRequest, user: User, authenticator: Any, **_signal: Any) -> None:
    _factor("account.factor_removed", request, user, authenticator)


def _factor_reset(request: HttpRequest, user: User, authenticator: Any, **_signal: Any) -> None:
    _factor("account.codes_replaced", request, user, authenticator)


def _factor(action: str, request: HttpRequest, user: User, authenticator: Any) -> None:
    kind = str(authenticator.type)
    record_of_person(action=action, user=user, origin=Origin.of(request), kind=kind)


def _email_changed(request: HttpRequest, user: User, **signal: Any) -> None:
    before, now = signal["from_email_address"], signal["to_email_address"]
    record_of_person(
        action="account.email_changed",
        user=user,
        origin=Origin.of(request),
        **{"from": before.email if before else "", "to": now.email},
    )


def _password_changed(request: HttpRequest, user: User, **_signal: Any) -> None:
    record_of_person(action="account.password_changed", user=user, origin=Origin.of(request))


def _refused(
    credentials: dict[str, Any], request: HttpRequest | None = None, **_signal: Any
) -> None:
    """Of an account that is there; whoever tried is not known, only from where."""
    email = str(credentials.get("username") or credentials.get("email") or "").strip()
    user = User.objects.filter(email__iexact=email).first() if "\0" not in email else None
    if user is not None:
        origin = Origin.of(request) if request else NOWHERE
        stranger = Who(Kind.PERSON, origin=origin)
        record_of_person(action="session.refused", user=user, origin=origin, by=stranger)
