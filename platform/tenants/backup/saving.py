"""Writing backups: of one workspace, and of what an installation has beside its workspaces."""

import base64
from typing import Any, BinaryIO

from django.db import connection, transaction
from django.utils import timezone

from runtime.version import VERSION
from tenants.backup import people, rows, stored_files, tables
from tenants.backup.archive import ArchiveWriter
from tenants.models import InstallationKey, Tenant
from tenants.stores import ownership

ISOLATE = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"
WORKSPACE, INSTALLATION = "workspace", "installation"
KEPT_APART = ("wrapped_key", "wrapped_by", "schema_name")
"""Fields of a tenant that another installation makes itself."""


def save_workspace(*, tenant: Tenant, out: BinaryIO, passphrase: str) -> dict[str, int]:
    """Write one workspace: its rows as they are at one moment, and its files.

    Work goes on meanwhile. Returns the number of files, and the bytes of files and of rows. The
    tenant's key is in the archive, under the passphrase alone. Raises ValueError for a passphrase
    that is too short.
    """
    with transaction.atomic():
        _one_snapshot()
        of_public, of_schema = tables.of_tenant_in_public(), tables.of_schema()
        columns = {
            **{rows.member_of("public", each.name): each.columns for each in of_public},
            **{rows.member_of("workspace", each.name): each.columns for each in of_schema},
        }
        manifest = {
            **_about(WORKSPACE, columns),
            "tenant": _fields(tenant),
            "key": base64.b64encode(tenant.key).decode(),
            "people": people.named_by(tenant),
        }
        archive = ArchiveWriter(out, passphrase, manifest)
        figures = {"files": 0, "file_bytes": 0, "row_bytes": 0}
        # After the snapshot, so that the file of each of its rows is there.
        for name, content, size in stored_files.all_of(tenant):
            archive.add_file(f"files/{name}", content, size)
            figures["files"] += 1
            figures["file_bytes"] += size
        for table in of_public:
            figures["row_bytes"] += rows.copy_out(archive, table, "public", tenant.id)
        for table in of_schema:
            figures["row_bytes"] += rows.copy_out(
                archive, table, tenant.schema_name, member="workspace"
            )
        archive.finish()
    return figures


def save_installation(*, out: BinaryIO, passphrase: str) -> dict[str, int]:
    """Write what belongs to no workspace: people, plans, keys that sign, the books of workspaces
    that were deleted. Returns the bytes of rows."""
    with transaction.atomic():
        _one_snapshot()
        of_gone = [
            table
            for table in tables.of_tenant_in_public()
            if "__" not in table.path and table.model._meta.get_field(table.path[:-3]).null
        ]
        own = [each for each in tables.of_installation() if each.model is not InstallationKey]
        columns = {rows.member_of("public", each.name): each.columns for each in [*own, *of_gone]}
        keys = {
            row.name: base64.b64encode(row.key).decode()
            for row in InstallationKey.objects.exclude(name=ownership.KEY)
        }
        manifest = {
            **_about(INSTALLATION, columns),
            "keys": keys,
            "workspaces": [*Tenant.objects.order_by("slug").values_list("slug", flat=True)],
        }
        archive = ArchiveWriter(out, passphrase, manifest)
        size = sum(rows.copy_out(archive, table, "public") for table in own)
        size += sum(rows.copy_out(archive, table, "public", rows.OF_GONE) for table in of_gone)
        archive.finish()
    return {"row_bytes": size}


def migrations_of(schema: str) -> list[str]:
    """The migrations that a schema has, `app.name`."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT app || $$.$$ || name FROM "{schema}".django_migrations')  # noqa: S608
        return sorted({name for (name,) in cursor})


def _one_snapshot() -> None:
    with connection.cursor() as cursor:
        cursor.execute(ISOLATE)
        # The files are copied within the transaction, and they take as long as they take.
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SET LOCAL statement_timeout = 0")


def _about(kind: str, columns: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "kind": kind,
        "lectern": VERSION,
        "made_at": timezone.now().isoformat(),
        "migrations": migrations_of("public"),
        "columns": columns,
    }


def _fields(tenant: Tenant) -> dict[str, Any]:
    return {
        # Of times, JSON's own form would lose the microseconds.
        field.attname: None
        if getattr(tenant, field.attname) is None
        else field.value_to_string(tenant)
        for field in tenant._meta.concrete_fields
        if field.name not in KEPT_APART
    }
