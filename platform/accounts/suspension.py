"""What a suspended workspace may still do: read, pay, delete, and let people leave; and one that
an owner closed: be restored or downloaded."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpResponseBase

from accounts.request import RoutedRequest
from tenants.limits import check_not_suspended

ALLOWED_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "DELETE"})
"""Methods of any view that a suspended workspace may use."""

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def allowed_while_suspended(view: View) -> View:
    """Let a suspended workspace use this view with any method.

    It must be the outermost decorator: `functools.wraps` would hand the mark on, but Django REST
    framework's `api_view` builds a new function that does not have it.
    """
    view.allowed_while_suspended = True  # type: ignore[attr-defined]
    return view


def check_may_use(request: RoutedRequest, view: Callable[..., HttpResponseBase]) -> None:
    """Raises Refused (403) where the request's workspace is suspended and may not do this."""
    if request.method in ALLOWED_METHODS or getattr(view, "allowed_while_suspended", False):
        return
    if request.limits is not None:
        check_not_suspended(request.limits)


def allowed_while_closing(view: View) -> View:
    """Let a workspace that an owner closed use this view, as its outermost decorator."""
    view.allowed_while_closing = True  # type: ignore[attr-defined]
    return view


def is_allowed_while_closing(view: Callable[..., HttpResponseBase]) -> bool:
    """Whether a workspace that an owner closed may use the view."""
    return getattr(view, "allowed_while_closing", False)
