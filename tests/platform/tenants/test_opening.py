"""Opening a workspace, where its database breaks off meanwhile."""

import pytest
from django.db import OperationalError, connection

from tenants.models import Tenant
from tenants.services import open_workspace


def test_a_schema_that_could_not_be_finished_does_not_stay_open(db, monkeypatch):
    """The next workspace could not be opened over the same connection."""

    def broken_off(tenant, **_options):
        connection.set_schema(tenant.schema_name)
        raise OperationalError("terminating connection due to administrator command")

    with monkeypatch.context() as broken:
        broken.setattr(Tenant, "create_schema", broken_off)
        with pytest.raises(OperationalError):
            open_workspace(name="Short", slug="short", plan="trial")
    assert connection.schema_name == "public"
    assert not Tenant.objects.filter(slug="short").exists()
    open_workspace(name="Short", slug="short", plan="trial")
