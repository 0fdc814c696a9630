"""REST: a lesson as a file."""

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view

from accounts.access import needs_scope
from accounts.request import TokenRequest
from lessons.access import Action, find, viewer_of
from lessons.export.formats import EXPORTS
from web.audio.stream_caps import counted_stream
from web.lessons.exports.response import chosen_export, export_response


@extend_schema(
    operation_id="exportLesson",
    parameters=[OpenApiParameter("format", str, default="mp3", enum=list(EXPORTS))],
    responses={
        (200, content_type): OpenApiTypes.BINARY
        for content_type in {each.content_type: None for each in EXPORTS.values()}
    },
)
@api_view(["GET"])
@needs_scope(GET="lessons:read")
@counted_stream
def export(request: TokenRequest, lesson_id: str) -> HttpResponseBase:
    """The whole lesson as a file to keep, named by its title; 409 names the lines that are missing.

    It is sent while it is made, so its length is not told before. `m4b` has a chapter for each
    heading.
    """
    lesson = find(viewer=viewer_of(request), lesson_id=lesson_id, action=Action.READ)
    return export_response(request, lesson, chosen_export(request.GET.get("format", "mp3")))
