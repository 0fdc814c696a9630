"""Who may see the operator's pages, and who may change something there.

Support (`is_staff`) reads. An operator (`is_superuser` as well) also changes.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.models import User
from accounts.support.operators import lacks_factor

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)
V = TypeVar("V", bound=Callable[..., HttpResponseBase])
READS = frozenset({"GET", "HEAD", "OPTIONS"})


def operators_only(
    view: Callable[Concatenate[HttpRequest, P], R],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let support read and operators change; 403 for others, and strangers sign in first.

    Without a second factor they are led to where they set one up. A view that is for_support lets
    support change something, too.
    """
    reads_alone = not getattr(view, "for_support", False)

    @wraps(view)
    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        user = request.user
        if not isinstance(user, User):
            return redirect_to_login(request.get_full_path())
        changes = reads_alone and request.method not in READS
        if not user.is_staff or (changes and not user.is_superuser):
            raise PermissionDenied
        if lacks_factor(user):
            return to_second_factor(request)
        return view(request, *args, **kwargs)

    return never_cache(checked)


def for_support(view: V) -> V:
    """Let support use a view with any method, as its outermost decorator."""
    view.for_support = True  # type: ignore[attr-defined]
    return view


def to_second_factor(request: HttpRequest) -> HttpResponseBase:
    """Lead there, and say why."""
    messages.info(request, _("The operator's pages need a second factor. Set one up first."))
    return redirect("accounts:second-factor")


def may_open_admin(request: HttpRequest) -> bool:
    """For Django's admin: the same rule."""
    user = request.user
    if not isinstance(user, User) or not user.is_active or not user.is_staff:
        return False
    return not lacks_factor(user)


def sign_in(request: HttpRequest, extra_context: Any = None) -> HttpResponseBase:
    """In place of the sign-in of Django's admin: lead operators to that of everybody."""
    if isinstance(request.user, User):
        if request.user.is_staff and lacks_factor(request.user):
            return to_second_factor(request)
        raise PermissionDenied
    wanted = request.GET.get("next") or resolve_url("admin:index")
    return redirect(f"{resolve_url('accounts:sign-in')}?{urlencode({'next': wanted})}")
