"""Django's ASGI handler, running a request from its first middleware to its view in one go."""

import django
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.base import BaseHandler
from django.http import HttpRequest, HttpResponseBase


class WholeRequests(ASGIHandler):
    """All middleware and the view as one piece of synchronous work, in the request's thread.

    Under ASGI, Django crosses between the event loop and the thread wherever middleware that could
    be asynchronous meets such that is not: seven times for `/healthz`, for code that is synchronous
    all the same. Bodies that are streamed are asynchronous as before.
    """

    def __init__(self) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        in_thread = sync_to_async(self.get_response, thread_sensitive=True)
        response: HttpResponseBase = await in_thread(request)
        return response


def application() -> WholeRequests:
    """What `django.core.asgi.get_asgi_application` does, with this handler."""
    django.setup(set_prefix=False)
    return WholeRequests()
