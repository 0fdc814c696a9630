"""Who may do what: roles for pages, scopes for tokens."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

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
    """Let tokens pass that hold the scope of the request's method: `GET="voices:read"`."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def checked(request, *args, **kwargs):
            scope = scope_of_method.get(request.method)
            if scope and scope not in request.api_token.scopes:
                message = _("This token lacks the scope “%(scope)s”.") % {"scope": scope}
                raise Refused("missing_scope", message, status=403)
            return view(request, *args, **kwargs)

        return checked

    return decorate
