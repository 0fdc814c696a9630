"""Rows into an archive and out of it, by COPY: no program of PostgreSQL's is needed.

On another installation a row of `public` may have another number, and a person another id. So rows
that may be affected are loaded into a temporary table first, changed there and then inserted.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from django.db import connection

from runtime.postgres import patience
from tenants.backup.archive import ArchiveWriter
from tenants.backup.tables import (
    Table,
    keys_to_users,
    of_schema,
    of_tenant_in_public,
    texts_with_users,
)
from tenants.models import Tenant

PEOPLE = "backup_people"
"""A temporary table: ids of people in the archive, and here."""


OF_GONE = "none"


def copy_out(
    archive: ArchiveWriter, table: Table, schema: str, tenant_id: Any = None, *, member: str = ""
) -> int:
    """Add the rows of a table, or those of one tenant in `public`; returns how many bytes.

    `tenant_id` OF_GONE stands for the tenants that are no more; `member` names the schema in the
    archive, if otherwise than here.
    """
    columns = ", ".join(map(_quoted, table.columns))
    query = f"SELECT {columns} FROM {_table(schema, table.name)}"  # noqa: S608  (our own names)
    with connection.cursor() as cursor:
        if tenant_id is not None:
            rows = table.model._base_manager.order_by()
            of_gone = {f"{table.path}__isnull": True}
            wish = of_gone if tenant_id == OF_GONE else {table.path: tenant_id}
            keys, params = rows.filter(**wish).values("pk").query.sql_with_params()
            key = _quoted(table.key)
            query += f" WHERE {key} IN ({cursor.mogrify(keys, params).decode()})"
        parts = archive.parts(member_of(member or schema, table.name))
        with patience.suspended():
            cursor.copy_expert(f"COPY ({query}) TO STDOUT", parts)
    parts.finish()
    return parts.size


def member_of(schema: str, table: str) -> str:
    """The name of the members with a table's rows."""
    return f"rows/{schema}/{table}"


class Loading:
    """Loads the members with rows, and inserts them once all are there.

    `columns` tells which a table had when it was saved. A workspace's own tables are filled
    at once, unless they name people who may have other ids here.
    """

    def __init__(self, tenant: Tenant, columns: dict[str, list[str]], *, same_people: bool) -> None:
        self._columns = columns
        self._same_people = same_people
        self._schemas = {"workspace": tenant.schema_name, "public": "public"}
        self._tables = {
            "workspace": {table.name: table for table in of_schema()},
            "public": {table.name: table for table in of_tenant_in_public()},
        }
        self._staged: dict[str, tuple[Table, str]] = {}

    def load(self, name: str, content: IO[bytes]) -> None:
        """Load one member. Raises KeyError for a table that isn't here."""
        _rows, schema, table_name = name.split("/")
        table = self._tables[schema][table_name]
        into = _table(self._schemas[schema], table.name)
        if schema == "public" or self._names_people(table):
            into = self._stage(table, into)
        columns = ", ".join(map(_quoted, self._columns[name]))
        with connection.cursor() as cursor, patience.suspended():
            cursor.copy_expert(f"COPY {into} ({columns}) FROM STDIN", content)

    def insert(self) -> None:
        """Give the loaded rows their numbers and people of here, and put them in their tables."""
        with connection.cursor() as cursor:
            for stage, (table, into) in self._staged.items():
                if into.startswith('"public"') and table.numbered:
                    self._renumber(cursor, stage, table, into)
            for stage, (table, into) in self._staged.items():
                self._point_to_renumbered(cursor, stage, table, into)
                if not self._same_people:
                    self._point_to_people(cursor, stage, table)
                columns = ", ".join(map(_quoted, table.columns))
                cursor.execute(f"INSERT INTO {into} ({columns}) SELECT {columns} FROM {stage}")  # noqa: S608
            for stage in self._staged:
                cursor.execute(f"DROP TABLE {stage}")
            for table in of_schema():
                if table.numbered:
                    go_on_numbering(cursor, self._schemas["workspace"], table)

    def _names_people(self, table: Table) -> bool:
        return bool(keys_to_users(table) or texts_with_users(table)) and not self._same_people

    def _stage(self, table: Table, into: str) -> str:
        stage = _quoted(f"backup_{table.name}")
        if stage not in self._staged:
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE TEMPORARY TABLE {stage} (LIKE {into})")
                cursor.execute(f"ALTER TABLE {stage} ADD COLUMN backup_number bigint")
            self._staged[stage] = table, into
        return stage

    def _renumber(self, cursor: Any, stage: str, table: Table, into: str) -> None:
        key = _quoted(table.key)
        cursor.execute(
            f"UPDATE {stage} SET backup_number = {key},"  # noqa: S608
            f" {key} = nextval(pg_get_serial_sequence(%s, %s))",
            [into, table.key],
        )

    def _point_to_renumbered(self, cursor: Any, stage: str, table: Table, into: str) -> None:
        if not into.startswith('"public"'):
            return
        for parent_stage, (parent, _into) in self._staged.items():
            if not parent.numbered or parent.model is table.model:
                continue
            parent_key = _quoted(parent.key)
            for column in map(_quoted, table.keys_to(parent.model)):
                cursor.execute(
                    f"UPDATE {stage} AS row SET {column} = parent.{parent_key}"  # noqa: S608
                    f" FROM {parent_stage} AS parent WHERE parent.backup_number = row.{column}"
                )

    def _point_to_people(self, cursor: Any, stage: str, table: Table) -> None:
        for column in map(_quoted, keys_to_users(table)):
            cursor.execute(
                f"UPDATE {stage} SET {column} ="  # noqa: S608
                f" (SELECT here FROM {PEOPLE} WHERE there = {column})"
            )
        for name, condition in texts_with_users(table):
            column = _quoted(name)
            # Of somebody who was deleted: another person may have the number here.
            cursor.execute(
                f"UPDATE {stage} SET {column} = coalesce("  # noqa: S608
                f"(SELECT here::text FROM {PEOPLE} WHERE there::text = {column}),"
                f" 'gone-' || {column}) WHERE {condition}"
            )


def go_on_numbering(cursor: Any, schema: str, table: Table) -> None:
    """Have new rows numbered after those that were copied with their numbers."""
    key = table.key
    into = _table(schema, table.name)
    next_number = f"coalesce(max({_quoted(key)}), 0) + 1"
    cursor.execute(
        f"SELECT setval(pg_get_serial_sequence(%s, %s), {next_number}, false) FROM {into}",  # noqa: S608
        [into, key],
    )


def copy_in(table: Table, columns: list[str], content: IO[bytes]) -> None:
    """Load one member into a table of `public` as it is."""
    names = ", ".join(map(_quoted, columns))
    with connection.cursor() as cursor, patience.suspended():
        cursor.copy_expert(f"COPY {_table('public', table.name)} ({names}) FROM STDIN", content)


@contextmanager
def people_of_here(ids: dict[int, int]) -> Iterator[None]:
    """Within the block, the table PEOPLE leads from the archive's ids of people to ours."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {PEOPLE} (there bigint PRIMARY KEY, here bigint)")
        for there, here in ids.items():
            cursor.execute(f"INSERT INTO {PEOPLE} VALUES (%s, %s)", [there, here])  # noqa: S608
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {PEOPLE}")


def _table(schema: str, name: str) -> str:
    return f"{_quoted(schema)}.{_quoted(name)}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
