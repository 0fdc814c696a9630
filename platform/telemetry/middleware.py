import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from telemetry.context import request_id as current_request_id


def request_id(get_response: Callable[[HttpRequest], HttpResponse]):
    """Give every request an id, and every answer the header `x-request-id`."""

    def middleware(request: HttpRequest) -> HttpResponse:
        identifier = f"req_{secrets.token_hex(12)}"
        token = current_request_id.set(identifier)
        try:
            response = get_response(request)
        finally:
            current_request_id.reset(token)
        response["x-request-id"] = identifier
        return response

    return middleware
