"""What all pages of the operator have around them: the places to go, and who may change things."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.request import signed_in


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the menu; a phone shows a `wide` one in the account's menu instead."""

    label: str
    icon: str
    address: str
    here: bool
    wide: bool


def operator_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of the operator's, from the template `operator/{template}`."""
    shared = {"operator_places": _places(request), "may_change": signed_in(request).is_superuser}
    return render(request, f"operator/{template}", {**shared, **context}, status=status)


def _places(request: HttpRequest) -> list[Place]:
    entries = (
        ("operator", _("Overview"), "home", False),
        ("operator-workspaces", _("Workspaces"), "people", False),
        ("operator-queue", _("Queue"), "usage", False),
        ("operator-machines", _("Machines"), "settings", False),
        ("operator-failed-jobs", _("Failed jobs"), "stop", False),
        ("operator-plans", _("Plans"), "usage", True),
        ("operator-reports", _("Reports of abuse"), "stop", True),
        ("operator-blocklist", _("Blocked speakers"), "stop", True),
        ("operator-waivers", _("Consents"), "voice", True),
        ("operator-announcements", _("Announcements"), "webhook", True),
        ("operator-activity", _("Activity"), "list", True),
        ("operator-records", _("Records"), "key", True),
    )
    overview = reverse("operator")
    places = []
    for name, label, icon, wide in entries:
        address = reverse(name)
        here = request.path == address or (address != overview and request.path.startswith(address))
        places.append(Place(label, icon, address, here, wide))
    return places
