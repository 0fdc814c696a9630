"""Where a person is signed in."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import SignedInDevice
from accounts.request import signed_in
from accounts.sign_in import devices, known_browsers
from activity.who import Origin


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A device as the page shows it."""

    device: SignedInDevice
    what: str
    is_this: bool


@require_GET
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """The devices on which the person is signed in."""
    user = signed_in(request)
    here = request.session.get(devices.IN_SESSION)
    rows = [
        DeviceRow(each, devices.described(each.user_agent), each.id == here)
        for each in devices.of_person(user)
    ]
    return render(request, "accounts/sessions.html", {"rows": rows})


@require_POST
@login_required
def end_session(request: HttpRequest, device_id: int) -> HttpResponse:
    """Sign out on one of them."""
    devices.end(user=signed_in(request), device_id=device_id, origin=Origin.of(request))
    messages.success(request, _("You are signed out there."))
    return redirect("accounts:sessions")


@require_POST
@login_required
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign out on all others, those that the page does not know included."""
    devices.end_others(request, signed_in(request))
    known_browsers.forget_others(request, signed_in(request))
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("accounts:sessions")
