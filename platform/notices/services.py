"""Telling people of something: in their inbox, and by mail, as they have chosen."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.mails import queued_mail
from accounts.mails.order import Order
from accounts.models import Membership, User
from notices.kinds import kinds
from notices.models import Notice, NoticeSwitch
from notices.switches import choice
from tenants.models import Tenant

KEPT = timedelta(days=90)
FORGOTTEN_AT_ONCE = 1_000


@transaction.atomic
def notify(
    *,
    kind: str,
    to: Iterable[User],
    tenant: Tenant | None = None,
    details: Mapping[str, Any] | None = None,
    language: str = "",
    email: str = "",
    topic: str = "",
) -> None:
    """Tell people of something, in the caller's transaction: where that is rolled back, nobody is
    told.

    Of a `tenant`, members are told and others are not, unless the kind outlasts a membership.
    `details` are what the kind's text is made of: names, figures and choices that JSON can hold.
    `language` is that of the mail where neither the person nor the workspace has chosen one, and
    `email` its address where that is not the person's own. With a `topic`, a mail of the same
    topic that still waits is dropped.
    """
    what, given = kinds()[kind], dict(details or {})
    people = [user for user in to if user.is_active]
    memberships = _memberships(tenant, people)
    if tenant is not None and not what.outlasts:
        people = [user for user in people if user.id in memberships]
    switches = {
        each.user_id: each for each in NoticeSwitch.objects.filter(user__in=people, kind=kind)
    }
    notices, mails = [], []
    for user in people:
        membership = None if what.outlasts else memberships.get(user.id)
        wanted = choice(what, switches.get(user.id))
        if wanted.inbox:
            notices.append(
                Notice(user=user, tenant=tenant, membership=membership, kind=kind, details=given)
            )
        if wanted.mail:
            context = {"user": user.id, "kind": kind, "details": given}
            mails.append(Order("notice", email or user.email, language, context, membership))
    Notice.objects.bulk_create(notices)
    queued_mail.queue_all(mails, topic=topic)


def members_of(tenant: Tenant) -> list[User]:
    """Everybody in a workspace."""
    return [each.user for each in _with_users(tenant)]


def admins_of(tenant: Tenant) -> list[User]:
    """The owners and admins of a workspace."""
    return [each.user for each in _with_users(tenant) if each.is_admin]


def forget_old() -> int:
    """Delete a batch of notices that are older than KEPT; returns how many."""
    old = Notice.objects.filter(created_at__lt=timezone.now() - KEPT)
    batch = list(old.order_by("created_at").values_list("id", flat=True)[:FORGOTTEN_AT_ONCE])
    return Notice.objects.filter(id__in=batch).delete()[0]


def _with_users(tenant: Tenant) -> Iterable[Membership]:
    return Membership.objects.filter(tenant=tenant).select_related("user").order_by("id")


def _memberships(tenant: Tenant | None, people: list[User]) -> dict[int, Membership]:
    if tenant is None:
        return {}
    return {
        each.user_id: each for each in Membership.objects.filter(tenant=tenant, user__in=people)
    }
