from typing import Any

from rest_framework import serializers

from rest.json_fields import Flag, Number, Text, Whole
from web.jobs.serializers import TextField


class ElevenLabsSettings(serializers.Serializer[None]):
    stability = Number(
        required=False, allow_null=True, min_value=0, max_value=1, help_text="Less is livelier."
    )
    style = Number(  # type: ignore[assignment]  # DRF takes fields out of the class
        required=False, allow_null=True, min_value=0, max_value=1, help_text="More is livelier."
    )
    speed = Number(required=False, allow_null=True)
    similarity_boost = Number(required=False, allow_null=True, help_text="Has no effect here.")
    use_speaker_boost = Flag(required=False, allow_null=True, help_text="Has no effect here.")


class ElevenLabsSpeech(serializers.Serializer[None]):
    text = TextField()
    model_id = Text(
        required=False, allow_null=True, help_text="Has no effect: the default engine speaks."
    )
    voice_settings = ElevenLabsSettings(required=False, allow_null=True)
    seed = Whole(required=False, allow_null=True, min_value=0, max_value=2**32 - 1)


# Renders an Alignment.
class ElevenLabsAlignment(serializers.Serializer[Any]):
    characters = serializers.ListField(child=serializers.CharField(trim_whitespace=False))
    character_start_times_seconds = serializers.ListField(child=serializers.FloatField())
    character_end_times_seconds = serializers.ListField(child=serializers.FloatField())


# Renders a SpeechWithTimestamps; no text is normalised, so both alignments are one.
class ElevenLabsTimestamps(serializers.Serializer[Any]):
    audio_base64 = serializers.CharField()
    alignment = ElevenLabsAlignment()
    normalized_alignment = ElevenLabsAlignment(source="alignment")


# Renders a ListedVoice.
class ElevenLabsVoice(serializers.Serializer[Any]):
    voice_id = serializers.CharField()
    name = serializers.CharField()
    category = serializers.ChoiceField(["premade", "cloned"])
    labels = serializers.DictField(child=serializers.CharField())


# Renders ListedVoices.
class ElevenLabsVoices(serializers.Serializer[Any]):
    voices = ElevenLabsVoice(many=True, source="*")
