"""Schemas of tenants after the first: what its migrations executed is executed again.

Django renders every model for every migration, which is a second of work for a tenth of SQL.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.db import connection
from django_tenants.models import TenantMixin
from django_tenants.utils import schema_context

_LEFT_OUT = ("SELECT", "SHOW", "SET search_path", "SAVEPOINT", "RELEASE SAVEPOINT", "CREATE SCHEMA")


@contextmanager
def migrated_once() -> Iterator[None]:
    """Within the block one schema is migrated, and every later one is made after it."""
    original = TenantMixin.create_schema
    executed: list[tuple] = []

    def record(execute, sql, params, many, context):
        if not str(sql).lstrip().startswith(_LEFT_OUT):
            executed.append((str(sql), params))
        return execute(sql, params, many, context)

    def create(tenant: TenantMixin, *args, **kwargs) -> None:
        if not executed:
            with connection.execute_wrapper(record):
                original(tenant, *args, **kwargs)
            return
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE SCHEMA "{tenant.schema_name}"')
        with schema_context(tenant.schema_name), connection.cursor() as cursor:
            for sql, params in executed:
                cursor.execute(sql, params)
        connection.set_schema_to_public()

    with mock.patch.object(TenantMixin, "create_schema", create):
        yield
