"""`python -m tests.upgrades.expand_only`: whether the last release can work beside the new one.

While a release is rolled out, processes of the last one go on with the database that the migrations
have changed already. Each migration that is not frozen is held to django-migration-linter's rules
for SQL: no column or table goes, changes its type or its name, and none comes that old code would
leave empty and may not. A migration that takes away what the last release does not use any more
says so in its class: `contracts = "nothing has read it since 0.3.0"`.
"""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.db.migrations import Migration

import config  # noqa: F401  (puts the platform apps on the path)
from runtime.embedded import service
from runtime.embedded.postgres import Postgres
from tests.upgrades.frozen import digests, frozen

SCHEMAS = ("public", "tenant")


def findings(migration: Migration, state: Any) -> tuple[list[str], list[str]]:
    """What old code could not work with, and what only takes a lock, in the schema that is open.

    `state` is Django's ProjectState before the migration.
    """
    from django.db import connection
    from django_migration_linter.sql_analyser import PostgresqlAnalyser, analyse_sql_statements

    with connection.schema_editor(collect_sql=True, atomic=migration.atomic) as editor:
        migration.apply(state.clone(), editor, collect_sql=True)
    errors, _ignored, warnings = analyse_sql_statements(PostgresqlAnalyser, editor.collected_sql)
    return [_text(each) for each in errors], [_text(each) for each in warnings]


def _text(issue: Any) -> str:
    place = ".".join(filter(None, (issue.table, issue.column)))
    return f"{issue.message} ({place})" if place else str(issue.message)


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="lectern-lint-") as folder:
        postgres = Postgres(Path(folder) / "postgres", durable=False)
        running = service.start(postgres, Path(folder) / "logs")
        try:
            os.environ |= {
                "DJANGO_SETTINGS_MODULE": "config.settings",
                "LECTERN_DATA": str(Path(folder) / "data"),
                "DATABASE_URL": postgres.url,
                "REDIS_URL": "redis://127.0.0.1:1",
            }
            return _judge()
        finally:
            running.ask_to_stop()
            running.stop(patience=10)


def _judge() -> int:
    """Migrate an empty database step by step, and look at each step that is not frozen."""
    import django

    django.setup()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    # The label of each app of ours is the name of its folder.
    ours, released = (
        {(Path(path).parents[1].name, Path(path).stem) for path in paths}
        for paths in (digests(), frozen())
    )
    errors = looked_at = 0
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {SCHEMAS[1]}")
    for schema in SCHEMAS:
        connection.set_schema(schema, include_public=False)  # type: ignore[attr-defined]
        executor = MigrationExecutor(connection)
        executor.recorder.ensure_schema()
        connection.set_schema(schema)  # type: ignore[attr-defined]
        state = executor.migrate([], plan=[])
        for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes()):
            name = (migration.app_label, migration.name)
            if name in ours - released and not getattr(migration, "contracts", ""):
                looked_at += schema == SCHEMAS[0]
                wrong, slow = findings(migration, state)
                for text in wrong:
                    print(f"{'.'.join(name)}: {text}")
                for text in slow:
                    print(f"{'.'.join(name)}: (only to know) {text}")
                errors += len(wrong)
            state = executor.migrate([name], plan=[(migration, False)], state=state)
        connection.set_schema_to_public()  # type: ignore[attr-defined]
    if errors:
        print("The last release can't work with this: see 'A migration' in CONTRIBUTING.md.")
        return 1
    print(f"{looked_at} migrations since the last release only expand.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
