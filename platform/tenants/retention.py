"""Deleting what is older than it is kept, every night, a little at a time.

The steps are named in the settings: RETENTION_STEPS take no arguments, RETENTION_STEPS_OF_TENANT
run in a tenant's schema and take `tenant`. A step deals with one batch, and returns how many rows
that were; it is called until it returns 0. It must be possible to kill it at any point and call it
again.

The general worker has other things to do every few seconds, so a call works for SECONDS and comes
back to where it was. One process at a time holds the run's lease.
"""

import datetime
import logging
import time
import uuid
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from tenants.context import in_tenant
from tenants.models import RetentionRun, Tenant

log = logging.getLogger(__name__)

SECONDS = 3.0
BEGINS_AT_HOUR = 1
"""UTC. A run that was missed begins as soon as somebody is there to do it."""
LEASE = timedelta(minutes=10)
"""Far longer than a batch takes."""


def work(*, seconds: float = SECONDS, clock: Callable[[], float] = time.monotonic) -> bool:
    """Go on with tonight's run for about so long. True if there is more of it to do."""
    run = _claim()
    if run is None:
        return False
    until = clock() + seconds
    try:
        return not _work(run, lambda: clock() >= until)
    finally:
        RetentionRun.objects.filter(lease=run.lease).update(lease=None, leased_until=None)


@transaction.atomic
def _claim() -> RetentionRun | None:
    """Tonight's run, leased to us; None if it is through, not due, or in somebody's hands."""
    now = timezone.now().astimezone(datetime.UTC)
    night = now.date() if now.hour >= BEGINS_AT_HOUR else now.date() - timedelta(days=1)
    RetentionRun.objects.bulk_create(
        [RetentionRun(id=1, night=night - timedelta(days=1), finished_at=now)],
        ignore_conflicts=True,
    )
    run = RetentionRun.objects.select_for_update().get(id=1)
    if run.leased_until and run.leased_until > now:
        return None
    if run.night < night:
        run.night, run.finished_at, run.deleted, run.failed = night, None, {}, 0
        run.shared_done, run.after = False, None
    if run.finished_at:
        return None
    run.lease, run.leased_until = uuid.uuid4(), now + LEASE
    run.save()
    return run


def _work(run: RetentionRun, over: Callable[[], bool]) -> bool:
    """True once all is through."""
    if not run.shared_done:
        if not _steps(run, None, settings.RETENTION_STEPS, over):
            return False
        run.shared_done = True
        _note(run)
    while True:
        tenants = Tenant.objects.order_by("id")
        if run.after:
            tenants = tenants.filter(id__gt=run.after)
        tenant = tenants.first()
        if tenant is None:
            break
        if over() or not _steps(run, tenant, settings.RETENTION_STEPS_OF_TENANT, over):
            return False
        run.after = tenant.id
        _note(run)
    run.finished_at = timezone.now()
    _note(run)
    log.info("what was too old is deleted: %s", run.deleted)
    return True


def _steps(
    run: RetentionRun, tenant: Tenant | None, names: list[str], over: Callable[[], bool]
) -> bool:
    """Take every step until nothing is left for it; False if the time is over before that."""
    for name in names:
        step = import_string(name)
        try:
            with in_tenant(tenant) if tenant else nullcontext():
                while count := step(tenant=tenant) if tenant else step():
                    run.deleted[name] = run.deleted.get(name, 0) + count
                    if over():
                        _note(run)
                        return False
        except Exception:
            # The other steps and tenants must not wait for this one.
            run.failed += 1
            log.exception("%s failed%s", name, f" for {tenant}" if tenant else "")
    return True


def _note(run: RetentionRun) -> None:
    """Save how far we are, and renew the lease. Does nothing if somebody else has taken over."""
    ours = RetentionRun.objects.filter(lease=run.lease)
    ours.update(
        shared_done=run.shared_done,
        after=run.after,
        deleted=run.deleted,
        failed=run.failed,
        finished_at=run.finished_at,
        leased_until=timezone.now() + LEASE,
    )
