"""The workspace's own settings; for its admins."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import admins_only
from accounts.models import Membership
from accounts.request import TenantRequest
from web.workspace_settings.contents import contents_of
from web.workspace_settings.forms import ClosingForm


@require_GET
@admins_only
def show(request: TenantRequest, slug: str) -> HttpResponse:
    """What the workspace is called, what it keeps, and for owners how to delete it."""
    return settings_page(request)


def settings_page(request: TenantRequest, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The page, with `forms` that were filled in wrongly in place of fresh ones."""
    context = {
        "is_owner": request.membership.role == Membership.Role.OWNER,
        "closing_days": settings.CLOSING_DAYS,
        "contents": contents_of(request.tenant),
        "closing_form": ClosingForm(membership=request.membership),
        **forms,
    }
    return render(request, "workspace_settings/settings.html", context, status=status)
