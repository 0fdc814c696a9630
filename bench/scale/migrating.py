"""How long `settle_database` takes, as it is started: in a process of its own."""

import io
import os
import subprocess
import sys
import time
from contextlib import redirect_stdout

from django.core.management import call_command
from django.db import connection
from psycopg2 import sql

import config
from tenants.models import Tenant
from tenants.schemas.versions import tenants_behind

PROCESSES = min(4, os.cpu_count() or 1)
# What a migration did that is easily undone, so that it can be measured again.
_UNDO = """
    DROP TABLE {schema}.voices_listeduser;
    ALTER TABLE {schema}.voices_voice DROP COLUMN usable_by;
    DELETE FROM {schema}.django_migrations
    WHERE (app, name) = ('voices', '0002_who_may_use_a_voice');
"""


def settle(parallel: int = PROCESSES) -> float:
    """The seconds of `manage.py settle_database`."""
    command = [sys.executable, "manage.py", "settle_database", "--parallel", str(parallel)]
    began = time.perf_counter()
    subprocess.run(command, cwd=config.ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def by_migrate_schemas(count: int) -> float:
    """The seconds of django-tenants' own command for the first `count` workspaces, in turn."""
    schemas = Tenant.objects.order_by("created_at").values_list("schema_name", flat=True)[:count]
    began = time.perf_counter()
    for schema in list(schemas):
        with redirect_stdout(io.StringIO()):
            call_command("migrate_schemas", schema_name=schema, interactive=False, verbosity=0)
    return time.perf_counter() - began


def asking() -> float:
    """The seconds to find out that no workspace is behind, over a connection that is new."""
    connection.close()
    began = time.perf_counter()
    if behind := tenants_behind():
        raise RuntimeError(f"{len(behind)} workspaces are behind")
    return time.perf_counter() - began


def roll_back(count: int) -> None:
    """Leave `count` workspaces as they were before one of the migrations."""
    schemas = Tenant.objects.order_by("created_at").values_list("schema_name", flat=True)[:count]
    with connection.cursor() as cursor:
        for schema in schemas:
            cursor.execute(sql.SQL(_UNDO).format(schema=sql.Identifier(schema)))
