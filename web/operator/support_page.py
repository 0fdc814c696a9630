"""Support asks a workspace's admins to look into it, from the operator's page of it."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.actor import operator_of
from accounts.support import visits
from tenants.refusal import Refused
from web.operator.access import for_support
from web.operator.forms import VisitForm
from web.operator.tenant_page import tenant_or_404, tenant_page


@for_support
@require_POST
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask, with a reason that the admins read."""
    tenant = tenant_or_404(slug)
    form = VisitForm(request.POST)
    if form.is_valid():
        try:
            visits.ask(tenant=tenant, reason=form.cleaned_data["reason"], by=operator_of(request))
        except Refused as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(request, _("Its admins are asked, and get a mail."))
            return redirect("operator-workspaces-one", slug=slug)
    return tenant_page(request, tenant, visit_form=form, status=422)


@for_support
@require_POST
def end(request: HttpRequest, slug: str, visit_id: uuid.UUID) -> HttpResponse:
    """End a visit of one's own, or take back what one asked for."""
    try:
        visits.end(tenant=tenant_or_404(slug), visit_id=visit_id, by=operator_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The visit is over."))
    return redirect("operator-workspaces-one", slug=slug)
