"""Answers errors raised outside views: with a page for people, with JSON for programs."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from rest.errors import NOTHING_HERE, error_response, is_rest
from tenants.refusal import Refused

MESSAGES = {
    400: (_("Bad request"), _("Your browser sent something that can't be read.")),
    403: (_("Not allowed"), _("Your role in this workspace does not allow this.")),
    404: (_("Not found"), NOTHING_HERE),
    405: (_("Not possible here"), _("This address does not accept this kind of request.")),
    500: (_("Our fault"), _("Something went wrong here. It was logged; please try again.")),
    503: (
        _("One moment"),
        _("The database can't be reached. What was saved is safe; please try again soon."),
    ),
}
CODES = {
    404: "not_found",
    405: "method_not_allowed",
    500: "internal_error",
    503: "database_away",
}
RETRY_SECONDS = 5


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 404)


def method_not_allowed(request: HttpRequest) -> HttpResponse:
    return _answer(request, 405)


def server_error(request: HttpRequest) -> HttpResponse:
    if isinstance(sys.exception(), InterfaceError | OperationalError):
        response = _answer(request, 503)
        response["Retry-After"] = str(RETRY_SECONDS)
        return response
    return _answer(request, 500)


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The page of a refusal that a view does not show itself: where a form would have nowhere to
    put it, as with an action that the person may not do."""
    context = {"title": _("This can’t be done"), "message": str(refusal)}
    response = render(request, "error.html", context, status=refusal.status)
    for name, value in refusal.headers.items():
        response[name] = value
    return response


def _answer(request: HttpRequest, status: int) -> HttpResponse:
    title, message = MESSAGES[status]
    # Some addresses outside of REST answer programs in JSON, too: /made-here.json.
    if is_rest(request) or request.path.endswith(".json"):
        return error_response(status, str(message), code=CODES.get(status))
    context = {"title": title, "message": message}
    return render(request, "error.html", context, status=status)
