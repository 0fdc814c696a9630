"""The workspace's own settings; for its admins."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import admins_only
from accounts.actor import actor_of
from accounts.models import Membership
from accounts.request import TenantRequest
from tenants import profile
from tenants.refusal import Refused
from web.workspace_settings.contents import contents_of
from web.workspace_settings.forms import ClosingForm, GeneralForm


@require_http_methods(["GET", "POST"])
@admins_only
def general(request: TenantRequest, slug: str) -> HttpResponse:
    """What the workspace is called and where it is, what it keeps, and for owners its end."""
    if request.method == "GET":
        return settings_page(request)
    form = GeneralForm(request.POST, tenant=request.tenant)
    if form.is_valid():
        try:
            changed = profile.change(
                tenant=request.tenant, **form.cleaned_data, by=actor_of(request).who
            )
        except Refused as refusal:
            form.add_error(refusal.param, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("workspace:settings", slug=changed.slug)
    return settings_page(request, general_form=form, status=422)


def settings_page(request: TenantRequest, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The page, with `forms` that were filled in wrongly in place of fresh ones."""
    context = {
        "is_owner": request.membership.role == Membership.Role.OWNER,
        "closing_days": settings.CLOSING_DAYS,
        "contents": contents_of(request.tenant),
        "general_form": GeneralForm(tenant=request.tenant),
        "closing_form": ClosingForm(membership=request.membership),
        **forms,
    }
    return render(request, "workspace_settings/settings.html", context, status=status)
