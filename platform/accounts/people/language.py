"""The language and the time zone of a person's account, on all their devices."""

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from accounts.models import User
from accounts.sign_in.sessions import FOR_PROGRAMS
from rest.errors import is_rest

View = Callable[[HttpRequest], HttpResponse]


def of_account(get_response: View) -> View:
    """Show pages in the language that the signed-in person chose, not in that of the cookie.

    Visitors keep what LocaleMiddleware found, and so do people who never chose one. And set
    `request.time_zone`, which the page hands to the scripts that show times; empty: the device's.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.time_zone = ""  # type: ignore[attr-defined]
        # Programs have no session, and are answered also while the database is away.
        if not is_rest(request) and request.path not in FOR_PROGRAMS:
            user = request.user if SESSION_KEY in request.session else None
            if isinstance(user, User):
                request.time_zone = user.time_zone  # type: ignore[attr-defined]
            if isinstance(user, User) and user.language:
                translation.activate(user.language)
                request.LANGUAGE_CODE = translation.get_language()
        return get_response(request)

    return middleware
