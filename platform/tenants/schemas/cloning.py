"""Making a schema like another: tables, constraints and indexes by their names, and the few rows.

`CREATE TABLE … (LIKE …)` copies columns, defaults, identities, checks, NOT NULL and comments, but
gives indexes and keys names of its own, by which later migrations would not find them.
"""

from django.db import connection
from psycopg2 import sql

# What PostgreSQL itself makes beside a table (array types, row types, triggers of foreign keys)
# comes with it; anything else would be left out without a word.
_NOT_CLONED = """
    SELECT relname::text FROM pg_class
    WHERE relnamespace = %(schema)s::regnamespace AND relkind NOT IN ('r', 'i', 'S')
    UNION ALL
    SELECT tgname::text FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE relnamespace = %(schema)s::regnamespace AND NOT tgisinternal
    UNION ALL
    SELECT proname::text FROM pg_proc WHERE pronamespace = %(schema)s::regnamespace
    UNION ALL
    SELECT typname::text FROM pg_type
    WHERE typnamespace = %(schema)s::regnamespace AND typtype NOT IN ('c', 'b')
    UNION ALL
    SELECT relname::text FROM pg_class
    WHERE relnamespace = %(schema)s::regnamespace AND relkind = 'S' AND NOT EXISTS (
        SELECT 1 FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid
        AND deptype = 'i'
    )
"""
# In the order in which they can be made. Names of the schema's own tables come out bare, as it
# alone is on the search path, and those of other schemas in full.
_STATEMENTS = """
    SELECT 0 AS rank, relname::text AS name, format(
        'CREATE TABLE %%I (LIKE %%I.%%I INCLUDING ALL EXCLUDING INDEXES)',
        relname, %(schema)s, relname
    ) AS statement
    FROM pg_class WHERE relnamespace = %(schema)s::regnamespace AND relkind = 'r'
    UNION ALL
    SELECT CASE contype WHEN 'f' THEN 3 ELSE 1 END, conname::text, format(
        'ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname,
        pg_get_constraintdef(oid)
    )
    FROM pg_constraint
    WHERE connamespace = %(schema)s::regnamespace AND contype IN ('p', 'u', 'x', 'f')
    UNION ALL
    SELECT 2, relname::text, pg_get_indexdef(indexrelid, 0, true)
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE relnamespace = %(schema)s::regnamespace AND NOT EXISTS (
        SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x')
    )
    ORDER BY rank, name
"""
_COPIES = """
    SELECT format('INSERT INTO %%1$I (%%2$s) OVERRIDING SYSTEM VALUE SELECT %%2$s FROM %%3$I.%%1$I',
        relname, string_agg(quote_ident(attname), ', ' ORDER BY attnum), %(schema)s)
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = %(schema)s::regnamespace AND relname = ANY(%(tables)s)
    AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
    GROUP BY relname
"""
_IDENTITIES = """
    SELECT relname::text, attname::text, pg_get_serial_sequence(oid::regclass::text, attname)
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = %(schema)s::regnamespace AND relname = ANY(%(tables)s)
    AND attidentity <> ''
"""


class CannotClone(Exception):
    """The schema has something that cloning doesn't copy; the message names it."""


def clone(target: str, script: str) -> None:
    """Make the schema `target` with what `script_of` another returned, in the caller's transaction.

    Ends in `public`. The other schema must not change between the two.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(target)))
    connection.set_schema(target)  # type: ignore[attr-defined]  # of django_tenants' backend
    try:
        with connection.cursor() as cursor:
            cursor.execute(script)
    finally:
        connection.set_schema_to_public()  # type: ignore[attr-defined]


def script_of(source: str) -> str:
    """The SQL that makes what `source` holds in the first schema of the search path, rows included.

    Reads the catalogue from end to end, so it takes the longer, the more schemas there are. Ends in
    `public`. Raises CannotClone where `source` has views, triggers, functions, types or sequences
    that belong to no column.
    """
    connection.set_schema(source, include_public=False)  # type: ignore[attr-defined]
    try:
        with connection.cursor() as cursor:
            cursor.execute(_NOT_CLONED, {"schema": source})
            if others := sorted(name for (name,) in cursor.fetchall()):
                raise CannotClone(
                    f"Schema {source} has {', '.join(others)}. tenants.schemas.cloning copies only "
                    "tables, constraints, indexes and identity columns: teach it this kind too."
                )
            cursor.execute(_STATEMENTS, {"schema": source})
            rows = cursor.fetchall()
        tables = [name for rank, name, _statement in rows if rank == 0]
        statements = [statement for _rank, _name, statement in rows]
        # Rows before keys, which may refer to each other.
        statements[len(tables) : len(tables)] = _rows(source, tables)
        return ";\n".join(statements)
    finally:
        connection.set_schema_to_public()  # type: ignore[attr-defined]


def _rows(source: str, tables: list[str]) -> list[str]:
    """Statements that copy rows, for the few tables to which migrations give any."""
    with connection.cursor() as cursor:
        exists = [
            sql.SQL("EXISTS (SELECT 1 FROM {})").format(sql.Identifier(table)) for table in tables
        ]
        cursor.execute(sql.SQL("SELECT {}").format(sql.SQL(", ").join(exists)))
        filled = [table for table, has in zip(tables, cursor.fetchone(), strict=True) if has]
        cursor.execute(_COPIES, {"schema": source, "tables": filled})
        copies = [sql.SQL(copy) for (copy,) in cursor.fetchall()]
        cursor.execute(_IDENTITIES, {"schema": source, "tables": filled})
        for table, column, sequence in cursor.fetchall():
            copies.append(
                sql.SQL(
                    "SELECT setval(pg_get_serial_sequence({}, {}), last_value, is_called) FROM {}"
                ).format(sql.Literal(f'"{table}"'), sql.Literal(column), sql.SQL(sequence))
            )
        return [copy.as_string(cursor.connection) for copy in copies]
