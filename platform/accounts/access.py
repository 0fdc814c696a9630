"""Who may do what: roles for pages, scopes for tokens."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.request import Request

from accounts.request import TenantRequest, TokenRequest
from accounts.tokens import ADMIN, scopes_now
from tenants.refusal import Refused

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)
OfTenant = Callable[Concatenate[TenantRequest, P], R]
OfToken = Callable[Concatenate[TokenRequest, P], R]
OfRest = Callable[Concatenate[Request, P], R]


def admins_only(view: OfTenant[P, R]) -> OfTenant[P, R]:
    """Let owners and admins of the workspace pass, answer 403 to other members."""

    @wraps(view)
    def checked(request: TenantRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if not request.membership.is_admin:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def needs_scope(**scope_of_method: str) -> Callable[[OfToken[P, R]], OfRest[P, R]]:
    """Let tokens pass that have the scope of the request's method, as in `GET="voices:read"`.

    The scope `admin` includes all others, and alone opens methods for which none is named.
    """

    def decorate(view: OfToken[P, R]) -> OfRest[P, R]:
        @wraps(view)
        def checked(given: Request, /, *args: P.args, **kwargs: P.kwargs) -> R:
            # The middleware has refused every REST request without a token.
            request = cast(TokenRequest, given)
            method = "GET" if request.method == "HEAD" else request.method
            scope = scope_of_method.get(method or "", ADMIN)
            if not {scope, ADMIN} & scopes_now(request.api_token):
                message = _("This token lacks the scope “%(scope)s”.") % {"scope": scope}
                raise Refused("missing_scope", message, status=403)
            return view(request, *args, **kwargs)

        return checked

    return decorate
