"""What PostgreSQL's catalogue says of a schema, to hold one schema to another."""

import re
from typing import Any

from django.db import connection

KINDS = {
    "columns": """
        SELECT relname, attname, format_type(atttypid, atttypmod), attnotnull, attidentity,
            attgenerated, attstorage, attcollation::regcollation, pg_get_expr(adbin, adrelid, true),
            col_description(attrelid, attnum)
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE relnamespace = %s::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
    """,
    "order of columns": """
        SELECT relname, array_agg(attname ORDER BY attnum)
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relnamespace = %s::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
        GROUP BY relname
    """,
    "constraints": """
        SELECT conrelid::regclass, conname, contype, condeferrable, condeferred, convalidated,
            pg_get_constraintdef(oid, true)
        FROM pg_constraint WHERE connamespace = %s::regnamespace
    """,
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = %s",
    "sequences": """
        SELECT pg_class.relname, seqtypid::regtype, seqstart, seqincrement, seqmax, seqmin,
            seqcache, seqcycle, deptype, refobjid::regclass, attname
        FROM pg_sequence JOIN pg_class ON pg_class.oid = seqrelid
        LEFT JOIN pg_depend ON classid = 'pg_class'::regclass AND objid = seqrelid
            AND refclassid = 'pg_class'::regclass
        LEFT JOIN pg_attribute ON attrelid = refobjid AND attnum = refobjsubid
        WHERE relnamespace = %s::regnamespace
    """,
    "owners": """
        SELECT relname, relkind, relowner::regrole, relpersistence, reloptions FROM pg_class
        WHERE relnamespace = %s::regnamespace
    """,
    "others": """
        SELECT proname::text FROM pg_proc WHERE pronamespace = %s::regnamespace
        UNION ALL SELECT tgname::text FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
        WHERE relnamespace = %s::regnamespace AND NOT tgisinternal
    """,
}


def catalogue_of(schema: str, cursor: Any = None) -> dict[str, list[str]]:
    """Everything in a schema, by kind, without the schema's own name."""
    if cursor is None:
        with connection.cursor() as ours:
            return catalogue_of(schema, ours)
    found = {}
    for kind, statement in KINDS.items():
        cursor.execute(statement, [schema] * statement.count("%s"))
        rows = [str(row).replace(f"{schema}.", "") for row in cursor.fetchall()]
        found[kind] = sorted(map(_as_written, rows))
    cursor.execute(f'SELECT app, name FROM "{schema}".django_migrations')
    found["migrations"] = sorted(map(str, cursor.fetchall()))
    return found


def _as_written(row: str) -> str:
    """Without the casts that PostgreSQL moves when it reads `x IN (…)` as it printed it itself."""
    if "= ANY (" not in row:
        return row
    return re.sub(r"::character varying|::text(\[\])?|[()]", "", row)
