"""Who may do what: roles for pages, scopes for tokens."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.tokens import ADMIN
from tenants.refusal import Refused


def admins_only(view: Callable) -> Callable:
    """Let owners and admins of the workspace pass, answer 403 to other members."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        if not request.membership.is_admin:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def needs_scope(**scope_of_method: str) -> Callable:
    """Let tokens pass that have the scope of the request's method, as in `GET="voices:read"`.

    The scope `admin` includes all others, and alone opens methods for which none is named.
    """

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def checked(request, *args, **kwargs):
            method = "GET" if request.method == "HEAD" else request.method
            scope = scope_of_method.get(method, ADMIN)
            if not {scope, ADMIN} & set(request.api_token.scopes):
                message = _("This token lacks the scope “%(scope)s”.") % {"scope": scope}
                raise Refused("missing_scope", message, status=403)
            return view(request, *args, **kwargs)

        return checked

    return decorate
