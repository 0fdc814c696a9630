"""Deleting the workspace, and taking that back; for its owners."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import closing
from accounts.access import admins_only
from accounts.models import Membership
from accounts.request import TenantRequest
from accounts.sign_in.reauthentication import recently_authenticated
from accounts.suspension import allowed_while_closing, allowed_while_suspended
from activity.who import Origin
from tenants.refusal import Refused
from web.workspace_settings.forms import ClosingForm
from web.workspace_settings.views import settings_page


@allowed_while_suspended
@require_POST
@admins_only
@recently_authenticated
def close(request: TenantRequest, slug: str) -> HttpResponse:
    """Close the workspace at once, to be deleted after the grace."""
    if request.membership.role != Membership.Role.OWNER:
        raise PermissionDenied
    form = ClosingForm(request.POST, membership=request.membership)
    if not form.is_valid():
        return settings_page(request, closing_form=form, status=422)
    try:
        closing.close(tenant=request.tenant, by=request.membership, origin=Origin.of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("workspace:home", slug=slug)


@allowed_while_closing
@allowed_while_suspended
@require_POST
@admins_only
def restore(request: TenantRequest, slug: str) -> HttpResponse:
    """Open a closed workspace again."""
    if request.membership.role != Membership.Role.OWNER:
        raise PermissionDenied
    try:
        closing.restore(tenant=request.tenant, by=request.membership, origin=Origin.of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("workspace:home", slug=slug)
    messages.success(request, _("The workspace is open again, with all that it had."))
    return redirect("workspace:settings", slug=slug)
