"""A person's inbox: what is in it, in words, and what of it was read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, User
from notices.kinds import About, NoticeKind, kinds
from notices.models import Notice

MOST_COUNTED = 99
"""A page says “99+” beyond that: it counts no further."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice as its reader sees it, in the active language."""

    notice: Notice
    title: str
    text: str
    workspace: str
    address: str
    """Where it leads; empty: nowhere."""

    @property
    def is_unread(self) -> bool:
        return self.notice.read_at is None


def of_person(user: User) -> QuerySet[Notice]:
    """The person's notices, the newest first."""
    known = Notice.objects.filter(user=user, kind__in=kinds())
    return known.select_related("membership__tenant").order_by("-id")


def unread_count(user: User) -> int:
    """How many notices the person has not read, at most one more than MOST_COUNTED."""
    unread = Notice.objects.filter(user=user, read_at=None)
    return unread.order_by()[: MOST_COUNTED + 1].count()


def shown(notice: Notice) -> Shown:
    """The notice in words."""
    kind, about = kinds()[notice.kind], about_of(notice.details, notice.membership)
    # Of a workspace that they left, people see the name that it had then.
    workspace = about.workspace or about.name("workspace")
    return Shown(notice, kind.title(about), kind.text(about), workspace, address_of(notice))


def about_of(
    details: Mapping[str, Any], membership: Membership | None, *, in_mail: bool = False
) -> About:
    """What the text is made of, in a workspace of which the reader is a member, if in any."""
    if membership is None:
        return About(details, in_mail=in_mail)
    return About(details, membership.tenant.name, membership.role, in_mail)


def path_of(kind: NoticeKind, membership: Membership | None) -> str:
    """The path of the page that such a notice leads to, or nothing."""
    if kind.leads_to.startswith("workspace:"):
        # Whoever is no member would find nothing there.
        return reverse(kind.leads_to, args=[membership.tenant.slug]) if membership else ""
    return reverse(kind.leads_to) if kind.leads_to else ""


def address_of(notice: Notice) -> str:
    """The path of the page that it leads to, or nothing."""
    return path_of(kinds()[notice.kind], notice.membership)


def mark_read(user: User, notice_id: int | None = None) -> None:
    """Mark one of the person's notices as read, or all of them. One of somebody else's stays."""
    unread = Notice.objects.filter(user=user, read_at=None)
    if notice_id is not None:
        unread = unread.filter(id=notice_id)
    unread.update(read_at=timezone.now())
