import secrets
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tenants.models import Tenant
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
        connection.set_schema(schema)
        MigrationExecutor(connection).migrate([TARGET])
        connection.set_schema_to_public()

    return to_the_first
