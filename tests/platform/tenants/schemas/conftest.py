import secrets
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from tenants.models import Tenant
from tenants.schemas.migration import Step
from tenants.services import close_workspace, open_workspace

TARGET = ("voices", "0001_initial")


@pytest.fixture
def three(django_db_setup, django_db_blocker) -> Iterator[list[Tenant]]:
    """Workspaces that other connections and processes see."""
    with django_db_blocker.unblock():
        tenants = [
            open_workspace(name="Three", slug=f"three-{secrets.token_hex(4)}", plan="trial")
            for _ in range(3)
        ]
        yield tenants
        connection.set_schema_to_public()
        for tenant in Tenant.objects.filter(id__in=[each.id for each in tenants]):
            close_workspace(tenant=tenant)
        connection.close()


@pytest.fixture
def roll_back() -> Callable[[str], None]:
    """Takes migrations of a schema back, so that it is as a former version left it."""

    def to_the_first(schema: str) -> None:
        way = _way_back()
        connection.set_schema(schema)
        recorder = MigrationRecorder(connection)
        assert {(each.app_label, each.name) for each, _ in way} <= {*recorder.applied_migrations()}
        for migration, steps in way:
            with connection.schema_editor(atomic=migration.atomic) as editor:
                for operation, before, after in steps:
                    operation.database_backwards(migration.app_label, editor, after, before)
                recorder.record_unapplied(migration.app_label, migration.name)
        connection.set_schema_to_public()

    return to_the_first


@cache
def _way_back() -> list[tuple[Migration, list[Step]]]:
    """The migrations after TARGET, the newest first, with the operations of each in that order.

    Django builds the models before and after each operation anew for every schema, which takes a
    processor two seconds: see tenants.schemas.migration.Migrator, which goes the other way.
    """
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    applied = [each for each, _ in executor.migration_plan(leaves, clean_start=True)]
    executor.loader.applied_migrations = {(each.app_label, each.name): each for each in applied}
    undone = {each for each, _ in executor.migration_plan([TARGET])}
    state = ProjectState(real_apps=executor.loader.unmigrated_apps)
    way: list[tuple[Migration, list[Step]]] = []
    for migration in applied:
        if migration not in undone:
            state = migration.mutate_state(state, preserve=False)
            continue
        state.apps  # noqa: B018  (renders the models, which clones then have)
        steps: list[Step] = []
        for operation in migration.operations:
            before, state = state, state.clone()
            operation.state_forwards(migration.app_label, state)
            steps.insert(0, (operation, before, state))
        way.insert(0, (migration, steps))
    return way
