"""Which schemas lack migrations that this code has.

The answer comes from the schemas themselves. A table in `public` that repeated it would be quicker
to read, and wrong after a restore or a migration by hand.
"""

from collections.abc import Sequence
from functools import cache

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from psycopg2 import sql

from tenants.models import Tenant

PUBLIC = "public"
# Schemas asked about in one statement. PostgreSQL locks a table of each, and plans longer than in
# proportion: 1,000 schemas take 0.05 to 0.2 s in tens of 100, and 0.3 s at once.
AT_ONCE = 100

Migration = tuple[str, str]
"""An app's label and the name of a migration of it."""


@cache
def of_public() -> frozenset[Migration]:
    """The migrations that `public` needs."""
    return _migrations_of(settings.SHARED_APPS)


@cache
def of_tenants() -> frozenset[Migration]:
    """The migrations that a tenant's schema needs, so none that changes only `public`."""
    return _migrations_of(settings.TENANT_APPS)


def lacking(schemas: Sequence[str], needed: frozenset[Migration]) -> list[str]:
    """Those of the existing `schemas` in which one of `needed` has not run, in the same order.

    A schema that doesn't exist, or has no record of migrations, lacks them all.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nspname::text FROM pg_namespace "
            "JOIN pg_class ON relnamespace = pg_namespace.oid "
            "WHERE relname = 'django_migrations' AND nspname = ANY(%s)",
            [list(schemas)],
        )
        recorded = [name for (name,) in cursor.fetchall()]
        current: set[str] = set()
        for start in range(0, len(recorded), AT_ONCE):
            counts = [_count(name) for name in recorded[start : start + AT_ONCE]]
            statement = sql.SQL(
                "WITH needed AS (SELECT * FROM unnest(%(apps)s, %(names)s) AS needed (app, name)) "
            ) + sql.SQL(" UNION ALL ").join(counts)
            pairs = sorted(needed)
            cursor.execute(
                statement,
                {"apps": [app for app, _ in pairs], "names": [name for _, name in pairs]},
            )
            current |= {name for name, count in cursor.fetchall() if count == len(needed)}
    return [name for name in schemas if name not in current]


def tenants_behind() -> list[str]:
    """The schemas of tenants that lack migrations, oldest tenant first."""
    schemas = Tenant.objects.order_by("created_at", "id").values_list("schema_name", flat=True)
    return lacking(list(schemas), of_tenants())


def _count(schema: str) -> sql.Composable:
    return sql.SQL(
        "SELECT {}, count(DISTINCT (app, name)) FROM {} JOIN needed USING (app, name)"
    ).format(sql.Literal(schema), sql.Identifier(schema, "django_migrations"))


def _migrations_of(names: Sequence[str]) -> frozenset[Migration]:
    labels = {config.label for config in apps.get_app_configs() if config.name in names}
    return frozenset(node for node in MigrationLoader(None).graph.nodes if node[0] in labels)
