"""Deletes the workspaces whose grace is over (accounts.closing is how an owner closes one)."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.utils import timezone

from activity.who import system
from tenants.models import Tenant
from tenants.services import close_workspace

log = logging.getLogger(__name__)


def delete_due() -> int:
    """Delete one workspace whose time has come; returns how many that were.

    One a call, as the process has other things to do. A workspace that can't be deleted, say as
    the payment provider is away, is logged, and the next one's turn comes. Only one process at a
    time does this.
    """
    with _alone() as alone:
        if not alone:
            return 0
        for tenant in Tenant.objects.filter(deletes_at__lte=timezone.now()).order_by("deletes_at"):
            try:
                close_workspace(tenant=tenant, by=system("the grace was over"))
            except Exception:
                # The other workspaces must not wait for this one; it is tried again.
                log.exception("the closed workspace %s can't be deleted", tenant.slug)
                continue
            log.info("workspace %s (%s) is deleted: its grace was over", tenant.slug, tenant.id)
            return 1
    return 0


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether no other process deletes workspaces now, and none will until the block ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('lectern:delete-closed'))")
        [alone] = cursor.fetchone()
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtext('lectern:delete-closed'))")
