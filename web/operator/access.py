"""Who may see the operator's pages, and who may change something there.

Support (`is_staff`) reads. An operator (`is_superuser` as well) also changes.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache

from accounts.models import User

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)
READS = frozenset({"GET", "HEAD", "OPTIONS"})


def operators_only(
    view: Callable[Concatenate[HttpRequest, P], R],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let support read and operators change; 403 for others, and strangers sign in first."""

    @wraps(view)
    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        user = request.user
        if not isinstance(user, User):
            return redirect_to_login(request.get_full_path())
        if not user.is_staff or (request.method not in READS and not user.is_superuser):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return never_cache(checked)
