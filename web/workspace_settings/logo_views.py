"""The workspace's logo: admins change it, members see it, and those who have a link to a lesson."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import admins_only
from accounts.actor import actor_of
from accounts.request import TenantRequest
from accounts.suspension import allowed_while_suspended
from lessons.links.models import ShareLink
from lessons.models import Lesson
from tenants import logos
from tenants.models import Tenant
from tenants.refusal import Refused
from web.audio.revalidation import revalidated, unchanged
from web.lessons.shared.opening import opens_link


@require_POST
@admins_only
def put(request: TenantRequest, slug: str) -> HttpResponse:
    """Make the logo of the picture that was sent."""
    upload = request.FILES.get("logo")
    try:
        if upload is None:
            raise Refused("file_missing", _("Choose a file first."), param="logo")
        # One byte more than it may have says that it is too large.
        logos.put(
            tenant=request.tenant,
            picture=upload.read(logos.MOST_BYTES + 1),
            by=actor_of(request).who,
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Saved."))
    return redirect("workspace:settings", slug=slug)


@allowed_while_suspended
@require_POST
@admins_only
def delete(request: TenantRequest, slug: str) -> HttpResponse:
    """Delete the logo."""
    logos.remove(tenant=request.tenant, by=actor_of(request).who)
    messages.success(request, _("The logo is deleted."))
    return redirect("workspace:settings", slug=slug)


@require_GET
def show(request: TenantRequest, slug: str) -> HttpResponseBase:
    """The logo, for members."""
    return _picture(request, request.tenant)


@require_GET
@opens_link
def shared(request: HttpRequest, link: ShareLink, lesson: Lesson) -> HttpResponseBase:
    """The logo, on the page of a shared lesson."""
    return _picture(request, link.tenant)


def _picture(request: HttpRequest, tenant: Tenant) -> HttpResponseBase:
    tag = f'"{tenant.logo}"'
    if tenant.logo and (answer := unchanged(request, tag)):
        return answer
    try:
        png = logos.read(tenant)
    except FileNotFoundError:
        raise Http404 from None
    return revalidated(HttpResponse(png, content_type="image/png"), tag)
