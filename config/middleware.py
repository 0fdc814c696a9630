from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotAllowed

from config.errors import bad_request, method_not_allowed, refused
from tenants.refusal import Refused

View = Callable[[HttpRequest], HttpResponse]

# What no page uses, and no script that got into one may. Autoplay and writing to the clipboard keep
# their defaults: the players and the buttons that copy use them.
SWITCHED_OFF = (
    "accelerometer", "camera", "display-capture", "encrypted-media", "fullscreen",
    "gamepad", "geolocation", "gyroscope", "hid", "idle-detection", "magnetometer", "midi",
    "payment", "picture-in-picture", "screen-wake-lock", "serial",
    "usb", "xr-spatial-tracking",
)  # fmt: skip
USED = ["microphone=(self)", "publickey-credentials-get=(self)"]
PERMISSIONS = ", ".join([*USED, *(f"{name}=()" for name in SWITCHED_OFF)])


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


class ShowRefusals:
    """Answers a page's Refused, which its view did not catch, with a page that says why."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Called by Django for what a view raises; None leaves it to the other handlers."""
        return refused(request, error) if isinstance(error, Refused) else None


def permissions_policy(get_response: View) -> View:
    """Let pages use the microphone and passkeys, and none of the browser's other devices."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Permissions-Policy"] = PERMISSIONS
        return response

    return middleware


def not_stored(get_response: View) -> View:
    """Forbid caches, the browser's own included, to keep an answer that does not say otherwise.

    Nearly all of them show what belongs to one person or workspace: after they sign out, nobody
    else at that computer may find it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware
