import secrets

from django.conf import settings
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from activity.log import record
from activity.who import Thing, Who, command
from tenants import files
from tenants.backup import stored_files, tables
from tenants.context import in_tenant
from tenants.limits import put_on_plan
from tenants.models import Tenant, valid_slug
from tenants.naming.slugs import slug_of
from tenants.profile import is_taken, lock_slug
from tenants.refusal import Refused

CLOSING_ATTEMPTS = 10
BY_COMMAND = command("delete_tenant")


@transaction.atomic
def open_workspace(
    *, name: str, plan: str, slug: str | None = None, time_zone: str = "UTC"
) -> Tenant:
    """Create a tenant with its schema and plan, in one transaction.

    Without `slug` it gets an unused one, made from the name. Raises Refused when the slug is taken,
    or the plan is unknown.
    """
    # Those of one name one at a time, until the transaction ends: an unused slug must stay so.
    wanted = slug or slug_of(name)
    lock_slug(wanted)
    slug = slug or _unused_slug(wanted)
    valid_slug(slug)
    if is_taken(slug):
        raise Refused("slug_taken", _("A workspace with this address exists."), param="slug")
    tenant = Tenant(name=name, slug=slug, time_zone=time_zone)
    try:
        tenant.save(verbosity=0)
    except BaseException:
        # django-tenants leaves the connection in the schema that it could not finish.
        connection.set_schema_to_public()  # type: ignore[attr-defined]  # of django_tenants' backend
        raise
    put_on_plan(tenant, plan)
    return tenant


def close_workspace(*, tenant: Tenant, by: Who = BY_COMMAND) -> None:
    """Delete a tenant's schema, rows, key and files for good. Can be repeated after a crash.

    Raises Refused, having deleted nothing, where its subscription can't be ended
    (BEFORE_WORKSPACE_CLOSED).
    """
    for name in settings.BEFORE_WORKSPACE_CLOSED:
        import_string(name)(tenant)
    for left in reversed(range(CLOSING_ATTEMPTS)):
        try:
            _close(tenant, by)
            break
        except (IntegrityError, OperationalError):
            # Workers go on meanwhile: one inserted a row in between, or both deadlocked. Try again.
            if not left:
                raise
    for name in settings.ON_WORKSPACE_CLOSED:
        import_string(name)(tenant)


def contents(tenant: Tenant) -> dict[str, int]:
    """How many rows the tenant has, by the names of their models, and how many files."""
    figures: dict[str, int] = {}
    for table in tables.of_tenant_in_public():
        rows = table.model._base_manager.filter(**{table.path: tenant.id})
        figures[str(table.model._meta.verbose_name_plural)] = rows.count()
    with in_tenant(tenant):
        for table in tables.of_schema():
            name = str(table.model._meta.verbose_name_plural)
            figures[name] = figures.get(name, 0) + table.model._base_manager.count()
    figures["files"] = sum(1 for _each in stored_files.all_of(tenant))
    return {name: count for name, count in figures.items() if count}


def _unused_slug(base: str) -> str:
    slug = base
    while is_taken(slug):
        slug = f"{base}-{secrets.token_hex(2)}"
    return slug


@transaction.atomic
def _close(tenant: Tenant, by: Who) -> None:
    for row in Tenant.objects.filter(id=tenant.id):
        row.delete_with_schema()
        # What the log tells of a workspace outlasts it.
        thing = Thing("workspace", str(tenant.id), tenant.name)
        record(action="workspace.deleted", by=by, tenant=tenant, thing=thing)
    # Deferred constraints fail here, before the files are deleted. And the files go before the
    # commit: after a crash the tenant is still there to be deleted again, not files without one.
    connection.check_constraints()
    files.store().remove_folder(files.folder(tenant))
