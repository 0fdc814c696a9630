"""REST: jobs, their progress and their audio."""

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from accounts.access import needs_scope
from accounts.actor import actor_of
from accounts.request import TokenRequest
from accounts.tokens import ADMIN, scopes_now
from idempotency.once import idempotent
from rest.flags import VALUES, flag
from rest.listing import PARAMETERS, Deleted, Deletion, page
from synthesis.encode import FORMATS
from synthesis.jobs.outcomes.ending import delete_job
from synthesis.jobs.submit import submit
from synthesis.models import Job, JobQuerySet
from synthesis.monitoring.forecast import wait_of
from tenants.refusal import Refused, refused_fields
from web.audio.job_events import events_of
from web.audio.response import RATES, audio_of, chosen_format, chosen_rate
from web.audio.stream_caps import counted_stream
from web.jobs.api.orders import FIELDS, order_of
from web.jobs.api.speech import engine_of
from web.jobs.serializers import JobAnswer, JobList, JobRequest

EVENT = {
    "type": "object",
    "required": ["data"],
    "properties": {
        "event": {"type": "string", "description": "job.progress, job.completed, job.failed …"},
        "data": {"type": "string", "description": "A JSON object."},
    },
}
LIVE = OpenApiParameter(
    "live",
    str,
    enum=VALUES,
    description="1: only what was heard while it was made, of which a voice agent has a job for "
    "each sentence; 0: only what was made in the background.",
)


@extend_schema(
    operation_id="createJob", methods=["POST"], request=JobRequest, responses={201: JobAnswer}
)
@extend_schema(
    operation_id="listJobs",
    methods=["GET"],
    parameters=[*PARAMETERS, LIVE],
    responses=JobList,
)
@api_view(["GET", "POST"])
@needs_scope(GET="speech", POST="speech")
@idempotent
def jobs(request: TokenRequest) -> Response:
    """List the jobs that the token may see, newest first, or submit a text as a new one."""
    if request.method == "GET":
        rows = jobs_of(request).listed()
        live = flag(request, "live")
        if live is not None:
            rows = rows.heard_live() if live else rows.in_background()
        return Response(JobList(page(request, rows)).data)
    body = JobRequest(data=request.data)
    body.is_valid(raise_exception=True)
    data = body.validated_data
    order = order_of(
        body,
        model=engine_of(data["model"]),
        webhook=data["webhook"],
        continuity=data["continuity"],
        created_by=actor_of(request).user,
        api_token=request.api_token.id,
    )
    with refused_fields(**FIELDS):
        job = submit(tenant=request.tenant, order=order)
    return Response(JobAnswer(job).data, status=201)


@extend_schema(operation_id="retrieveJob", methods=["GET"], responses=JobAnswer)
@extend_schema(operation_id="deleteJob", methods=["DELETE"], responses={200: Deleted})
@api_view(["GET", "DELETE"])
@needs_scope(GET="speech", DELETE="speech")
def job(request: TokenRequest, job_id: str) -> Response:
    """One job with its progress; DELETE stops it and deletes its audio."""
    job = job_of(request, job_id)
    if request.method == "DELETE":
        delete_job(tenant=request.tenant, job_id=job.id)
        return Response(Deleted(Deletion(job.id, "job")).data)
    return Response(JobAnswer(job, context={"wait": wait_of(job)}).data)


@extend_schema(
    operation_id="retrieveJobAudio",
    parameters=[
        OpenApiParameter("format", str, default="mp3", enum=list(FORMATS)),
        OpenApiParameter(
            "sample_rate",
            {"type": "integer", "enum": list(RATES)},
            description="In Hz; the engine's own rate by default.",
        ),
        OpenApiParameter("from_segment", int, description="Go on with a stream at a segment."),
        OpenApiParameter("from_byte", int, description="Go on with a stream at a byte."),
        OpenApiParameter(
            "sha256",
            str,
            description="With from_byte: the SHA-256 of all bytes before it, in hexadecimal. A "
            "segment that was being made may have been made again, differently; then the stream "
            "breaks off before its first byte, and from_segment helps.",
        ),
    ],
    responses={(200, "audio/*"): OpenApiTypes.BINARY, (206, "audio/*"): OpenApiTypes.BINARY},
)
@api_view(["GET"])
@needs_scope(GET="speech")
@counted_stream
def job_audio(request: TokenRequest, job_id: str) -> HttpResponseBase:
    """The job's audio: the whole file of a completed job, else a stream while it is being made."""
    job = job_of(request, job_id)
    audio_format = chosen_format(request.GET.get("format", "mp3"))
    rate = chosen_rate(request.GET.get("sample_rate"), audio_format, request.limits)
    return audio_of(request, job, audio_format, out_rate=rate)


@extend_schema(operation_id="streamJobEvents", responses={(200, "text/event-stream"): EVENT})
@api_view(["GET"])
@needs_scope(GET="speech")
@counted_stream
def job_events(request: TokenRequest, job_id: str) -> StreamingHttpResponse:
    """Server-Sent Events: `job.progress` for every segment, then how the job ended."""
    return events_of(request.tenant, job_of(request, job_id))


def job_of(request: TokenRequest, job_id: str) -> Job:
    """The job of that id, if the token may see it. Raises Refused (404)."""
    job = jobs_of(request).shown().filter(id=job_id).first()
    if job is None:
        raise Refused("job_not_found", _("There is no such job."), status=404)
    return job


def jobs_of(request: TokenRequest) -> JobQuerySet:
    """All jobs of the workspace for its service tokens and its admins, else the person's own."""
    token = request.api_token
    if token.maker is None or ADMIN in scopes_now(token):
        return Job.objects.all()
    return Job.objects.filter(created_by=token.maker.user_id)
