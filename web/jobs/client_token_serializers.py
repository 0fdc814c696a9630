"""Request and response bodies of client tokens in REST; docstrings are part of the reference."""

from rest_framework import serializers

from accounts.models import ApiToken
from accounts.web_pages import client_tokens
from rest.answer_fields import Constant, UnixTime
from rest.json_fields import Text, Whole
from web.jobs.serializers import VoiceField


class ClientTokenRequest(serializers.Serializer[None]):
    origin = Text(
        max_length=200, help_text="Of the page that gets it, such as `https://example.org`."
    )
    voice = VoiceField()
    expires_in = Whole(
        default=300,
        min_value=client_tokens.LEAST_SECONDS,
        max_value=client_tokens.MOST_SECONDS,
        help_text="How long it may be used, in seconds.",
    )
    audio_seconds = Whole(
        default=60,
        min_value=1,
        max_value=client_tokens.MOST_AUDIO_SECONDS,
        help_text="How much it may have spoken, as it is estimated before it is made.",
    )


# Renders an ApiToken; `token` of the context is its text.
class ClientTokenAnswer(serializers.Serializer[ApiToken]):
    id = serializers.CharField()
    object = Constant("client_token")
    token = serializers.SerializerMethodField(help_text="Shown this once.")
    origin = serializers.SerializerMethodField()
    voice = serializers.CharField()
    audio_seconds = serializers.SerializerMethodField()
    expires_at = UnixTime()

    def get_origin(self, record: ApiToken) -> str:
        return (record.allowed_origins or [""])[0]

    def get_token(self, _record: ApiToken) -> str:
        return self.context["token"]

    def get_audio_seconds(self, record: ApiToken) -> int:
        return (record.max_audio_ms or 0) // 1000
