"""`{% places as places %}`: the menu of a workspace, and which of its places a page belongs to."""

from collections.abc import Iterator
from dataclasses import dataclass

from django import template
from django.http import HttpRequest
from django.template import RequestContext
from django.urls import reverse
from django.utils.translation import gettext as _

register = template.Library()


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the menu. `current` is the value of aria-current, empty where it is elsewhere."""

    label: str
    icon: str
    address: str
    current: str
    wide: bool
    """Whether a phone shows it in the account's menu, and not at the foot of the page."""


# Where the views of pages stand, and the page of the menu that these belong to.
_ROOMS = {
    "web.lessons.home_views": "home",
    "web.lessons": "lessons",
    "web.voices": "voices",
    "web.voices.alias_views": "settings",
    "web.dictionary": "pronunciations",
    "web.billing": "usage",
    "web.accounts.members_views": "members",
    "web.tone": "tone",
    "web.accounts.token_views": "tokens",
    "web.connect": "connect",
    "web.webhooks": "webhooks",
    "web.workspace_settings": "settings",
    "web.workspace_export": "settings",
    "web.activity": "activity",
    "web.single_sign_on": "settings",
    "web.lti": "settings",
}


@register.simple_tag(takes_context=True)
def places(context: RequestContext) -> list[Place]:
    """All places that the member may go to; on a page outside of workspaces, none."""
    request: HttpRequest = context["request"]
    membership, match = context.get("membership"), request.resolver_match
    if membership is None or match is None:
        return []
    slug, here = membership.tenant.slug, _room(match.func.__module__)
    shown = []
    for name, label, icon, wide in _entries(admin=membership.is_admin):
        exact = match.view_name == f"workspace:{name}"
        current = ("page" if exact else "true") if name == here else ""
        address = reverse(f"workspace:{name}", args=[slug])
        shown.append(Place(label, icon, address, current, wide))
    return shown


def _room(module: str) -> str:
    """The place that a view's module belongs to: of those that fit, the narrowest."""
    fitting = [
        (len(begin), name)
        for begin, name in _ROOMS.items()
        if module == begin or module.startswith(f"{begin}.")
    ]
    return max(fitting, default=(0, ""))[1]


def _entries(*, admin: bool) -> Iterator[tuple[str, str, str, bool]]:
    yield "home", _("Home"), "home", False
    yield "lessons", _("Lessons"), "edit", False
    yield "voices", _("Voices"), "voice", False
    yield "pronunciations", _("Pronunciations"), "say", False
    yield "usage", _("Usage"), "usage", False
    yield "members", _("Members"), "people", True
    if admin:
        yield "tone", _("Tone"), "tone", True
    yield "tokens", _("API tokens"), "key", True
    yield "connect", _("Connect"), "plug", True
    if admin:
        yield "webhooks", _("Webhooks"), "webhook", True
        yield "settings", _("Settings"), "settings", True
        yield "activity", _("Activity"), "list", True
