"""Restoring backups: a workspace, on the installation it is from or another, or an installation."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

from activity.log import record
from activity.who import Thing, command
from tenants.backup import people, rows, stored_files, tables
from tenants.backup.archive import ArchiveReader
from tenants.backup.saving import INSTALLATION, WORKSPACE, migrations_of
from tenants.context import in_tenant
from tenants.models import InstallationKey, Tenant, valid_slug
from tenants.profile import is_taken, lock_slug
from tenants.sealing.installation_keys import forget
from tenants.sealing.key_wrapping import wrapper
from tenants.stores import ownership


class CantRestore(Exception):
    """Nothing was restored; the message says why."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How a workspace is restored.

    `slug`: under another address. `plan`: on another plan. `whole`: with all that ties it to its
    installation, as that one is restored, too: payment, reports of usage, and valid API tokens.
    """

    slug: str = ""
    plan: str = ""
    whole: bool = False


def check(source: BinaryIO, passphrase: str) -> dict[str, Any]:
    """Read all of an archive, and return its manifest without keys. Raises BadArchive."""
    with ArchiveReader(source, passphrase) as archive:
        count = size = 0
        for _name, content, _size in archive.members():
            count += 1
            while block := content.read(1 << 20):
                size += len(block)
        shown = {k: archive.manifest[k] for k in ("kind", "lectern", "made_at")}
        return {**shown, "members": count, "bytes": size}


def restore_workspace(*, source: BinaryIO, passphrase: str, wish: Wish) -> Tenant:
    """Restore one workspace under its id: files first, then all rows in one transaction.

    Its key is wrapped by the master key of here. What it was the archive doesn't say, and it is not
    needed. Raises BadArchive, and CantRestore where it is here already or its slug is taken, or the
    archive is of another version of the database.
    """
    with ArchiveReader(source, passphrase) as archive:
        manifest = archive.manifest
        _check_kind(manifest, WORKSPACE)
        tenant = _tenant(manifest, wish)
        members = archive.members()
        try:
            with transaction.atomic():
                _no_timeouts()
                first = _put_files(tenant, members)
                _create(tenant, manifest)
                with in_tenant(tenant), _people(manifest, wish):
                    loading = rows.Loading(tenant, manifest["columns"], same_people=wish.whole)
                    if first:
                        loading.load(first[0], first[1])
                    for name, content, _size in members:
                        loading.load(name, content)
                    loading.insert()
                    for hook in settings.ON_WORKSPACE_RESTORED:
                        import_string(hook)(tenant, wish)
                thing = Thing("workspace", str(tenant.id), tenant.name)
                by = command("restore")
                record(action="workspace.restored", by=by, tenant=tenant, thing=thing)
                connection.check_constraints()
        except BaseException:
            stored_files.remove_all(tenant)
            raise
    return tenant


def restore_installation(*, source: BinaryIO, passphrase: str) -> list[str]:
    """Restore what belongs to no workspace, on an installation that is empty; returns the slugs of
    the workspaces that it had.

    Raises BadArchive, and CantRestore where somebody has used the installation already.
    """
    with ArchiveReader(source, passphrase) as archive, transaction.atomic():
        manifest = archive.manifest
        _check_kind(manifest, INSTALLATION)
        own = [each for each in tables.of_installation() if each.model is not InstallationKey]
        if Tenant.objects.exists() or people.User.objects.exists():
            raise CantRestore("This installation has workspaces or accounts: restore an empty one.")
        with connection.cursor() as cursor:
            # What migrations put there, such as the first plans.
            emptied = [each for each in own if not tables.is_added_to(each)]
            names = ", ".join(f'"public"."{table.name}"' for table in emptied)
            cursor.execute(f"TRUNCATE {names} CASCADE")
        InstallationKey.objects.exclude(name=ownership.KEY).delete()
        for name, key in manifest["keys"].items():
            row = InstallationKey(name=name)
            row.keep(*wrapper().wrap(base64.b64decode(key), about=row.about))
            row.save(force_insert=True)
        by_name = {table.name: table for table in [*own, *tables.of_tenant_in_public()]}
        for name, content, _size in archive.members():
            rows.copy_in(by_name[name.split("/")[2]], manifest["columns"][name], content)
        with connection.cursor() as cursor:
            for table in by_name.values():
                if table.numbered:
                    rows.go_on_numbering(cursor, "public", table)
        connection.check_constraints()
        transaction.on_commit(forget)
        return list(manifest["workspaces"])


def _check_kind(manifest: dict[str, Any], kind: str) -> None:
    if manifest["kind"] != kind:
        raise CantRestore(f"This is a backup of another kind: {manifest['kind']}, not {kind}.")
    ours, theirs = set(migrations_of("public")), set(manifest["migrations"])
    if ours != theirs:
        differing = ", ".join(sorted(ours ^ theirs)[:3])
        raise CantRestore(
            f"The backup was made by Lectern {manifest['lectern']} with another structure of the "
            f"database ({differing}, …). Restore it with that version, then upgrade."
        )


def _tenant(manifest: dict[str, Any], wish: Wish) -> Tenant:
    fields = {
        field.attname: field.to_python(manifest["tenant"][field.attname])
        for field in Tenant._meta.concrete_fields
        if field.attname in manifest["tenant"]
    }
    tenant = Tenant(**fields)
    if not wish.whole:
        # Whoever restores a single workspace wants it open, not deleted after the grace.
        tenant.deletes_at = None
    if wish.slug:
        valid_slug(wish.slug)
        tenant.slug = wish.slug
    if Tenant.objects.filter(id=tenant.id).exists():
        raise CantRestore(f"The workspace is here already, as {Tenant.objects.get(id=tenant.id)}.")
    if is_taken(tenant.slug):
        raise CantRestore(f"There is another workspace {tenant.slug!r} here: give --slug.")
    tenant.keep(*wrapper().wrap(base64.b64decode(manifest["key"]), about=tenant.about))
    return tenant


def _put_files(tenant: Tenant, members: Iterator[tuple[str, Any, int]]) -> tuple[str, Any] | None:
    """Store the files, which come first; returns the member behind them, with its content."""
    stored_files.remove_all(tenant)  # what an attempt that was killed has left
    for name, content, _size in members:
        if not name.startswith("files/"):
            return name, content
        stored_files.put(tenant, name.removeprefix("files/"), content)
    return None


def _create(tenant: Tenant, manifest: dict[str, Any]) -> None:
    """The tenant's row, and its schema without rows."""
    lock_slug(tenant.slug)
    tenant._state.adding = True
    try:
        tenant.save(verbosity=0, force_insert=True)
    finally:
        connection.set_schema_to_public()  # type: ignore[attr-defined]  # of django_tenants
    made_at = Tenant._meta.get_field("created_at").to_python(manifest["tenant"]["created_at"])
    Tenant.objects.filter(id=tenant.id).update(created_at=made_at)
    names = ", ".join(f'"{tenant.schema_name}"."{table.name}"' for table in tables.of_schema())
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {names}")


@contextmanager
def _people(manifest: dict[str, Any], wish: Wish) -> Iterator[None]:
    if wish.whole:
        yield
        return
    with rows.people_of_here(people.here(manifest["people"])):
        yield


def _no_timeouts() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SET LOCAL statement_timeout = 0")
