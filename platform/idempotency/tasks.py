import logging

from celery import shared_task

from idempotency.once import forget_old
from tenants.context import in_tenant
from tenants.models import Tenant

log = logging.getLogger(__name__)


@shared_task
def forget_answers() -> None:
    """Delete old answers of all tenants."""
    for tenant in Tenant.objects.all():
        try:
            with in_tenant(tenant):
                forget_old()
        except Exception:
            # A tenant that is being deleted must not keep the others' from being cleaned.
            log.exception("old answers of %s were not deleted", tenant)
