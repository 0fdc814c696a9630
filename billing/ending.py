"""What becomes of a subscription when an owner closes the workspace, restores it, or it is deleted.

A closed workspace may be restored for some days. So its subscription ends with the period that is
paid for, which the provider can take back, and is cancelled only before the workspace is deleted.
"""

import logging

from django.utils.translation import gettext as _

from billing import gateway as gateways
from billing import subscriptions
from billing.gateway.base import Gateway, GatewayError
from billing.models import Subscription
from tenants.models import Tenant
from tenants.refusal import Refused

log = logging.getLogger(__name__)


def follow_closing(gateway: Gateway) -> int:
    """Tell the provider of workspaces that were closed or restored; returns of how many.

    One that the provider refuses is logged, and tried again at the next call.
    """
    live = Subscription.objects.filter(remote_status__in=Subscription.LIVE)
    live = live.select_related("tenant").exclude(remote_id="")
    closed = live.filter(tenant__deletes_at__isnull=False, cancel_at=None)
    restored = live.filter(tenant__deletes_at=None, ended_by_closing=True)
    told = sum(_tell(row, gateway, ends=True) for row in closed)
    told += sum(_tell(row, gateway, ends=False) for row in restored)
    # One that has ended meanwhile can't go on: the workspace may buy a plan again.
    ended = Subscription.objects.filter(tenant__deletes_at=None, ended_by_closing=True)
    ended.exclude(remote_status__in=Subscription.LIVE).update(ended_by_closing=False)
    return told


def end_now(tenant: Tenant) -> None:
    """Cancel the tenant's subscription, before it is deleted (settings.BEFORE_WORKSPACE_CLOSED).

    What was used is charged. Raises Refused (503) if the provider can't be asked: else it would
    charge for a workspace of which nothing is left.
    """
    row = Subscription.objects.filter(tenant_id=tenant.id).first()
    if row is None or not row.is_paid or not row.remote_id:
        return
    gateway = gateways.current()
    if gateway is None:
        log.error(
            "%s is deleted, and its subscription %s goes on at the payment provider, as no key of"
            " it is set: cancel it there",
            tenant.slug,
            row.remote_id,
        )
        return
    try:
        gateway.cancel(subscription=row.remote_id, charge_usage=True)
        subscriptions.refresh(row.customer, gateway)
    except GatewayError as error:
        log.warning("the subscription of %s can't be cancelled: %s", tenant.slug, error)
        message = _("The payment provider does not answer. Please try again in a minute.")
        raise Refused("payment_unreachable", message, status=503) from error


def _tell(row: Subscription, gateway: Gateway, *, ends: bool) -> bool:
    try:
        gateway.end_with_period(subscription=row.remote_id, ends=ends)
        # First: were it the other way round, a crash would leave the workspace without its plan.
        Subscription.objects.filter(tenant=row.tenant).update(ended_by_closing=ends)
        subscriptions.refresh(row.customer, gateway)
    except GatewayError as error:
        log.warning("the subscription of %s does not follow its closing: %s", row.tenant, error)
        return False
    return True
