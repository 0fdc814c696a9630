"""REST: `/v1/audio/speech` and `/v1/models`, in OpenAI's dialect."""

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from accounts.access import needs_scope
from accounts.actor import actor_of
from accounts.request import TokenRequest
from synthesis.jobs.instructed import instructed
from tenants.refusal import Refused, refused_fields
from web.audio.listener import listener_of
from web.audio.response import chosen_format, stream
from web.audio.speech_once import job_once
from web.audio.stream_caps import counted_stream
from web.elevenlabs.account_api import is_for_elevenlabs, models_of
from web.jobs.api.client_tokens import submit_for
from web.jobs.api.orders import FIELDS, order_of
from web.jobs.offered_models import MODEL_ALIASES, named_models
from web.jobs.serializers import AudioModelList, ModelAnswer, ModelList, SpeechRequest


@extend_schema(
    operation_id="createSpeech",
    request=SpeechRequest,
    responses={
        (200, "audio/*"): OpenApiTypes.BINARY,
        (200, "text/event-stream"): {
            "type": "object",
            "required": ["data"],
            "properties": {"data": {"type": "string", "description": "A JSON object."}},
        },
    },
)
@api_view(["POST"])
@needs_scope(POST="speech")
@counted_stream
def speech(request: TokenRequest) -> StreamingHttpResponse:
    """Speak a text; the audio comes while it is being made.

    If the client disconnects, the job stops and only the audio made so far is billed. With an
    `Idempotency-Key` the job goes on, and repeating the request gives the same audio.
    """
    body = SpeechRequest(data=request.data)
    body.is_valid(raise_exception=True)
    data = body.validated_data
    order = order_of(
        body,
        model=engine_of(data["model"]),
        interactive=True,
        created_by=actor_of(request).user,
        api_token=request.api_token.counted_as,
    )
    told = ""
    with refused_fields(**FIELDS, format="response_format"):
        audio_format = chosen_format(data["response_format"])
        if instructions := data.get("instructions"):
            order, followed = instructed(order, instructions)
            told = followed.told
        job, outcome = job_once(request, lambda: submit_for(request, order))
    response = stream(
        request.tenant,
        job,
        audio_format,
        as_events=data["stream_format"] == "sse",
        listener=None if outcome.keyed else listener_of(request),
    )
    if told:
        response["x-lectern-instructions"] = told
    return outcome.marked(response)


@extend_schema(operation_id="listModels", responses=ModelList)
@api_view(["GET"])
@needs_scope(GET="speech")
def models(request: TokenRequest) -> Response:
    """The engines that this installation speaks with, and OpenAI's names that stand for them.

    `own_voices` says what a model makes of a person's recording: the nearest voice that it can
    reach by mixing and bending its own (`likeness`), or a voice that it hears from them (`clone`).

    A client that sends its token as `xi-api-key`, as ElevenLabs' do, gets the list of engines in
    ElevenLabs' shape: an array of objects with `model_id`.
    """
    if is_for_elevenlabs(request):
        return Response(models_of(request.limits))
    return Response(ModelList(named_models()).data)


@extend_schema(operation_id="listAudioModels", responses=AudioModelList)
@api_view(["GET"])
@needs_scope(GET="speech")
def audio_models(request: TokenRequest) -> Response:
    """The same as `/v1/models`, where programs that know of speech alone look for it."""
    return Response(AudioModelList(named_models()).data)


@extend_schema(operation_id="retrieveModel", responses=ModelAnswer)
@api_view(["GET"])
@needs_scope(GET="speech")
def model(request: TokenRequest, model_id: str) -> Response:
    """One model."""
    named = next((each for each in named_models() if each.id == model_id), None)
    if named is None:
        raise _no_model(model_id)
    return Response(ModelAnswer(named).data)


def engine_of(model: str) -> str:
    """The engine that a model's name stands for; empty for the default engine."""
    return "" if model in MODEL_ALIASES else model


def _no_model(name: str) -> Refused:
    message = _("There is no model “%(name)s”; GET /v1/models lists them.") % {"name": name[:60]}
    return Refused("model_not_found", message, param="model", status=404)
