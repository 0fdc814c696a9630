"""Types of requests, with what accounts.middleware sets on them, and who sent one.

The classes are for annotations alone: a request itself is one of Django's or REST framework's.
"""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails
from rest_framework.request import Request

from accounts.models import ApiToken, Membership, SupportVisit, User
from tenants.limits import Limits
from tenants.models import Tenant


class RoutedRequest(HttpRequest):
    """Any request that the middleware has seen: of a member, with a token, or neither."""

    tenant: Tenant | None
    limits: Limits | None
    membership: Membership | None
    api_token: ApiToken | None
    support_visit: SupportVisit | None


class TenantRequest(HttpRequest):
    """A member's request for a page of a workspace (`/w/<slug>/…`), or one of support."""

    tenant: Tenant
    limits: Limits
    membership: Membership
    api_token: None
    support_visit: SupportVisit | None
    user: User
    htmx: HtmxDetails


class TokenRequest(Request):
    """A REST request with a valid token."""

    tenant: Tenant
    limits: Limits
    membership: None
    api_token: ApiToken


def signed_in(request: HttpRequest) -> User:
    """The person who sent the request. Raises PermissionDenied for one who is not signed in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
