"""A person's inbox: what is in it, in words, and what of it was read."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from notices.kinds import About, kinds
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
    return known.select_related("tenant", "membership").order_by("-id")


def unread_count(user: User) -> int:
    """How many notices the person has not read, at most one more than MOST_COUNTED."""
    unread = Notice.objects.filter(user=user, read_at=None)
    return unread.order_by()[: MOST_COUNTED + 1].count()


def shown(notice: Notice) -> Shown:
    """The notice in words."""
    kind, about = kinds()[notice.kind], about_of(notice)
    # Of a workspace that they left, people see the name that it had then.
    workspace = about.workspace or about.name("workspace")
    return Shown(notice, kind.title(about), kind.text(about), workspace, address_of(notice))


def about_of(notice: Notice) -> About:
    """What its text is made of."""
    if notice.tenant is None or notice.membership is None:
        return About(notice.details)
    return About(notice.details, notice.tenant.name, notice.membership.role)


def address_of(notice: Notice) -> str:
    """The path of the page that it leads to, or nothing."""
    page = kinds()[notice.kind].leads_to
    if page.startswith("workspace:"):
        # Whoever is no member would find nothing there.
        return (
            reverse(page, args=[notice.tenant.slug]) if notice.tenant and notice.membership else ""
        )
    return reverse(page) if page else ""


def mark_read(user: User, notice_id: int | None = None) -> None:
    """Mark one of the person's notices as read, or all of them. One of somebody else's stays."""
    unread = Notice.objects.filter(user=user, read_at=None)
    if notice_id is not None:
        unread = unread.filter(id=notice_id)
    unread.update(read_at=timezone.now())
