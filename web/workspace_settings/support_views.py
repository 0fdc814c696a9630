"""Whom of the operator's support the workspace lets look into it; for its admins."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import admins_only
from accounts.actor import actor_of
from accounts.request import TenantRequest
from accounts.support import visits as services
from accounts.suspension import allowed_while_suspended
from tenants.refusal import Refused

SHOWN = 50


@require_GET
@admins_only
def visits(request: TenantRequest, slug: str) -> HttpResponse:
    """Who asks, who may look now, and who has."""
    rows = services.of(request.tenant)[:SHOWN]
    return render(request, "workspace_settings/support.html", {"visits": rows})


@allowed_while_suspended
@require_POST
@admins_only
def allow(request: TenantRequest, slug: str, visit_id: uuid.UUID) -> HttpResponse:
    """Let the person look for an hour."""
    done = _("Support can look into this workspace for an hour.")
    return _decided(request, visit_id, services.allow, done)


@allowed_while_suspended
@require_POST
@admins_only
def decline(request: TenantRequest, slug: str, visit_id: uuid.UUID) -> HttpResponse:
    """Don't let the person look."""
    done = _("Declined: support sees nothing of this workspace.")
    return _decided(request, visit_id, services.decline, done)


@allowed_while_suspended
@require_POST
@admins_only
def end(request: TenantRequest, slug: str, visit_id: uuid.UUID) -> HttpResponse:
    """Let the person look no more, from their next request on."""
    services.end(tenant=request.tenant, visit_id=visit_id, by=actor_of(request))
    messages.success(request, _("The visit is over."))
    return redirect("workspace:support", slug=slug)


def _decided(
    request: TenantRequest, visit_id: uuid.UUID, decide: Callable[..., object], done: str
) -> HttpResponse:
    try:
        decide(tenant=request.tenant, visit_id=visit_id, by=actor_of(request))
    except Refused as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("workspace:support", slug=request.tenant.slug)
