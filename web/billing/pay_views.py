"""Plans side by side, buying one, and invoices."""

import logging

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import admins_only
from accounts.actor import actor_of
from accounts.request import TenantRequest
from accounts.suspension import allowed_while_suspended
from billing import gateway as gateways
from billing import subscriptions
from billing.gateway.base import GatewayError
from billing.models import Invoice, Plan, Subscription
from billing.presentation import money, plan_name
from billing.quota import month_of, quota_of
from tenants.refusal import Refused
from voices import slots
from web.billing import comparison

log = logging.getLogger(__name__)


@require_GET
def plans(request: TenantRequest, slug: str) -> HttpResponse:
    """All plans, and what each would change here."""
    subscription = Subscription.objects.select_related("plan").get(tenant=request.tenant)
    if request.GET.get("paid") and subscription.customer:
        subscription = _after_payment(request, subscription)
    limits = request.limits  # first used after the plan is refreshed: it is the new one's
    use = comparison.Use(
        today_ms=quota_of(request.tenant, limits).used_ms,
        month_ms=month_of(request.tenant, limits).used_ms,
        voices=slots.used(),
        members=request.tenant.memberships.count(),
    )
    shown = [plan for plan in Plan.objects.all() if plan.public or plan == subscription.plan]
    context = {
        "offers": comparison.offers(shown, limits, use),
        "subscription": subscription,
        "plan": plan_name(subscription.plan),
        "can_pay": gateways.current() is not None,
        "limits": limits,
    }
    return render(request, "billing/plans.html", context)


@allowed_while_suspended
@require_POST
@admins_only
def buy(request: TenantRequest, slug: str, code: str) -> HttpResponse:
    """Redirect to the provider's page; a workspace that pays already changes its plan at once."""
    back = request.build_absolute_uri(reverse("workspace:plans", args=[slug]))
    try:
        address = subscriptions.buy(
            tenant=request.tenant,
            code=code,
            email=request.user.email,
            back=back,
            language=translation.get_language() or "en",
            by=actor_of(request),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("workspace:plans", slug=slug)
    if address == back:
        messages.success(request, _("The plan is changed, and counts from now on."))
    return redirect(address)


@allowed_while_suspended
@require_POST
@admins_only
def manage(request: TenantRequest, slug: str) -> HttpResponse:
    """Redirect to the provider's page for cards, cancelling and invoices."""
    back = request.build_absolute_uri(reverse("workspace:plans", args=[slug]))
    try:
        return redirect(
            subscriptions.portal(
                tenant=request.tenant,
                back=back,
                language=translation.get_language() or "en",
                by=actor_of(request),
            )
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("workspace:plans", slug=slug)


@require_GET
@admins_only
def invoices(request: TenantRequest, slug: str) -> HttpResponse:
    """The workspace's invoices, newest first."""
    rows = [
        {"invoice": invoice, "amount": money(invoice.amount_due, invoice.currency)}
        for invoice in Invoice.objects.filter(tenant=request.tenant)
    ]
    return render(request, "billing/invoices.html", {"rows": rows})


def _after_payment(request: TenantRequest, subscription: Subscription) -> Subscription:
    """Fetch the subscription when the browser is back from paying, ahead of the webhook."""
    gateway = gateways.current()
    if gateway is None:
        return subscription
    try:
        fresh = subscriptions.refresh(subscription.customer, gateway) or subscription
    except GatewayError as error:
        log.warning("subscription not refreshed after payment: %s", error)
        return subscription
    if fresh.is_paid:
        name = plan_name(fresh.plan)
        messages.success(request, _("Thank you. You are on the plan %(name)s.") % {"name": name})
    return fresh
