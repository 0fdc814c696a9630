"""The log of who did what: added to in the transaction of what it tells, and never changed."""

import re
from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from activity.models import Entry
from activity.who import LONGEST_LABEL, Thing, Who
from tenants.models import Tenant

AT_ONCE = 1_000
ACTION = re.compile(r"[a-z_]+\.[a-z_]+")
NOTHING = Thing()

Detail = str | int | float | bool | None | list[str]


def record(
    *,
    action: str,
    by: Who,
    tenant: Tenant | None,
    thing: Thing = NOTHING,
    details: Mapping[str, Detail] | None = None,
) -> Entry:
    """Add an entry, in the caller's transaction: where what it tells is rolled back, so is it.

    `action` is the kind of thing and what happened to it, as `member.role_changed`. `tenant` is
    None for what concerns no single workspace. `details` are figures, choices and names: never a
    text that is to be spoken, a secret, or what is sealed elsewhere. ON_ACTIVITY is told.
    """
    if not ACTION.fullmatch(action):
        raise ValueError(f"An action is called like “voice.deleted”, not {action!r}.")
    entry = Entry.objects.create(
        workspace=tenant.id if tenant else None,
        workspace_slug=tenant.slug if tenant else "",
        action=action,
        actor_kind=by.kind,
        actor_id=by.id,
        actor_label=by.label[:LONGEST_LABEL],
        thing_kind=thing.kind,
        thing_id=thing.id,
        thing_label=thing.label[:LONGEST_LABEL],
        details=dict(details or {}),
        address=by.origin.address,
        user_agent=by.origin.user_agent,
    )
    for name in settings.ON_ACTIVITY if tenant else ():
        import_string(name)(entry, tenant)
    return entry


def forget_old() -> int:
    """Delete a batch of entries that are older than ACTIVITY_DAYS; returns how many.

    The database lets only this transaction do it, and not with entries of the last 90 days.
    """
    old = Entry.objects.filter(
        created_at__lt=timezone.now() - timedelta(days=settings.ACTIVITY_DAYS)
    )
    batch = old.order_by("created_at").values("id")[:AT_ONCE]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lectern.forgets_activity = 'on'")
        deleted = Entry.objects.filter(id__in=batch).delete()[0]
        with connection.cursor() as cursor:
            # Within a surrounding transaction, SET LOCAL would last to its end.
            cursor.execute("SET LOCAL lectern.forgets_activity = 'off'")
    return deleted
