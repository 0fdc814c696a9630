from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import Membership


def workspaces(request: HttpRequest) -> dict:
    """The workspace that is open, and the person's role in it, for every template.

    `memberships` (all of the person's, by name) is read only where a template asks for it.
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
