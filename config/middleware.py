from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotAllowed

from config.errors import bad_request, method_not_allowed

View = Callable[[HttpRequest], HttpResponse]


def refuse_null_bytes(get_response: View) -> View:
    """Answer 400 to an address or a cookie with a NUL character, which Postgres can't store.

    Forms refuse it in their fields, and rest.parsers in JSON.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if any("\x00" in value for value in request.COOKIES.values()):
            # No page: it would look for the person whose session the cookie names.
            return HttpResponseBadRequest("A cookie can't be read.", content_type="text/plain")
        if "\x00" in request.path_info or "%00" in request.META["QUERY_STRING"]:
            return bad_request(request)
        return get_response(request)

    return middleware


def explain_refused_methods(get_response: View) -> View:
    """Give the 405 of a view, which Django leaves empty, a page or a JSON error for its body."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        explained = method_not_allowed(request)
        explained["Allow"] = response["Allow"]
        return explained

    return middleware
