"""Finding entries: by who, what and when."""

import datetime
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from activity.models import Entry
from tenants.models import Tenant
from throttle.client_address import parsed_address


@dataclass(frozen=True, slots=True)
class Wish:
    """Which entries are wanted; empty fields leave nothing out.

    `action` is a whole one, or what stands before its point. `who` is a part of the actor's name
    or address, `thing` of what it was done to. `since` is included, `until` is not.
    """

    who: str = ""
    action: str = ""
    thing: str = ""
    since: datetime.datetime | None = None
    until: datetime.datetime | None = None


def entries_of(tenant: Tenant, wish: Wish | None = None) -> QuerySet[Entry]:
    """The workspace's entries, newest first."""
    return entries(wish).filter(workspace=tenant.id)


def entries(wish: Wish | None = None) -> QuerySet[Entry]:
    """The entries of all workspaces and of none, newest first."""
    found, wish = Entry.objects.order_by("-created_at", "-id"), wish or Wish()
    if wish.who:
        by = Q(actor_label__icontains=wish.who) | Q(actor_id=wish.who)
        if address := parsed_address(wish.who):
            by |= Q(address=str(address))
        found = found.filter(by)
    if wish.action:
        found = found.filter(Q(action=wish.action) | Q(action__startswith=f"{wish.action}."))
    if wish.thing:
        found = found.filter(Q(thing_label__icontains=wish.thing) | Q(thing_id=wish.thing))
    if wish.since:
        found = found.filter(created_at__gte=wish.since)
    if wish.until:
        found = found.filter(created_at__lt=wish.until)
    return found
