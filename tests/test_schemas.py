"""The shortcut of tests/schemas.py leaves what the migrations leave."""

from django.db import connection

SHAPE = {
    "columns": """SELECT table_name, column_name, data_type, is_nullable, is_identity,
        column_default FROM information_schema.columns WHERE table_schema = %s""",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = %s",
    "constraints": """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = %s::regnamespace""",
}


def shape_of(schema: str) -> dict[str, list]:
    shape = {}
    with connection.cursor() as cursor:
        for kind, sql in SHAPE.items():
            cursor.execute(sql, [schema])
            rows = [str(row).replace(schema, "schema") for row in cursor.fetchall()]
            shape[kind] = sorted(rows)
        cursor.execute(f'SELECT app, name FROM "{schema}".django_migrations')
        shape["migrations"] = sorted(cursor.fetchall())
    return shape


def test_a_schema_made_after_the_first_is_like_it(alice, bob):
    migrated, made_after_it = (shape_of(each.tenant.schema_name) for each in (alice, bob))
    assert all(migrated.values())
    assert made_after_it == migrated
