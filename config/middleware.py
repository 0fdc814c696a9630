from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest

from config.errors import bad_request

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
