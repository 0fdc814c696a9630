"""The switch between languages, on every page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views import i18n
from django.views.decorators.http import require_POST

from accounts.models import User


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language, in the account where there is one, and lead back to the page.

    The cookie is for those who aren't signed in, or have just signed out.
    """
    language = request.POST.get("language", "")
    if isinstance(request.user, User) and language in dict(settings.LANGUAGES):
        User.objects.filter(id=request.user.id).update(language=language)
    return i18n.set_language(request)
