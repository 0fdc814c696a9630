from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from config.errors import bad_request

View = Callable[[HttpRequest], HttpResponse]


def refuse_null_bytes(get_response: View) -> View:
    """Answer 400 to a URL with a NUL character, which Postgres can't handle in queries."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or "%00" in request.META["QUERY_STRING"]:
            return bad_request(request)
        return get_response(request)

    return middleware
