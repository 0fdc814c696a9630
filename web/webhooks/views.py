"""The workspace's page of webhooks; for its admins."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import admins_only
from accounts.actor import actor_of
from accounts.request import TenantRequest
from accounts.suspension import allowed_while_suspended
from tenants.refusal import Refused
from web.webhooks.forms import EndpointForm
from web.webhooks.presentation import rows
from webhooks import services
from webhooks.models import Delivery, Endpoint

RECENT = 50


@require_http_methods(["GET", "POST"])
@admins_only
@never_cache
def webhooks(request: TenantRequest, slug: str) -> HttpResponse:
    """The endpoints and what was sent lately; POST adds an endpoint and shows its secret."""
    form = EndpointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            endpoint, secret = services.add_endpoint(
                tenant=request.tenant, **form.cleaned_data, by=actor_of(request)
            )
        except Refused as refusal:
            form.add_error(refusal.param, str(refusal))
        else:
            return _page(request, EndpointForm(), issued=endpoint, signing_key=secret)
    return _page(request, form)


@require_POST
@admins_only
@never_cache
def roll(request: TenantRequest, slug: str, endpoint_id: UUID) -> HttpResponse:
    """Replace an endpoint's secret, and show the new one this once."""
    endpoint = get_object_or_404(Endpoint, id=endpoint_id, tenant=request.tenant)
    secret = services.roll_secret(endpoint, by=actor_of(request))
    return _page(request, EndpointForm(), issued=endpoint, signing_key=secret, rolled=True)


@require_POST
@admins_only
@never_cache
def of_requests(request: TenantRequest, slug: str) -> HttpResponse:
    """Make or replace the secret for addresses that single requests name, and show it once."""
    endpoint, secret, rolled = services.key_of_requests(tenant=request.tenant, by=actor_of(request))
    return _page(request, EndpointForm(), issued=endpoint, signing_key=secret, rolled=rolled)


@allowed_while_suspended
@require_POST
@admins_only
def delete(request: TenantRequest, slug: str, endpoint_id: UUID) -> HttpResponse:
    """Delete an endpoint; nothing is sent there any more."""
    mine = Endpoint.objects.filter(tenant=request.tenant).exclude(url="")
    services.delete_endpoint(get_object_or_404(mine, id=endpoint_id), by=actor_of(request))
    messages.success(request, _("Nothing is sent there any more."))
    return redirect("workspace:webhooks", slug=slug)


@require_POST
@admins_only
def switch_on(request: TenantRequest, slug: str, endpoint_id: UUID) -> HttpResponse:
    """Switch an endpoint on again that was switched off."""
    endpoint = get_object_or_404(Endpoint, id=endpoint_id, tenant=request.tenant)
    services.switch_on(endpoint, by=actor_of(request))
    return redirect("workspace:webhooks", slug=slug)


@require_POST
@admins_only
def send_again(request: TenantRequest, slug: str, delivery_id: str) -> HttpResponse:
    """Send an event once more."""
    services.send_again(get_object_or_404(Delivery, id=delivery_id, tenant=request.tenant))
    messages.success(request, _("It is sent again."))
    return redirect("workspace:webhooks", slug=slug)


def _page(request: TenantRequest, form: EndpointForm, **extra: Any) -> HttpResponse:
    endpoints = list(Endpoint.objects.filter(tenant=request.tenant))
    context = {
        "form": form,
        "endpoints": [endpoint for endpoint in endpoints if endpoint.url],
        "of_requests": next((endpoint for endpoint in endpoints if not endpoint.url), None),
        "deliveries": rows(Delivery.objects.filter(tenant=request.tenant)[:RECENT]),
        **extra,
    }
    return render(request, "webhooks/webhooks.html", context)
