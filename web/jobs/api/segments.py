"""REST: the sentences of a job: list them, remake one, get them as subtitles."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from accounts.access import needs_scope
from accounts.actor import actor_of
from accounts.request import TokenRequest
from idempotency.once import idempotent
from rest.numbers import whole_number
from synthesis.jobs.remake import remake_segment
from synthesis.models import Segment
from tenants.refusal import Refused, refused_fields
from web.audio.subtitles import FORMATS, subtitles_of, wanted
from web.jobs.api.jobs import job_of
from web.jobs.api.orders import FIELDS
from web.jobs.presentation import PlacedSegment, begin_of, placed
from web.jobs.serializers import JobAnswer, SegmentAnswer, SegmentList, SegmentRequest

MOST_SEGMENTS = 200


@extend_schema(
    operation_id="listSegments",
    parameters=[
        OpenApiParameter("limit", {"type": "integer", "minimum": 1, "maximum": MOST_SEGMENTS}),
        OpenApiParameter("after", int, description="The index after which the page begins."),
    ],
    responses=SegmentList,
)
@api_view(["GET"])
@needs_scope(GET="speech")
def segments(request: TokenRequest, job_id: str) -> Response:
    """A job's segments in order, with where each begins in the audio once it is made."""
    job = job_of(request, job_id)
    limit = _number(request, "limit", MOST_SEGMENTS, least=1) or MOST_SEGMENTS
    after = _number(request, "after", max(0, job.segments_total - 1))
    first = 0 if after is None else after + 1
    asked = list(job.segments.filter(index__gte=first)[: limit + 1])
    shown = placed(asked[:limit], start_ms=begin_of(job, first))
    return Response(SegmentList({"data": shown, "has_more": len(asked) > limit}).data)


def _number(request: TokenRequest, name: str, most: int, *, least: int = 0) -> int | None:
    text = request.GET.get(name)
    number = None if text is None else whole_number(text, most=most)
    if text is not None and (number is None or number < least):
        message = _("“%(name)s” must be a whole number from %(least)s to %(most)s.")
        figures = {"name": name, "least": least, "most": most}
        raise Refused("invalid_value", message % figures, param=name)
    return number


@extend_schema(operation_id="retrieveSegment", methods=["GET"], responses=SegmentAnswer)
@extend_schema(
    operation_id="remakeSegment",
    methods=["POST"],
    request=SegmentRequest,
    responses={202: JobAnswer},
)
@api_view(["GET", "POST"])
@needs_scope(GET="speech", POST="speech")
@idempotent
def segment(request: TokenRequest, job_id: str, index: int) -> Response:
    """One segment; POST makes it alone again with another text."""
    job = job_of(request, job_id)
    if request.method == "GET":
        segment = Segment.objects.filter(job=job, index=index).first()
        if segment is None:
            raise Refused("segment_not_found", _("There is no such sentence."), status=404)
        return Response(SegmentAnswer(PlacedSegment(segment, None)).data)
    body = SegmentRequest(data=request.data)
    body.is_valid(raise_exception=True)
    text = body.validated_data["input"]
    with refused_fields(**FIELDS):
        job = remake_segment(
            tenant=request.tenant,
            job_id=job.id,
            index=index,
            text=text,
            by=actor_of(request).user,
        )
    return Response(JobAnswer(job).data, status=202)


@extend_schema(
    operation_id="retrieveSubtitles",
    parameters=[
        OpenApiParameter("format", str, default="srt", enum=list(FORMATS)),
        OpenApiParameter("words", bool, default=False),
    ],
    responses={
        (200, "application/x-subrip"): OpenApiTypes.STR,
        (200, "text/vtt"): OpenApiTypes.STR,
    },
)
@api_view(["GET"])
@needs_scope(GET="speech")
def subtitles(request: TokenRequest, job_id: str) -> HttpResponse:
    """Subtitles of a completed job, one cue for each segment.

    With `words=true`, WebVTT has a time stamp before each word (`<00:00:01.000>`), and SubRip one
    cue for each word.
    """
    asked = wanted(request.GET)
    return HttpResponse(
        subtitles_of(job_of(request, job_id), asked), content_type=asked.content_type
    )
