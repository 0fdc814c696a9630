"""Asking for a download of the workspace, and what one may do with it; for pages and REST."""

import logging
from typing import BinaryIO

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import ApiToken, Membership
from accounts.people import members
from accounts.tokens import ADMIN
from activity.log import record
from activity.who import Thing
from runtime import ticks
from tenants import files
from tenants.free_space import check_room
from tenants.models import Tenant
from tenants.refusal import Refused
from tenants.stores.port import StoreAway
from workspace_exports import stored
from workspace_exports.models import WorkspaceExport

log = logging.getLogger(__name__)

State = WorkspaceExport.State
UNDER_WAY = (State.WAITING, State.RUNNING)
TASK = "workspace_exports.tasks.make_due"
AT_ONCE = 100


def ask(*, tenant: Tenant, by: Actor, language: str) -> WorkspaceExport:
    """Have a zip made of all that the workspace owns, as `by` may read it, with sentences in this
    language. It takes the place of an earlier one of theirs.

    Raises Refused: one of theirs is being made already (409), or the disk is nearly full (507).
    """
    check_room()
    with transaction.atomic():
        # One at a time: nobody has two.
        members.lock(tenant)
        own = WorkspaceExport.objects.filter(**_owner(by), tenant=tenant)
        if own.filter(state__in=UNDER_WAY).exists():
            message = _("A download of this workspace is being prepared for you already.")
            raise Refused("export_under_way", message, status=409)
        replaced = list(own.select_related("tenant"))
        own.update(state=State.CANCELLED)
        export = WorkspaceExport.objects.create(tenant=tenant, language=language, **_owner(by))
        _record("workspace.export_asked", export, by)
        transaction.on_commit(lambda: ticks.send(TASK))
    for earlier in replaced:
        _drop(earlier)
    return export


def exports_of(*, tenant: Tenant, by: Actor) -> QuerySet[WorkspaceExport]:
    """The exports that are theirs and not cancelled or expired, newest first."""
    own = WorkspaceExport.objects.filter(**_owner(by), tenant=tenant).select_related("tenant")
    live = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    return own.exclude(state=State.CANCELLED).filter(live)


def find(*, tenant: Tenant, by: Actor, export_id: str) -> WorkspaceExport:
    """One of those. Raises Refused (404)."""
    export = exports_of(tenant=tenant, by=by).filter(id=export_id).first()
    if export is None:
        raise Refused("export_not_found", _("There is no such download."), status=404)
    return export


def opened(export: WorkspaceExport) -> BinaryIO:
    """The zip, open for reading any part of it. Raises Refused where it is not ready (409), or its
    file is gone (404), and StoreAway."""
    if export.state != State.READY or export.lease is None:
        raise Refused("export_not_ready", _("The download is not ready."), status=409)
    file = stored.opened(export, export.lease)
    if file is None:
        message = _("The file of this download is gone. Have it prepared once more.")
        raise Refused("export_gone", message, status=404)
    return file


def note_download(export: WorkspaceExport, by: Actor) -> None:
    """Record that somebody begins to download it."""
    _record("workspace.exported", export, by)
    log.info("export %s of %s is downloaded", export.id, export.tenant.slug)


def remove(*, export: WorkspaceExport, by: Actor) -> None:
    """Stop making an export, or delete it, with its file. Where the store of files is away, nobody
    can have it from now on, and the file is deleted later."""
    with transaction.atomic():
        current = WorkspaceExport.objects.select_for_update().filter(id=export.id)
        found = current.exclude(state=State.CANCELLED).first()
        if found is None:
            return
        WorkspaceExport.objects.filter(id=export.id).update(state=State.CANCELLED)
        if found.is_under_way:
            _record("workspace.export_cancelled", export, by)
        else:
            _record("workspace.export_deleted", export, by)
    _drop(export)


def drop_unentitled() -> int:
    """Delete the exports of those who are no admins any more, and the files of cancelled ones;
    returns how many."""
    admins = Membership.objects.filter(
        tenant=OuterRef("tenant"), user=OuterRef("asked_by"), role__in=Membership.ADMINS
    )
    live_tokens = ApiToken.objects.filter(
        id=OuterRef("api_token"),
        revoked_at=None,
        expires_at__gt=timezone.now(),
        scopes__contains=[ADMIN],
    )
    return _drop_all(
        WorkspaceExport.objects.filter(
            Q(state=State.CANCELLED) | (~Exists(admins) & ~Exists(live_tokens))
        )
    )


def forget_old() -> int:
    """Delete a batch of exports that were kept for long enough; returns how many."""
    return _drop_all(WorkspaceExport.objects.filter(expires_at__lte=timezone.now()))


def _drop_all(exports: QuerySet[WorkspaceExport]) -> int:
    return sum(_drop(each) for each in exports.select_related("tenant")[:AT_ONCE])


def _drop(export: WorkspaceExport) -> bool:
    """Delete its files, then its row; False where the store is away, and it is tried again."""
    # First, so that a try that is under way ends, and nobody begins a download.
    WorkspaceExport.objects.filter(id=export.id).update(state=State.CANCELLED)
    try:
        files.store().remove_folder(stored.folder(export))
    except StoreAway as away:
        log.warning("the files of export %s are deleted later: %s", export.id, away.detail)
        return False
    return WorkspaceExport.objects.filter(id=export.id).delete()[0] > 0


def _owner(by: Actor) -> dict[str, object]:
    """The fields that name whose exports are `by`'s: the person's, or a service token's."""
    if by.user is not None:
        return {"asked_by": by.user}
    if by.token is None:
        raise ValueError("Somebody has to ask for an export.")
    return {"api_token": by.token}


def _record(action: str, export: WorkspaceExport, by: Actor) -> None:
    thing = Thing("export", export.id)
    record(action=action, by=by.who, tenant=export.tenant, thing=thing)
