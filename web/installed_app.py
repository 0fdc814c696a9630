"""Lectern as an app on a phone or a desk: its manifest, and the worker that opens pages without a
network (static/js/offline/service_worker.js)."""

from django.contrib.staticfiles import finders
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

GREEN = "#0f6a5b"
PAPER = "#faf9f6"
WORKER = "js/offline/service_worker.js"


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest, in the reader's language."""
    icons = [
        {"src": static(f"icons/{name}-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        | {"purpose": name}
        for name in ("any", "maskable")
        for size in (192, 512)
    ]
    about = {
        "name": "Lectern",
        "short_name": "Lectern",
        "description": _("Lessons in your own people’s voices"),
        "lang": "zh-Hans" if (get_language() or "").startswith("zh") else "en",
        "id": "/",
        "start_url": reverse("accounts:home"),
        "scope": "/",
        "display": "standalone",
        "theme_color": GREEN,
        "background_color": PAPER,
        "icons": icons,
    }
    return JsonResponse(about, content_type="application/manifest+json")


@require_safe
def service_worker(request: HttpRequest) -> HttpResponseBase:
    """The service worker, at the root, so that it serves all pages."""
    path = finders.find(WORKER)
    response = FileResponse(open(str(path), "rb"), content_type="text/javascript; charset=utf-8")  # noqa: SIM115 (closed by the response)
    response["Cache-Control"] = "no-cache"
    return response
