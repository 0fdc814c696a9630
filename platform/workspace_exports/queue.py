"""Which exports are to be made, and what becomes of them: the rows are the only record of it.

A try holds a lease, and renews it while it gets on; every write names it, so that a try that was
given up changes nothing. Times are those of the database's clock.
"""

import logging
import uuid
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from activity.log import record
from activity.who import Thing, system
from notices.services import notify
from tenants import files
from workspace_exports import stored
from workspace_exports.models import WorkspaceExport

log = logging.getLogger(__name__)

State = WorkspaceExport.State
LEASE = timedelta(minutes=5)
"""Far longer than the longest step between two renewals, the encoding of one long lesson."""
MOST_ATTEMPTS = 5
FIRST_PAUSE = timedelta(seconds=15)
"""After the first failed try; doubled each time."""
KEPT = timedelta(days=7)
"""How long what has ended is kept."""

DIED, STORE_AWAY, STORE_FULL, NO_END = "died", "storage_away", "storage_full", "error"
REASONS: dict[str, Promise] = {
    DIED: _("The process that prepared it was ended again and again."),
    STORE_AWAY: _("The stored audio could not be reached for a while."),
    STORE_FULL: _("There is not enough room on this installation for it."),
    NO_END: _("Something went wrong on our side. Those who run this installation find it in logs."),
}
BY_US = system("export")


def claim() -> WorkspaceExport | None:
    """Begin a try of the export that waits longest, and lease it to the caller; None where none is
    due, or settings.EXPORTS are being made. Of one workspace, one is made at a time."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('lectern:workspace-exports'))")
        running = WorkspaceExport.objects.filter(state=State.RUNNING, leased_until__gt=Now())
        if running.count() >= settings.EXPORTS:
            return None
        waiting = WorkspaceExport.objects.filter(state=State.WAITING, next_try_at__lte=Now())
        dead = WorkspaceExport.objects.filter(state=State.RUNNING, leased_until__lte=Now())
        due = (waiting | dead).exclude(tenant__in=running.values("tenant"))
        for export in due.order_by("created_at", "id").select_for_update(
            skip_locked=True, of=("self",)
        ):
            if export.attempts >= MOST_ATTEMPTS:
                _fail(export, export.reason or DIED)
                continue
            lease = uuid.uuid4()
            WorkspaceExport.objects.filter(id=export.id).update(
                state=State.RUNNING,
                lease=lease,
                leased_until=Now() + LEASE,
                attempts=export.attempts + 1,
                done=0,
                total=0,
                size=0,
            )
            return WorkspaceExport.objects.select_related("tenant").get(id=export.id)
    return None


def open_folder(export_id: str, lease: uuid.UUID) -> WorkspaceExport | None:
    """Make the export's folder, empty, for the try that begins; None where the lease is lost.

    With the row locked: whoever deletes the export or the workspace meanwhile deletes the folder
    after this. Raises StoreAway.
    """
    with transaction.atomic():
        held = _held(export_id, lease).select_related("tenant")
        export = held.select_for_update(of=("self",)).first()
        if export is not None:
            store, folder = files.store(), stored.folder(export)
            store.remove_folder(folder)
            store.make(folder)
        return export


def renew(export_id: str, lease: uuid.UUID, *, done: int, total: int, size: int) -> bool:
    """Say how far a try is; False where the lease is lost, and the try has to end."""
    found = _held(export_id, lease)
    return found.update(leased_until=Now() + LEASE, done=done, total=total, size=size) == 1


def finish(export_id: str, lease: uuid.UUID, *, size: int) -> bool:
    """The zip of so many bytes is stored. False where the lease is lost: then remove it."""
    with transaction.atomic():
        export = _locked(export_id, lease)
        if export is None:
            return False
        _ended(export, state=State.READY, size=size, reason="")
        _record("workspace.export_ready", export, size=size)
    return True


def give_back(export_id: str, lease: uuid.UUID, *, reason: str) -> None:
    """The try has failed: another one follows, ever later, until there were MOST_ATTEMPTS. Does
    nothing where the lease is lost."""
    with transaction.atomic():
        export = _locked(export_id, lease)
        if export is None:
            return
        if export.attempts >= MOST_ATTEMPTS:
            _fail(export, reason)
            return
        pause = FIRST_PAUSE * 2 ** (export.attempts - 1)
        WorkspaceExport.objects.filter(id=export.id).update(
            state=State.WAITING,
            leased_until=None,
            next_try_at=Now() + pause,
            reason=reason,
        )
    log.warning("export %s is tried again in %s: %s", export_id, pause, reason)


def fail(export_id: str, lease: uuid.UUID, *, reason: str) -> None:
    """The try has failed, and another one would, too. Does nothing where the lease is lost."""
    with transaction.atomic():
        if export := _locked(export_id, lease):
            _fail(export, reason)


def is_held(export_id: str, lease: uuid.UUID) -> bool:
    """Whether the export is still to be made by the try of this lease."""
    return _held(export_id, lease).exists()


def _held(export_id: str, lease: uuid.UUID) -> QuerySet[WorkspaceExport]:
    return WorkspaceExport.objects.filter(id=export_id, lease=lease, state=State.RUNNING)


def _locked(export_id: str, lease: uuid.UUID) -> WorkspaceExport | None:
    held = _held(export_id, lease).select_related("tenant", "asked_by")
    return held.select_for_update(of=("self",)).first()


def _fail(export: WorkspaceExport, reason: str) -> None:
    _ended(export, state=State.FAILED, reason=reason)
    _record("workspace.export_failed", export, reason=reason)
    log.error("export %s of %s has failed: %s", export.id, export.tenant.slug, reason)


def _ended(export: WorkspaceExport, **values: object) -> None:
    WorkspaceExport.objects.filter(id=export.id).update(
        **values, leased_until=None, finished_at=Now(), expires_at=Now() + KEPT
    )


def _record(kind: str, export: WorkspaceExport, **details: str | int) -> None:
    """Write it into the activity log, and tell whoever asked."""
    thing = Thing("export", export.id)
    record(action=kind, by=BY_US, tenant=export.tenant, thing=thing, details=details)
    if export.asked_by is not None:
        notify(kind=kind, to=[export.asked_by], tenant=export.tenant, details=details)
