"""Opening a tenant: its database schema, and its name in the logs."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django_tenants.utils import tenant_context

from telemetry.context import NONE, about
from tenants.models import Tenant


@contextmanager
def in_tenant(tenant: Tenant, *, job: str = NONE) -> Iterator[Tenant]:
    """Run the block in the tenant's schema, and restore the one before.

    `job` is the id of the job that the block is about, for the logs.
    """
    with tenant_context(tenant), about(tenant=tenant.slug, job=job):
        yield tenant


def current_tenant() -> Tenant:
    """The tenant whose schema is open. Raises RuntimeError if none is (`public`)."""
    tenant = getattr(connection, "tenant", None)
    if not isinstance(tenant, Tenant):
        raise RuntimeError("No tenant is open here: wrap this in tenants.context.in_tenant().")
    return tenant
