"""REST: how a voice speaks unless a request says otherwise, as ElevenLabs' voice settings."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from accounts.access import needs_scope
from accounts.actor import actor_of
from accounts.request import TokenRequest
from tenants.refusal import refused_fields
from voices.tone import services
from web.elevenlabs import dialect
from web.elevenlabs.serializers import (
    ElevenLabsDone,
    ElevenLabsSettings,
    ElevenLabsVoiceSettings,
)
from web.elevenlabs.voices_api import listed_voice


@extend_schema(operation_id="elevenlabsDefaultSettings", responses=ElevenLabsVoiceSettings)
@api_view(["GET"])
@needs_scope(GET="voices:read")
def default_settings(request: TokenRequest) -> Response:
    """How the workspace speaks with a voice that has no settings of its own."""
    return Response(_settings_of(services.WORKSPACE))


@extend_schema(operation_id="elevenlabsVoiceSettings", responses=ElevenLabsVoiceSettings)
@api_view(["GET"])
@needs_scope(GET="voices:read")
def voice_settings(request: TokenRequest, voice_id: str) -> Response:
    """How a voice speaks: its tone, with expressiveness as `stability`."""
    return Response(_settings_of(listed_voice(request, voice_id).voice_id))


@extend_schema(
    operation_id="elevenlabsEditVoiceSettings",
    request=ElevenLabsSettings,
    responses=ElevenLabsDone,
)
@api_view(["POST"])
@needs_scope(POST="admin")
def edit_voice_settings(request: TokenRequest, voice_id: str) -> Response:
    """Change how a voice speaks for everybody in the workspace.

    What is left out or null is as it was, and so are loudness, pauses and mood, which ElevenLabs'
    settings don't have.
    """
    voice = listed_voice(request, voice_id).voice_id
    body = ElevenLabsSettings(data=request.data)
    body.is_valid(raise_exception=True)
    asked = dialect.tone_of(body.validated_data)
    with refused_fields(**dialect.FIELDS):
        services.change_controls(
            voice=voice,
            values={name: value for name, value in asked.items() if value is not None},
            by=actor_of(request),
        )
    return Response(ElevenLabsDone({}).data)


def _settings_of(voice: str) -> dict[str, object]:
    tone = services.tone_for(voice=voice, asked={})
    return dict(ElevenLabsVoiceSettings(dialect.settings_of(tone)).data)
