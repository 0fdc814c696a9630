"""REST: a lesson of a file."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view, parser_classes
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from accounts.access import needs_scope
from accounts.request import TokenRequest
from idempotency.once import idempotent
from lessons.access import viewer_of
from lessons.document import parse_title
from lessons.flat import flat
from lessons.models import Lesson
from lessons.services import documents, importing, library
from lessons.services.unheard import unheard_in
from web.lessons.presentation import lesson_json
from web.lessons.serializers import ImportedLesson, LessonImport


@extend_schema(
    operation_id="importLesson",
    request={"multipart/form-data": LessonImport},
    responses={201: ImportedLesson},
)
@api_view(["POST"])
@parser_classes([MultiPartParser])
@needs_scope(POST="lessons:write")
@idempotent
def import_lesson(request: TokenRequest) -> Response:
    """Make a lesson of a document, of slides, of a book or of subtitles.

    Headings, paragraphs, lists and speakers are kept; `ignored` names what is not read. Files
    that are protected, damaged, scanned or larger than 25 MB are refused, with a code that begins
    with `file_`.
    """
    viewer = viewer_of(request)
    body = LessonImport(data=request.data)
    body.is_valid(raise_exception=True)
    data = body.validated_data
    script = importing.read_upload(data["file"])
    numbers = [number - 1 for number in data["chapters"]] if "chapters" in data else None
    [script] = importing.chosen_scripts(script, numbers, each=False)
    material = importing.material_of(script, with_notes=data["notes"])
    with documents.refusing_bad_documents():
        saved = documents.create(
            viewer=viewer,
            title=parse_title(data.get("title") or script.title),
            material=material,
            folder=data.get("folder", ""),
            access=data.get("access", Lesson.Access.EDIT),
        )
    shown = lesson_json(library.entry_of(viewer=viewer, lesson=saved.lesson), saved.document)
    unheard = unheard_in(tenant=viewer.tenant, document=saved.document)
    return Response(
        {**shown, "ignored": list(material.ignored), "unheard": [flat(each) for each in unheard]},
        status=201,
    )
