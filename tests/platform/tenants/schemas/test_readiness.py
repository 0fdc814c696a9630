"""`/readyz` while migrations are pending."""

import pytest
from django.db import connection
from django.test import Client

from telemetry import health
from tenants.schemas import readiness, template


@pytest.fixture(autouse=True)
def asked_anew(monkeypatch):
    monkeypatch.setattr(readiness._Latest, "behind", None)
    monkeypatch.setattr(health, "FRESH_SECONDS", 0.0)
    monkeypatch.setattr(health, "_of_installation", health.Latest(health._checks_of_installation))


def schemas_of_readyz() -> str:
    return Client().get("/readyz").json()["checks"]["schemas"]


def test_ready_where_everything_is_migrated(alice):
    assert schemas_of_readyz() == "ok"


def test_not_ready_while_anything_is_behind(alice, bob, roll_back):
    for schema in (template.TEMPLATE, alice.tenant.schema_name, bob.tenant.schema_name):
        roll_back(schema)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE (app, name) = ('webhooks', '0001_initial')"
        )
    assert Client().get("/readyz").status_code == 503
    assert schemas_of_readyz() == (
        "migrations are pending: public, the template, 2 workspaces; manage.py settle_database"
    )


def test_postgresql_is_not_asked_each_time(alice, roll_back, monkeypatch):
    assert schemas_of_readyz() == "ok"
    roll_back(alice.tenant.schema_name)
    assert schemas_of_readyz() == "ok"
    monkeypatch.setattr(readiness._Latest, "until", 0.0)
    assert schemas_of_readyz().startswith("migrations are pending: 1 workspace;")
