from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from config.errors import bad_request


def refuse_null_bytes(get_response: Callable[[HttpRequest], HttpResponse]):
    """Answer 400 to an address that contains a NUL, which Postgres can't compare with."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or "%00" in request.META["QUERY_STRING"]:
            return bad_request(request)
        return get_response(request)

    return middleware
