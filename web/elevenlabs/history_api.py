"""REST: the jobs that a token may see, as ElevenLabs' history."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from accounts.access import needs_scope
from accounts.request import TokenRequest
from rest.numbers import whole_number
from synthesis.jobs.outcomes.ending import delete_job
from synthesis.models import Job
from synthesis.voice_choice import is_base_voice, shown_names
from tenants.refusal import Refused
from web.audio.response import audio_of, chosen_format
from web.audio.stream_caps import counted_stream
from web.elevenlabs.serializers import ElevenLabsDone, ElevenLabsHistory, ElevenLabsHistoryItem
from web.jobs.api.jobs import job_of, jobs_of

MOST, USUAL = 1000, 100
PAGED = [
    OpenApiParameter("page_size", {"type": "integer", "minimum": 1, "maximum": MOST}),
    OpenApiParameter("start_after_history_item_id", str),
    OpenApiParameter("voice_id", str),
]
ENDED = (Job.Status.FAILED, Job.Status.CANCELLED)


@dataclass(frozen=True, slots=True)
class Item:
    """A job, with the name of its voice."""

    job: Job
    voice_name: str

    @property
    def state(self) -> str:
        if self.job.status == Job.Status.COMPLETED:
            return "created"
        return "deleted" if self.job.status in ENDED else "processing"

    @property
    def voice_category(self) -> str:
        return "premade" if is_base_voice(self.job.voice) else "cloned"

    @property
    def characters(self) -> int:
        return len(self.job.input)


@dataclass(frozen=True, slots=True)
class History:
    """A page of items, newest first."""

    history: Sequence[Item]
    has_more: bool

    @property
    def last_history_item_id(self) -> str | None:
        return self.history[-1].job.id if self.history else None


@extend_schema(operation_id="elevenlabsHistory", parameters=PAGED, responses=ElevenLabsHistory)
@api_view(["GET"])
@needs_scope(GET="speech")
def history(request: TokenRequest) -> Response:
    """The jobs that the token may see, newest first. Their ids are those of `/v1/jobs`."""
    size = whole_number(request.GET.get("page_size", str(USUAL)), most=MOST)
    if not size:
        message = _("“%(name)s” must be a whole number from 1 to %(max)s.")
        figures = {"name": "page_size", "max": MOST}
        raise Refused("invalid_value", message % figures, param="page_size")
    jobs = jobs_of(request).listed().order_by("-created_at", "-id")
    if voice := request.GET.get("voice_id"):
        jobs = jobs.filter(voice=voice)
    if after := request.GET.get("start_after_history_item_id"):
        last = jobs.filter(id=after).first()
        if last is None:
            message = _("There is no “%(id)s” to go on after.") % {"id": after[:60]}
            raise Refused("invalid_value", message, param="start_after_history_item_id")
        earlier = Q(created_at__lt=last.created_at)
        jobs = jobs.filter(earlier | Q(created_at=last.created_at, id__lt=last.id))
    one_more = list(jobs[: size + 1])
    return Response(ElevenLabsHistory(History(_items(one_more[:size]), len(one_more) > size)).data)


@extend_schema(
    operation_id="elevenlabsHistoryItem", methods=["GET"], responses=ElevenLabsHistoryItem
)
@extend_schema(
    operation_id="elevenlabsDeleteHistoryItem",
    methods=["DELETE"],
    responses={200: ElevenLabsDone},
)
@api_view(["GET", "DELETE"])
@needs_scope(GET="speech", DELETE="speech")
def history_item(request: TokenRequest, job_id: str) -> Response:
    """One job; DELETE stops it and deletes its audio."""
    job = job_of(request, job_id)
    if request.method == "DELETE":
        delete_job(tenant=request.tenant, job_id=job.id)
        return Response(ElevenLabsDone({}).data)
    return Response(ElevenLabsHistoryItem(_items([job])[0]).data)


@extend_schema(
    operation_id="elevenlabsHistoryAudio", responses={(200, "audio/*"): OpenApiTypes.BINARY}
)
@api_view(["GET"])
@needs_scope(GET="speech")
@counted_stream
def history_audio(request: TokenRequest, job_id: str) -> HttpResponseBase:
    """A job's audio as MP3."""
    return audio_of(request, job_of(request, job_id), chosen_format("mp3"))


def _items(jobs: Sequence[Job]) -> list[Item]:
    names = shown_names(job.voice for job in jobs)
    return [Item(job, names.get(job.voice, job.voice)) for job in jobs]
