"""REST: speech in the dialect of ElevenLabs' API, for programs written for it."""

from collections.abc import AsyncIterator, Callable

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view

from accounts.access import needs_scope
from accounts.request import TokenRequest
from idempotency.once import Once
from synthesis import storage
from synthesis.aigc.producer import HEADER, producer
from synthesis.jobs.submit import submit
from synthesis.models import Job
from synthesis.voice_choice import choose
from tenants.refusal import refused_fields
from web.audio.listener import Listener, listener_of
from web.audio.response import allowed_rate, cancelling, encoder_of, stream
from web.audio.speech_once import job_once
from web.audio.stream_caps import counted_stream
from web.elevenlabs import dialect
from web.elevenlabs.ordering import order_of
from web.elevenlabs.serializers import ElevenLabsSpeech, ElevenLabsTimestamps
from web.elevenlabs.timed_audio import Piece, as_lines, as_whole, timed_pieces

OUTPUT_FORMAT = OpenApiParameter(
    "output_format",
    str,
    default=dialect.DEFAULT_FORMAT,
    enum=list(dialect.OUTPUT_FORMATS),
)
AUDIO = {(200, "audio/*"): OpenApiTypes.BINARY}
Written = Callable[[AsyncIterator[Piece], Listener | None], AsyncIterator[bytes]]


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
    return _timed(request, voice, as_whole, "application/json")


@extend_schema(
    operation_id="elevenlabsStreamWithTimestamps",
    request=ElevenLabsSpeech,
    responses={(200, "application/x-ndjson"): ElevenLabsTimestamps},
    parameters=[OUTPUT_FORMAT],
)
@api_view(["POST"])
@needs_scope(POST="speech")
@counted_stream
def stream_with_timestamps(request: TokenRequest, voice: str) -> StreamingHttpResponse:
    """Speak a text, as lines of JSON while it is made.

    Audio comes at once, with null in place of the times; the times of a sentence follow when all of
    it is there.
    """
    return _timed(request, voice, as_lines, "application/x-ndjson")


def _timed(
    request: TokenRequest, voice: str, written: Written, content_type: str
) -> StreamingHttpResponse:
    output, job, outcome = _submit(request, voice)
    listener = None if outcome.keyed else listener_of(request)
    pieces = timed_pieces(
        storage.job_audio(request.tenant, job),
        encoder_of(job, output.audio_format, output.rate),
        dialect.texts_of(list(job.segments.all())),
    )
    if listener:
        listener.when_gone(cancelling(request.tenant, job))
    response = StreamingHttpResponse(written(pieces, listener), content_type=content_type)
    response["Cache-Control"] = "private, no-store"
    response["X-Accel-Buffering"] = "no"
    response["x-lectern-job"] = job.id
    response[HEADER] = producer().label(job.id)
    return outcome.marked(response)


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
        order = order_of(request, voice)
        job, outcome = job_once(request, lambda: submit(tenant=request.tenant, order=order))
    return dialect.Output(output.audio_format, rate), job, outcome
