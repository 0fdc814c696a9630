"""The voices that a plan has room for. Failed and withdrawn ones take no room."""

from django.db import connection
from django.utils.translation import gettext as _

from tenants.limits import Limits, limits_of
from tenants.models import Tenant
from tenants.refusal import Refused
from voices.models import Voice

_TAKES_ROOM = (Voice.Status.PROCESSING, Voice.Status.WAITING, Voice.Status.READY)


def used() -> int:
    """How many voices of the workspace whose schema is open count for its plan."""
    return Voice.objects.filter(status__in=_TAKES_ROOM).count()


def are_full(limits: Limits) -> bool:
    """Whether the plan has no room for one more voice."""
    return used() >= limits.max_voices


def check_room(tenant: Tenant) -> None:
    """Raises Refused (402) where the plan has no room for one more voice."""
    limits = limits_of(tenant)
    if are_full(limits):
        message = _("Your plan holds %(count)s voices. Delete one, or ask for a larger plan.")
        figures = {"count": limits.max_voices}
        raise Refused("too_many_voices", message % figures, status=402)


def take_room(tenant: Tenant) -> None:
    """As `check_room`, and nobody else takes a place until the caller's transaction ends."""
    with connection.cursor() as cursor:
        name = f"lectern:voices:{tenant.schema_name}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
    check_room(tenant)
