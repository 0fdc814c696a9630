from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.request import TenantRequest
from accounts.suspension import allowed_while_suspended
from announcements import services


@allowed_while_suspended
@require_POST
def dismiss(request: TenantRequest, slug: str, announcement_id: int) -> HttpResponse:
    """Put an announcement away, and go back to the page that showed it."""
    services.dismiss(announcement_id=announcement_id, tenant=request.tenant, user=request.user)
    back = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(back, None) and back.startswith(f"/w/{slug}/"):
        return redirect(back)
    return redirect("workspace:home", slug=slug)
