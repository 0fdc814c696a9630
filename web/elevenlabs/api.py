"""REST: speech in the dialect of ElevenLabs' API, for programs written for it."""

from dataclasses import dataclass

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from accounts.access import needs_scope
from accounts.actor import actor_of
from accounts.request import TokenRequest
from idempotency.once import Once
from synthesis import storage
from synthesis.aigc.producer import HEADER, producer
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit
from synthesis.models import Job
from synthesis.voice_choice import choose, engine_spec
from tenants.refusal import refused_fields
from voices import base_voices
from voices.access import usable_by
from voices.models import Voice
from web.audio.listener import listener_of
from web.audio.response import allowed_rate, encoded_audio, stream
from web.audio.speech_once import job_once
from web.audio.stream_caps import counted_stream
from web.elevenlabs import dialect
from web.elevenlabs.serializers import ElevenLabsSpeech, ElevenLabsTimestamps, ElevenLabsVoices

OUTPUT_FORMAT = OpenApiParameter(
    "output_format",
    str,
    default=dialect.DEFAULT_FORMAT,
    enum=list(dialect.OUTPUT_FORMATS),
)
AUDIO = {(200, "audio/*"): OpenApiTypes.BINARY}


@dataclass(frozen=True, slots=True)
class ListedVoice:
    """A voice in the list; `category` is cloned (the workspace's own) or premade."""

    voice_id: str
    name: str
    category: str
    labels: dict[str, str]


@extend_schema(
    operation_id="elevenlabsSpeech",
    request=ElevenLabsSpeech,
    responses=AUDIO,
    parameters=[OUTPUT_FORMAT],
)
@api_view(["POST"])
@needs_scope(POST="speech")
@counted_stream
def speech(request: TokenRequest, voice: str) -> StreamingHttpResponse:
    """Speak a text with the default engine.

    `model_id`, and fields that Lectern has no counterpart of, have no effect.
    """
    return _spoken(request, voice)


@extend_schema(
    operation_id="elevenlabsStream",
    request=ElevenLabsSpeech,
    responses=AUDIO,
    parameters=[OUTPUT_FORMAT],
)
@api_view(["POST"])
@needs_scope(POST="speech")
@counted_stream
def speech_stream(request: TokenRequest, voice: str) -> StreamingHttpResponse:
    """Speak a text; the audio is sent while it is being made."""
    return _spoken(request, voice)


@extend_schema(
    operation_id="elevenlabsSpeechWithTimestamps",
    request=ElevenLabsSpeech,
    responses=ElevenLabsTimestamps,
    parameters=[OUTPUT_FORMAT],
)
@api_view(["POST"])
@needs_scope(POST="speech")
@counted_stream
def speech_with_timestamps(request: TokenRequest, voice: str) -> StreamingHttpResponse:
    """Speak a text, with the times of its characters: exact where a sentence begins and ends."""
    output, job, outcome = _submit(request, voice)
    audio = storage.job_audio(request.tenant, job)
    body = encoded_audio(
        request.tenant,
        job,
        output.audio_format,
        out_rate=output.rate,
        listener=None if outcome.keyed else listener_of(request),
    )
    texts = dialect.texts_of(list(job.segments.all()))
    response = StreamingHttpResponse(dialect.with_alignment(body, audio, texts))
    response["Content-Type"] = "application/json"
    response[HEADER] = producer().label(job.id)
    return outcome.marked(response)


@extend_schema(operation_id="elevenlabsVoices", responses=ElevenLabsVoices)
@api_view(["GET"])
@needs_scope(GET="voices:read")
def voices(request: TokenRequest) -> Response:
    """The workspace's voices that are ready, and the base voices."""
    own = [
        ListedVoice(voice.id, voice.name, "cloned", {})
        for voice in usable_by(actor_of(request).user_id).filter(status=Voice.Status.READY)
    ]
    base = [
        ListedVoice(
            voice.name,
            base_voices.shown(voice).person,
            "premade",
            {"language": voice.language, "gender": voice.gender},
        )
        for voice in engine_spec().base_voices
    ]
    return Response(ElevenLabsVoices(own + base).data)


def _spoken(request: TokenRequest, voice: str) -> StreamingHttpResponse:
    output, job, outcome = _submit(request, voice)
    response = stream(
        request.tenant,
        job,
        output.audio_format,
        out_rate=output.rate,
        listener=None if outcome.keyed else listener_of(request),
    )
    return outcome.marked(response)


def _submit(request: TokenRequest, voice: str) -> tuple[dialect.Output, Job, Once]:
    with refused_fields(**dialect.FIELDS):
        voice = choose(voice)
        output = dialect.output(request.GET.get("output_format", dialect.DEFAULT_FORMAT))
        rate = allowed_rate(output.audio_format, output.rate, request.limits)
        body = ElevenLabsSpeech(data=request.data)
        body.is_valid(raise_exception=True)
        data = body.validated_data
        order = Order(
            text=data["text"],
            voice=voice,
            tone=dialect.tone_of(data.get("voice_settings") or {}),
            seed=data.get("seed"),
            interactive=True,
            created_by=actor_of(request).user,
            api_token=request.api_token.id,
        )
        job, outcome = job_once(request, lambda: submit(tenant=request.tenant, order=order))
    return dialect.Output(output.audio_format, rate), job, outcome
