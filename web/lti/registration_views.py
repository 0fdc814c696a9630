"""A platform registers itself, for one of its admins who has an address from one of ours."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor
from activity.who import Origin
from lti import dynamic
from lti.addresses import origin_of
from lti.unacceptable import Unacceptable
from tenants.refusal import Refused
from web.lti.frames import in_frames
from web.lti.refusing import refuse


@require_http_methods(["GET", "POST"])
@never_cache
def register(request: HttpRequest, tenant_id: UUID, invitation: str) -> HttpResponseBase:
    """Ask whether the two are to know each other; a POST has them do so.

    The address holds the permission: in the platform's frame there is no session."""
    described_at = request.GET.get("openid_configuration", "")
    there = origin_of(described_at)
    try:
        admin = dynamic.invited(tenant_id, invitation)
        if not there:
            raise Unacceptable("incomplete", "no openid_configuration")
    except Unacceptable as error:
        return refuse(request, error)
    context = {"workspace": admin.tenant.name, "there": there, "problem": "", "done": False}
    if request.method == "POST":
        try:
            dynamic.register(
                tenant=admin.tenant,
                described_at=described_at,
                token=request.GET.get("registration_token", ""),
                by=Actor(admin.user, origin=Origin.of(request)),
            )
            context["done"] = True
        except Refused as refusal:
            context["problem"] = str(refusal)
    status = 409 if context["problem"] else 200
    return in_frames(render(request, "lti/register.html", context, status=status), there)
