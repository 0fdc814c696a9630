"""Celery tasks. None carries an id: each looks up in Postgres what there is to do."""

import logging

from celery import shared_task

from lessons.links import services as links
from lessons.services import upkeep
from tenants.context import in_tenant
from tenants.models import Tenant

log = logging.getLogger(__name__)


@shared_task
def tidy_up() -> None:
    """Empty the bins, and delete sounds that no lesson needs and links that lead nowhere."""
    for tenant in Tenant.objects.order_by("slug"):
        try:
            with in_tenant(tenant):
                if count := upkeep.tidy_up(tenant=tenant):
                    log.info("%s lessons and jobs of lessons deleted", count)
                links.tidy_up(tenant=tenant)
        except Exception:
            # The other tenants must not wait for this one.
            log.exception("lessons of %s could not be tidied up", tenant)
