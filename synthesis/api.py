"""REST: speech, models and jobs. `/v1/audio/speech` and `/v1/models` are OpenAI's dialect."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from accounts.access import needs_scope
from synthesis import services
from synthesis.audio_response import audio_of, chosen_format, stream
from synthesis.forecast import wait_of
from synthesis.listener import listener_of
from synthesis.models import Job
from synthesis.presentation import job_json
from synthesis.serializers import JobAnswer, JobRequest, SpeechRequest
from synthesis.voice_choice import offered_engines
from tenants.refusal import Refused

# Names that ported programs send; they mean the default engine.
MODEL_ALIASES = ("tts-1", "tts-1-hd", "gpt-4o-mini-tts")
PAGE_DEFAULT, PAGE_MAX = 20, 100


@extend_schema(request=SpeechRequest, responses={(200, "audio/*"): OpenApiTypes.BINARY})
@api_view(["POST"])
@needs_scope(POST="speech")
def speech(request: HttpRequest):
    """Speak a text; the audio comes while it is being made.

    A client that goes away stops what is not made yet, and pays for what was.
    """
    body = SpeechRequest(data=request.data)
    body.is_valid(raise_exception=True)
    asked = body.validated_data
    audio_format = chosen_format(asked["response_format"])
    job = services.submit(
        tenant=request.tenant,
        text=asked["input"],
        voice=asked["voice"],
        model=_model(asked["model"]),
        speed=asked["speed"],
        interactive=True,
        api_token=request.api_token.id,
    )
    return stream(
        request.tenant,
        job,
        audio_format,
        as_events=asked["stream_format"] == "sse",
        listener=listener_of(request),
    )


@api_view(["GET"])
def models(request: HttpRequest):
    """The engines that this installation speaks with."""
    installed = [spec.name for spec in offered_engines()]
    names = installed + list(MODEL_ALIASES if installed else ())
    data = [{"id": name, "object": "model", "created": 0, "owned_by": "lectern"} for name in names]
    return Response({"object": "list", "data": data})


@extend_schema(methods=["POST"], request=JobRequest, responses={201: JobAnswer})
@extend_schema(methods=["GET"], responses=JobAnswer(many=True))
@api_view(["GET", "POST"])
@needs_scope(GET="speech", POST="speech")
def jobs(request: HttpRequest):
    """List the workspace's jobs, newest first, or submit a text as a new one."""
    if request.method == "GET":
        return Response(_page(request))
    body = JobRequest(data=request.data)
    body.is_valid(raise_exception=True)
    asked = body.validated_data
    job = services.submit(
        tenant=request.tenant,
        text=asked["input"],
        voice=asked["voice"],
        model=_model(asked.get("model", "")),
        speed=asked["speed"],
        api_token=request.api_token.id,
    )
    return Response(job_json(job), status=201)


@extend_schema(methods=["GET"], responses=JobAnswer)
@extend_schema(methods=["DELETE"], responses=None)
@api_view(["GET", "DELETE"])
@needs_scope(GET="speech", DELETE="speech")
def job(request: HttpRequest, job_id: str):
    """One job with its progress; DELETE stops it and deletes its audio."""
    found = _job(job_id)
    if request.method == "DELETE":
        services.delete_job(tenant=request.tenant, job_id=found.id)
        return Response({"id": found.id, "object": "job", "deleted": True})
    return Response(job_json(found, wait_of(found)))


@extend_schema(
    parameters=[
        OpenApiParameter("format", str, default="mp3"),
        OpenApiParameter("from_segment", int, description="Go on with a stream at a segment."),
        OpenApiParameter("from_byte", int, description="Go on with a stream at a byte."),
    ],
    responses={(200, "audio/*"): OpenApiTypes.BINARY},
)
@api_view(["GET"])
@needs_scope(GET="speech")
def job_audio(request: HttpRequest, job_id: str):
    """The job's audio: whole when it is completed, as it is made before."""
    audio_format = chosen_format(request.GET.get("format", "mp3"), param="format")
    return audio_of(request, _job(job_id), audio_format)


def _job(job_id: str) -> Job:
    found = Job.objects.filter(id=job_id).first()
    if found is None:
        raise Refused("job_not_found", _("There is no such job."), status=404)
    return found


def _model(name: str) -> str:
    """The engine that is meant, empty for the default one."""
    return "" if name in MODEL_ALIASES else name


def _page(request: HttpRequest) -> dict:
    try:
        limit = int(request.GET.get("limit", PAGE_DEFAULT))
    except ValueError:
        limit = 0
    if not 1 <= limit <= PAGE_MAX:
        message = _("“limit” must be a whole number from 1 to %(max)s.") % {"max": PAGE_MAX}
        raise Refused("invalid_value", message, param="limit")
    rows = Job.objects.order_by("-created_at", "id")
    if after := request.GET.get("after"):
        last = _job(after)
        rows = rows.filter(created_at__lte=last.created_at).exclude(id=last.id)
    found = list(rows[: limit + 1])
    data = [job_json(row) for row in found[:limit]]
    return {
        "object": "list",
        "data": data,
        "first_id": data[0]["id"] if data else None,
        "last_id": data[-1]["id"] if data else None,
        "has_more": len(found) > limit,
    }
