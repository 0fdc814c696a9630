from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from config.errors import bad_request

View = Callable[[HttpRequest], HttpResponse]

# What no page uses, and no script that got into one may. Autoplay and writing to the clipboard keep
# their defaults: the players and the buttons that copy use them.
SWITCHED_OFF = (
    *("accelerometer", "bluetooth", "camera", "display-capture", "encrypted-media", "fullscreen"),
    *("gamepad", "geolocation", "gyroscope", "hid", "idle-detection", "magnetometer", "midi"),
    *("payment", "picture-in-picture", "publickey-credentials-get", "screen-wake-lock", "serial"),
    *("usb", "web-share", "xr-spatial-tracking"),
)
PERMISSIONS = ", ".join(["microphone=(self)", *(f"{name}=()" for name in SWITCHED_OFF)])


def refuse_null_bytes(get_response: View) -> View:
    """Answer 400 to a URL with a NUL character, which Postgres can't handle in queries."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or "%00" in request.META["QUERY_STRING"]:
            return bad_request(request)
        return get_response(request)

    return middleware


def permissions_policy(get_response: View) -> View:
    """Let pages use the microphone, and none of the browser's other devices."""

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
