"""The people whom a workspace's rows name: found again by their e-mail address."""

from typing import Any

from django.db import connection

from accounts.models import User
from tenants.backup.tables import (
    Table,
    keys_to_users,
    of_schema,
    of_tenant_in_public,
    texts_with_users,
)
from tenants.models import Tenant


def named_by(tenant: Tenant) -> list[dict[str, Any]]:
    """Everybody whom a row of the tenant names: id, e-mail, name and language."""
    ids: set[int] = set()
    for table in of_schema():
        ids |= _in_schema(table, tenant.schema_name)
    for table in of_tenant_in_public():
        rows = table.model._base_manager.order_by().filter(**{table.path: tenant.id})
        for field in table.model._meta.local_concrete_fields:
            if field.column in keys_to_users(table):
                ids |= set(rows.values_list(field.attname, flat=True).distinct())
    people = User.objects.filter(id__in=ids).order_by("id")
    return [dict(each) for each in people.values("id", "email", "name", "language")]


def here(people: list[dict[str, Any]]) -> dict[int, int]:
    """Their ids here, by those of the archive. Who has no account gets one without a password."""
    ids = {}
    for person in people:
        user = User.objects.filter(email__iexact=person["email"]).first()
        if user is None:
            user = User.objects.create_user(
                person["email"], None, name=person["name"], language=person["language"]
            )
        ids[person["id"]] = user.id
    return ids


def _in_schema(table: Table, schema: str) -> set[int]:
    ids: set[int] = set()
    found = [(column, "true") for column in keys_to_users(table)] + texts_with_users(table)
    with connection.cursor() as cursor:
        for column, condition in found:
            cursor.execute(
                f'SELECT DISTINCT "{column}" FROM "{schema}"."{table.name}" WHERE {condition}'  # noqa: S608
            )
            ids |= {int(value) for (value,) in cursor if str(value).isdigit()}
    return ids
