from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import Membership


def workspaces(request: HttpRequest) -> dict[str, Any]:
    """For every template: the workspace of the page, and the person's membership in it.

    `memberships`, all of the person's by workspace name, is read only if a template uses it.
    """
    return {
        "tenant": getattr(request, "tenant", None),
        "membership": getattr(request, "membership", None),
        "memberships": SimpleLazyObject(lambda: _memberships(request)),
    }


def _memberships(request: HttpRequest) -> list[Membership]:
    if not request.user.is_authenticated:
        return []
    return list(request.user.memberships.select_related("tenant").order_by("tenant__name"))
