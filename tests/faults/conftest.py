"""Workers that are killed, services that go away: on a ground of their own."""

import secrets
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection

from runtime.model_store import pins
from synthesis.dispatch.models import QueueEntry
from synthesis.engines import ENGINES
from synthesis.jobs.outcomes import ending
from tenants.context import in_tenant
from tenants.models import Tenant
from tenants.services import close_workspace, open_workspace
from tests import prepared_database
from tests.faults import tone
from tests.faults.ground import Ground
from tests.faults.worker import Workshop, workshop


@pytest.fixture(scope="session")
def broken_ground(tmp_path_factory, django_db_blocker) -> Iterator[Ground]:
    """The services, with three workspaces on them."""
    ground = Ground(tmp_path_factory.mktemp("faults"))
    has_tables = prepared_database.copy_to(ground.folder / "postgres")
    ground.start()
    try:
        with django_db_blocker.unblock(), ground.under_our_feet():
            if not has_tables:
                call_command("migrate_schemas", interactive=False, verbosity=0)
            pins.record()
            for slug in ("oak", "elm", "ash"):
                open_workspace(name=slug.title(), slug=slug, plan="campus")
        yield ground
    finally:
        ground.stop()


@pytest.fixture(autouse=True)
def own_files() -> None:
    """The files lie where the worker processes of the ground find them."""


@pytest.fixture(autouse=True)
def ground(broken_ground, settings, monkeypatch, django_db_blocker) -> Iterator[Ground]:
    """This process works on the ground, and leaves no open job on it."""
    monkeypatch.setitem(ENGINES, tone.NAME, tone.SPEC)
    settings.DEFAULT_ENGINE = tone.NAME
    with django_db_blocker.unblock(), broken_ground.under_our_feet():
        yield broken_ground
        connection.close()
        connection.set_schema_to_public()
        for entry in QueueEntry.objects.select_related("share__tenant"):
            with in_tenant(entry.share.tenant) as tenant:
                ending.cancel(tenant=tenant, job_id=entry.job_id)


@pytest.fixture
def workers(ground, tmp_path) -> Iterator[Workshop]:
    with workshop(ground.env, tmp_path / "logs") as running:
        yield running


@pytest.fixture
def oak(ground) -> Tenant:
    return Tenant.objects.get(slug="oak")


@pytest.fixture
def elm(ground) -> Tenant:
    return Tenant.objects.get(slug="elm")


@pytest.fixture
def ash(ground) -> Tenant:
    return Tenant.objects.get(slug="ash")


@pytest.fixture
def doomed(ground) -> Iterator[Tenant]:
    """A workspace that the test may delete."""
    tenant = open_workspace(name="Doomed", slug=f"doomed-{secrets.token_hex(4)}", plan="campus")
    yield tenant
    for left in Tenant.objects.filter(id=tenant.id):
        close_workspace(tenant=left)
