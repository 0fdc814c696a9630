"""REST: making a lesson, the states of its lines, and its audio."""

from dataclasses import asdict

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from accounts.access import needs_scope
from accounts.request import TokenRequest
from idempotency.once import idempotent
from lessons.access import Action, find, viewer_of
from lessons.services import making
from lessons.services.readings import line_readings as readings_of_line
from lessons.services.states import overview
from lessons.services.words import line_words as words_of_line
from synthesis.encode import FORMATS
from web.audio.response import RATES, chosen_format, chosen_rate
from web.audio.stream_caps import counted_stream
from web.audio.subtitles import FORMATS as SUBTITLES
from web.lessons.events import events_of
from web.lessons.presentation import made_json, readings_json, state_json, words_json
from web.lessons.read_along_response import read_along_response
from web.lessons.serializers import (
    LessonEstimate,
    LineStateAnswer,
    LineStateList,
    MakeAnswer,
    MakeRequest,
    ReadingsAnswer,
    StopAnswer,
    WordsAnswer,
)
from web.lessons.sound_response import line_response, subtitles_response, whole_response

EVENT = {
    "type": "object",
    "required": ["data"],
    "properties": {
        "event": {"type": "string", "description": "lesson.lines or lesson.idle"},
        "data": {"type": "string", "description": "A JSON object."},
    },
}


SOUND = OpenApiParameter(
    "sound", str, description="A digest of the line's; without it, the sound that plays now."
)


@extend_schema(
    operation_id="makeLesson", methods=["POST"], request=MakeRequest, responses={202: MakeAnswer}
)
@api_view(["POST"])
@needs_scope(POST="lessons:write")
@idempotent
def make(request: TokenRequest, lesson_id: str) -> Response:
    """Make the lines that have no sound as they are now; nothing is made twice.

    As many whole lines as today's quota has room for are taken; 402 where there is room for none.
    """
    body = MakeRequest(data=request.data)
    body.is_valid(raise_exception=True)
    viewer = viewer_of(request)
    found = find(viewer=viewer, lesson_id=lesson_id, action=Action.EDIT)
    made = making.make(
        viewer=viewer,
        lesson=found,
        keys=body.validated_data.get("keys"),
        start=body.validated_data.get("start", ""),
    )
    return Response({"object": "lesson.made", **made_json(made)}, status=202)


@extend_schema(operation_id="estimateLesson", responses=LessonEstimate)
@api_view(["GET"])
@needs_scope(GET="lessons:read")
def estimate(request: TokenRequest, lesson_id: str) -> Response:
    """How much of the lesson is missing, and whether today's quota has room for it."""
    found = find(viewer=viewer_of(request), lesson_id=lesson_id, action=Action.READ)
    estimated = making.estimate(tenant=request.tenant, lesson=found)
    return Response({"object": "lesson.estimate", **asdict(estimated), "fits": estimated.fits})


@extend_schema(operation_id="stopLesson", methods=["POST"], request=None, responses=StopAnswer)
@api_view(["POST"])
@needs_scope(POST="lessons:write")
def stop(request: TokenRequest, lesson_id: str) -> Response:
    """Stop making the lesson. What is made stays, and is all that is counted."""
    found = find(viewer=viewer_of(request), lesson_id=lesson_id, action=Action.EDIT, binned=True)
    stopped = making.stop(tenant=request.tenant, lesson=found)
    return Response({"object": "lesson.stopped", "jobs": stopped})


@extend_schema(operation_id="listLessonLines", responses=LineStateList)
@api_view(["GET"])
@needs_scope(GET="lessons:read")
def lines(request: TokenRequest, lesson_id: str) -> Response:
    """What can be heard of each line now."""
    viewer = viewer_of(request)
    found = find(viewer=viewer, lesson_id=lesson_id, action=Action.READ)
    now = overview(tenant=request.tenant, lesson=found, viewer=viewer)
    states = [state_json(state) for state in now.states]
    return Response({"object": "list", "revision": found.revision, "data": states})


@extend_schema(
    operation_id="sayLineDifferently",
    methods=["POST"],
    request=None,
    responses={202: LineStateAnswer},
)
@api_view(["POST"])
@needs_scope(POST="lessons:write")
@idempotent
def say_differently(request: TokenRequest, lesson_id: str, key: str) -> Response:
    """Make a line again with another seed. Once a day for each line this is not counted."""
    viewer = viewer_of(request)
    found = find(viewer=viewer, lesson_id=lesson_id, action=Action.EDIT)
    state = making.say_differently(viewer=viewer, lesson=found, key=key)
    return Response(state_json(state), status=202)


@extend_schema(
    operation_id="retrieveLineAudio",
    parameters=[SOUND],
    responses={(200, "audio/wav"): OpenApiTypes.BINARY, (206, "audio/wav"): OpenApiTypes.BINARY},
)
@api_view(["GET"])
@needs_scope(GET="lessons:read")
def line_audio(request: TokenRequest, lesson_id: str, key: str) -> HttpResponseBase:
    """What plays of a line, as WAV; its ETag is the digest."""
    found = find(viewer=viewer_of(request), lesson_id=lesson_id, action=Action.READ)
    return line_response(request, request.tenant, found, key)


@extend_schema(operation_id="retrieveLineWords", parameters=[SOUND], responses=WordsAnswer)
@api_view(["GET"])
@needs_scope(GET="lessons:read")
def line_words(request: TokenRequest, lesson_id: str, key: str) -> Response:
    """When each word of a line is heard in the audio that plays of it.

    There are no words while that audio is of an older text of the line.
    """
    found = find(viewer=viewer_of(request), lesson_id=lesson_id, action=Action.READ)
    words = words_of_line(
        tenant=request.tenant, lesson=found, key=key, digest=request.GET.get("sound", "")
    )
    return Response({"object": "lesson.words", **words_json(words)})


@extend_schema(operation_id="retrieveLineReadings", responses=ReadingsAnswer)
@api_view(["GET"])
@needs_scope(GET="lessons:read")
def line_readings(request: TokenRequest, lesson_id: str, key: str) -> Response:
    """The words of a line that may be read wrong, with the readings that they can have.

    To choose one, put its place, `kind` and `value` into the line's `readings`; for the whole
    workspace, into the dictionary.
    """
    found = find(viewer=viewer_of(request), lesson_id=lesson_id, action=Action.READ)
    words = readings_of_line(tenant=request.tenant, lesson=found, key=key)
    return Response({"object": "lesson.readings", **readings_json(found, words)})


@extend_schema(
    operation_id="retrieveLessonAudio",
    parameters=[
        OpenApiParameter("format", str, default="mp3", enum=list(FORMATS)),
        OpenApiParameter(
            "sample_rate",
            {"type": "integer", "enum": list(RATES)},
            description="In Hz; the engine's own rate by default.",
        ),
    ],
    responses={(200, "audio/*"): OpenApiTypes.BINARY, (206, "audio/*"): OpenApiTypes.BINARY},
)
@api_view(["GET"])
@needs_scope(GET="lessons:read")
def audio(request: TokenRequest, lesson_id: str) -> HttpResponseBase:
    """The whole lesson with its pauses; 409 names the lines that are missing."""
    found = find(viewer=viewer_of(request), lesson_id=lesson_id, action=Action.READ)
    audio_format = chosen_format(request.GET.get("format", "mp3"))
    rate = chosen_rate(request.GET.get("sample_rate"), audio_format, request.limits)
    return whole_response(request, request.tenant, found, audio_format, out_rate=rate)


@extend_schema(
    operation_id="retrieveLessonSubtitles",
    parameters=[
        OpenApiParameter("format", str, default="srt", enum=list(SUBTITLES)),
        OpenApiParameter("words", bool, default=False),
    ],
    responses={(200, content_type): OpenApiTypes.STR for content_type in SUBTITLES.values()},
)
@api_view(["GET"])
@needs_scope(GET="lessons:read")
def subtitles(request: TokenRequest, lesson_id: str) -> HttpResponse:
    """Subtitles of the whole lesson, which fit its audio; 409 names the lines that are missing.

    With `words=true`, WebVTT has a time stamp before each word, and SubRip one cue for each word.
    """
    found = find(viewer=viewer_of(request), lesson_id=lesson_id, action=Action.READ)
    return subtitles_response(request, request.tenant, found)


@extend_schema(
    operation_id="retrieveLessonReadAlong", responses={(200, "text/html"): OpenApiTypes.BINARY}
)
@api_view(["GET"])
@needs_scope(GET="lessons:read")
def read_along(request: TokenRequest, lesson_id: str) -> HttpResponseBase:
    """The lesson as one HTML file to read along, which needs no network: its audio is inside, and
    each word lights up while it is heard. 409 names the lines that are missing.
    """
    found = find(viewer=viewer_of(request), lesson_id=lesson_id, action=Action.READ)
    return read_along_response(request.tenant, found)


@extend_schema(operation_id="streamLessonEvents", responses={(200, "text/event-stream"): EVENT})
@api_view(["GET"])
@needs_scope(GET="lessons:read")
@counted_stream
def events(request: TokenRequest, lesson_id: str) -> StreamingHttpResponse:
    """Server-Sent Events: `lesson.lines` whenever a line's state changes, then `lesson.idle`."""
    viewer = viewer_of(request)
    return events_of(viewer, find(viewer=viewer, lesson_id=lesson_id, action=Action.READ))
