"""Buying, changing and losing a plan: the tenant's plan follows its subscription at the provider.

The contents of a webhook are never trusted. Everything here locks the subscription's row before
it asks the provider, so that an old answer can't overwrite a newer one.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import OPERATOR, Actor
from activity.log import Detail, record
from activity.who import system
from billing import gateway as gateways
from billing import notices
from billing.gateway.base import (
    Gateway,
    GatewayError,
    Rejected,
    RemoteInvoice,
    RemoteSubscription,
)
from billing.models import Invoice, Plan, Subscription
from tenants.models import Tenant
from tenants.refusal import Refused

log = logging.getLogger(__name__)


def buy(
    *, tenant: Tenant, code: str, email: str, back: str, language: str, by: Actor = OPERATOR
) -> str:
    """The address to send the browser to: the provider's page, or `back` if nothing is left to do.

    A workspace that pays already is moved to the plan at once. Raises Refused.
    """
    plan = Plan.objects.filter(code=code).first()
    if plan is None or not plan.is_sold:
        raise Refused("unknown_plan", _("This plan can't be bought."), status=404)
    gateway = _gateway()
    with _explained():
        subscription = _with_customer(tenant, email, gateway)
        refresh(subscription.customer, gateway)
        subscription.refresh_from_db()
        if not subscription.is_paid:
            address = gateway.checkout(
                customer=subscription.customer,
                plan=code,
                tenant_id=str(tenant.id),
                back=back,
                language=language,
            )
            record(action="plan.checkout_begun", by=by.who, tenant=tenant, details={"plan": code})
            return address
        if subscription.plan_id != code:
            before = subscription.plan_id
            gateway.change_plan(subscription=subscription.remote_id, plan=code)
            details: dict[str, Detail] = {"from": before, "to": code}
            record(action="plan.change_ordered", by=by.who, tenant=tenant, details=details)
            refresh(subscription.customer, gateway)
    return back


def portal(*, tenant: Tenant, back: str, language: str, by: Actor = OPERATOR) -> str:
    """The provider's page to cancel, change the card and see invoices on. Raises Refused."""
    subscription = Subscription.objects.get(tenant=tenant)
    if not subscription.customer:
        message = _("Nothing was bought yet, so there is nothing to manage.")
        raise Refused("no_customer", message, status=404)
    with _explained():
        address = _gateway().portal(customer=subscription.customer, back=back, language=language)
    record(action="plan.portal_opened", by=by.who, tenant=tenant)
    return address


def refresh(customer: str, gateway: Gateway) -> Subscription | None:
    """Fetch the customer's subscription and invoices, and make them the tenant's.

    None for a customer that is not ours. Raises GatewayError, having changed nothing.
    """
    with transaction.atomic():
        rows = Subscription.objects.select_for_update(of=("self",))
        row = rows.select_related("plan", "tenant").filter(customer=customer).first()
        if row is None or not customer:
            return None
        _follow(row, gateway.subscriptions(customer), gateway)
        _keep_invoices(row.tenant, gateway.invoices(customer))
    return row


def _follow(row: Subscription, remote: list[RemoteSubscription], gateway: Gateway) -> None:
    before, end_before, due_before = row.plan_id, row.cancel_at, row.past_due_since
    live = sorted(
        (each for each in remote if each.status in Subscription.LIVE),
        key=lambda each: (each.created, each.id),
    )
    # Bought twice, in two windows. Usage would be charged on both, so only the newest is kept.
    for duplicate in live[:-1]:
        log.warning("%s has two subscriptions: cancelling %s", row.customer, duplicate.id)
        gateway.cancel(subscription=duplicate.id)
    if live:
        _take(row, live[-1])
    elif row.remote_id:
        ended = next((each for each in remote if each.id == row.remote_id), None)
        _lose(row, ended.status if ended else str(Subscription.Remote.CANCELED))
    row.synced_at = timezone.now()
    row.save()
    if row.past_due_since and not due_before:
        notices.payment_failed(row.tenant)
    # Where an owner closed the workspace, members know more than that.
    if row.cancel_at and row.cancel_at != end_before and not row.ended_by_closing:
        zone = ZoneInfo(row.tenant.time_zone)
        notices.plan_ends(row.tenant, row.cancel_at.astimezone(zone).date())
    if row.plan_id != before:
        record(
            action="plan.changed",
            by=system("payment provider"),
            tenant=row.tenant,
            details={"from": before, "to": row.plan_id},
        )
        notices.plan_changed(row.tenant, before=before, to=row.plan_id)


def _take(row: Subscription, remote: RemoteSubscription) -> None:
    plan = Plan.objects.filter(code=remote.plan).first()
    if plan is None:
        log.error("%s pays for the plan “%s”, which does not exist", row.customer, remote.plan)
    elif plan.code != row.plan_id:
        row.plan, row.plan_since = plan, timezone.now()
    row.remote_id, row.remote_status = remote.id, remote.status
    row.period_start, row.period_end = remote.period_start, remote.period_end
    row.cancel_at = remote.cancel_at
    if remote.status != Subscription.Remote.PAST_DUE:
        row.past_due_since = None
    elif row.past_due_since is None:
        row.past_due_since = timezone.now()


def _lose(row: Subscription, status: str) -> None:
    """Put a tenant that no longer pays on the free plan; a plan that the operator set stays."""
    was_paid = row.is_paid
    row.remote_status, row.cancel_at, row.past_due_since = status, None, None
    if was_paid and row.plan_id != settings.FREE_PLAN:
        row.plan, row.plan_since = Plan.objects.get(code=settings.FREE_PLAN), timezone.now()


def _keep_invoices(tenant: Tenant, remote: list[RemoteInvoice]) -> None:
    for each in remote:
        Invoice.objects.update_or_create(
            id=each.id,
            defaults={
                "tenant": tenant,
                "number": each.number,
                "status": each.status,
                "currency": each.currency,
                "amount_due": each.amount_due,
                "amount_paid": each.amount_paid,
                "created_at": each.created,
                "url": each.url,
            },
        )


def _with_customer(tenant: Tenant, email: str, gateway: Gateway) -> Subscription:
    row = Subscription.objects.get(tenant=tenant)
    if not row.customer:
        customer = gateway.make_customer(tenant_id=str(tenant.id), name=tenant.name, email=email)
        # Of two admins at once, the gateway gives both the same customer.
        Subscription.objects.filter(tenant=tenant, customer="").update(customer=customer)
        row.refresh_from_db()
    return row


def _gateway() -> Gateway:
    gateway = gateways.current()
    if gateway is None:
        message = _("Payment is not set up on this installation: its operators set the plans.")
        raise Refused("payment_not_set_up", message, status=503)
    return gateway


@contextmanager
def _explained() -> Iterator[None]:
    """Turn the provider's errors into a Refused whose message says what to do."""
    try:
        yield
    except Rejected as error:
        log.error("payment: %s", error)
        message = _(
            "The payment provider refused this. Check your card under “Manage payment”, and "
            "try again."
        )
        raise Refused("payment_refused", message, status=402) from error
    except GatewayError as error:
        log.warning("payment: %s", error)
        message = _("The payment provider does not answer. Please try again in a minute.")
        raise Refused("payment_unreachable", message, status=503) from error
