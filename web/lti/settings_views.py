"""The pages on which a workspace's admins register learning platforms."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import admins_only
from accounts.actor import actor_of
from accounts.request import TenantRequest
from accounts.suspension import allowed_while_suspended
from lti import dynamic, registrations, tool_keys
from lti.models import LearningPlatform
from tenants.refusal import Refused
from web.lti.forms import PlatformForm
from web.lti.our_addresses import our_addresses


@require_http_methods(["GET", "POST"])
@admins_only
def platforms(request: TenantRequest, slug: str) -> HttpResponse:
    """The platforms, and what they have to know of us; POST registers one."""
    form = PlatformForm(request.POST or None)
    if request.method == "POST" and _put(request, form):
        return redirect("workspace:learning-platforms", slug=slug)
    ours = our_addresses(request.tenant.id)
    context = {
        "form": form,
        "platforms": registrations.platforms(request.tenant),
        # Whoever is on a visit of support is nobody to register something for.
        "invitation": "" if request.support_visit else dynamic.invite(request.membership),
        "ours": [
            ("launch", _("Tool URL, redirection URI and content selection URL"), ours["launch"]),
            ("login", _("Initiate login URL"), ours["login"]),
            ("keys", _("Public keyset URL"), ours["keys"]),
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "lti/platforms.html", context, status=status)


@require_http_methods(["GET", "POST"])
@admins_only
def platform(request: TenantRequest, slug: str, platform_id: UUID) -> HttpResponse:
    """What is known of a platform, to be changed."""
    found = registrations.find(tenant=request.tenant, platform_id=platform_id)
    form = PlatformForm(request.POST or None, platform=found)
    if request.method == "POST" and _put(request, form, found):
        return redirect("workspace:learning-platforms", slug=slug)
    context = {"form": form, "platform": found}
    status = 422 if form.errors else 200
    return render(request, "lti/platform.html", context, status=status)


@allowed_while_suspended
@require_POST
@admins_only
def remove(request: TenantRequest, slug: str, platform_id: UUID) -> HttpResponse:
    """Let nobody come from the platform any more."""
    registrations.remove(tenant=request.tenant, platform_id=platform_id, by=actor_of(request))
    messages.success(request, _("Nobody opens lessons from there any more."))
    return redirect("workspace:learning-platforms", slug=slug)


@require_POST
@admins_only
def new_key(request: TenantRequest, slug: str) -> HttpResponse:
    """Sign with a new key."""
    tool_keys.rotate(tenant=request.tenant, by=actor_of(request))
    messages.success(request, _("A new key signs. The one before stays in the keyset for a week."))
    return redirect("workspace:learning-platforms", slug=slug)


def _put(
    request: TenantRequest, form: PlatformForm, platform: LearningPlatform | None = None
) -> bool:
    """Keep what a valid form says; else its errors say why not."""
    if not form.is_valid():
        return False
    try:
        registrations.put(
            tenant=request.tenant,
            platform_id=platform.id if platform else None,
            **form.cleaned_data,
            by=actor_of(request),
        )
    except Refused as refusal:
        form.add_error(refusal.param if refusal.param in form.fields else None, str(refusal))
        return False
    messages.success(request, _("Saved."))
    return True
