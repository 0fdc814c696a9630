"""A lesson as a file, for its page."""

from django.http import HttpResponseBase
from django.views.decorators.http import require_GET

from accounts.request import TenantRequest
from lessons.access import Action, find, viewer_of
from web.audio.stream_caps import counted_stream
from web.lessons.answers import downloading
from web.lessons.exports.response import chosen_export, export_response


@require_GET
@downloading
@counted_stream
def export(request: TenantRequest, slug: str, lesson_id: str) -> HttpResponseBase:
    """The whole lesson in the format that the query names."""
    lesson = find(viewer=viewer_of(request), lesson_id=lesson_id, action=Action.READ, binned=True)
    return export_response(request, lesson, chosen_export(request.GET.get("format", "mp3")))
