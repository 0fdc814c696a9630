"""Migrating schemas of tenants: one, or many in less time than `migrate` would take for each."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

LOCK_SECONDS = 10

Step = tuple[Operation, ProjectState, ProjectState]
"""An operation, and Django's models before and after it."""


def migrate(schema: str) -> None:
    """Run the migrations that the schema lacks, as `migrate` does. Ends in `public`."""
    with _opened(schema):
        executor = MigrationExecutor(connection)
        executor.loader.check_consistent_history(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())


class Migrator:
    """Migrates schemas over this thread's connection.

    Four fifths of a migration's time go into the models before and after each operation, which
    Django builds anew for each schema. Tenants that lack the same migrations share them here.
    """

    def __init__(self) -> None:
        self._executor = MigrationExecutor(connection)
        self._steps: dict[frozenset[tuple[str, str]], list[tuple[Migration, list[Step]]]] = {}

    def migrate(self, schema: str) -> None:
        """Run the migrations that the schema lacks. Ends in `public`.

        Each is a transaction of its own, with its record, unless it says that it isn't atomic: what
        has run stays when a later one fails. A statement that waits for a lock makes others wait
        for it, so it gives up after LOCK_SECONDS. Raises what a migration raises.
        """
        with _opened(schema):
            executor, loader = self._executor, self._executor.loader
            loader.applied_migrations = executor.recorder.applied_migrations()  # type: ignore[assignment]
            loader.check_consistent_history(connection)
            have = frozenset(loader.applied_migrations)
            if have not in self._steps:
                self._steps[have] = self._plan()
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{LOCK_SECONDS}s"])
            for migration, steps in self._steps[have]:
                if migration.atomic:
                    with transaction.atomic():
                        self._apply(migration, steps)
                else:
                    self._apply(migration, steps)
            executor.check_replacements()

    def _plan(self) -> list[tuple[Migration, list[Step]]]:
        """What runs in a schema with the migrations that the loader knows of."""
        targets = self._executor.loader.graph.leaf_nodes()
        state = self._executor.migrate(targets, plan=[])
        state.apps  # noqa: B018  (renders the models, which clones then have)
        plan = []
        for migration, _backwards in self._executor.migration_plan(targets):
            steps = []
            for operation in migration.operations:
                before, state = state, state.clone()
                operation.state_forwards(migration.app_label, state)
                steps.append((operation, before, state))
            plan.append((migration, steps))
        return plan

    def _apply(self, migration: Migration, steps: list[Step]) -> None:
        """What Migration.apply does, with states that are there already."""
        label = migration.app_label
        with connection.schema_editor(atomic=migration.atomic) as editor:
            for operation, before, after in steps:
                if not migration.atomic and operation.atomic:
                    with transaction.atomic():
                        operation.database_forwards(label, editor, before, after)
                else:
                    operation.database_forwards(label, editor, before, after)
        self._executor.record_migration(migration)  # type: ignore[call-arg, arg-type]  # of a former Django


@contextmanager
def _opened(schema: str) -> Iterator[None]:
    """Within the block the schema is open, and has a record of its migrations."""
    try:
        # With `public` on the path, its record of migrations would be taken for the schema's.
        connection.set_schema(schema, include_public=False)  # type: ignore[attr-defined]
        MigrationRecorder(connection).ensure_schema()
        connection.set_schema(schema)  # type: ignore[attr-defined]
        yield
    finally:
        connection.set_schema_to_public()  # type: ignore[attr-defined]
