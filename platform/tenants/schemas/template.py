"""The template: a schema without a tenant, migrated like one, of which new tenants are clones."""

from django.db import connection, transaction

from tenants.schemas import cloning
from tenants.schemas.migration import migrate
from tenants.schemas.versions import lacking, of_tenants

TEMPLATE = "lectern_template"

# Whoever clones shares this lock until the clone is committed, and migrating the template excludes
# them. So a tenant that was cloned from the former template is in the list of those to migrate.
_SHARE = "SELECT pg_advisory_xact_lock_shared(hashtext('lectern:template'))"
_EXCLUDE = "SELECT pg_advisory_xact_lock(hashtext('lectern:template'))"
_STATE = f"""
    SELECT '{TEMPLATE}'::regnamespace::oid, array_agg(app || '.' || name ORDER BY id)
    FROM {TEMPLATE}.django_migrations
"""  # noqa: S608  (a constant)


class _Last:
    """What makes a clone, and of which template: reading it takes longer than running it."""

    state_and_script: tuple[object, str] = (None, "")


def is_behind() -> bool:
    """Whether the template is missing, or lacks a migration that this code has."""
    return bool(lacking([TEMPLATE], of_tenants()))


def settle() -> None:
    """Make the template, or migrate it, if need be. Waits for clones that are being made."""
    if not is_behind():
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_EXCLUDE)
        if is_behind():  # still
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {TEMPLATE}")
            migrate(TEMPLATE)


def clone(schema: str) -> None:
    """Make the schema of a new tenant, in the caller's transaction, and the template if need be."""
    settle()
    with connection.cursor() as cursor:
        cursor.execute(_SHARE)
        cursor.execute(_STATE)
        state = cursor.fetchone()
    known, script = _Last.state_and_script
    if state != known:
        script = cloning.script_of(TEMPLATE)
        _Last.state_and_script = (state, script)
    cloning.clone(schema, script)
