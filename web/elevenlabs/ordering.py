"""What a request in ElevenLabs' dialect has spoken, over HTTP and over a socket."""

from accounts.actor import actor_of
from accounts.request import TokenRequest
from synthesis.jobs.order import Order
from web.elevenlabs import dialect
from web.elevenlabs.dictionaries_api import version_of
from web.elevenlabs.serializers import ElevenLabsSpeech


def order_of(request: TokenRequest, voice: str) -> Order:
    """The order in the request's body, to be spoken by a voice of this stable name.

    Raises DRF's ValidationError, and Refused for settings that are out of range.
    """
    body = ElevenLabsSpeech(data=request.data)
    body.is_valid(raise_exception=True)
    data = body.validated_data
    return Order(
        text=data["text"],
        voice=voice,
        tone=dialect.tone_of(data.get("voice_settings") or {}),
        seed=data.get("seed"),
        dictionary_version=version_of(data.get("pronunciation_dictionary_locators") or []),
        interactive=True,
        created_by=actor_of(request).user,
        api_token=request.api_token.id,
    )
