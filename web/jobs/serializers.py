from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from rest.json_fields import Flag, Number, Text, Whole
from synthesis.encode import FORMATS
from synthesis.models import Job
from voices.tone.controls import CONTROLS


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "minLength": 1},
            {
                "type": "object",
                "required": ["id"],
                "properties": {"id": {"type": "string", "minLength": 1}},
            },
        ]
    }
)
class VoiceField(serializers.Field):
    """A voice's name or id, alone or as `{"id": …}`."""

    default_error_messages = {"invalid": "Give a voice's name or id."}

    def to_internal_value(self, data):
        if isinstance(data, dict):
            data = data.get("id")
        if not isinstance(data, str) or not data.strip():
            self.fail("invalid")
        return data.strip()

    def to_representation(self, value):
        return value


@extend_schema_field({"type": "string", "minLength": 1})
class TextField(Text):
    """The text to speak. Its length is the plan's business, and so is white space alone."""

    def __init__(self, **kwargs):
        super().__init__(trim_whitespace=False, allow_blank=True, **kwargs)


def _control(name: str, field: type[serializers.Field] = Number) -> serializers.Field:
    control = CONTROLS[name]
    return field(
        required=False,
        allow_null=True,
        min_value=control.least,
        max_value=control.most,
        help_text=str(control.help),
    )


class ToneFields(serializers.Serializer):
    """What may be asked for of CONTROLS; what is left out is as the workspace has it."""

    speed = _control("speed")
    expressiveness = _control("expressiveness")
    gain_db = _control("gain_db")
    sentence_pause_ms = _control("sentence_pause_ms", Whole)
    paragraph_pause_ms = _control("paragraph_pause_ms", Whole)

    emotion = Text(
        required=False,
        allow_null=True,
        allow_blank=True,
        max_length=20,
        help_text="One of the voice's `emotions` (GET /v1/audio/voices); else as the voice is set.",
    )

    @property
    def mood(self) -> str:
        return self.validated_data.get("emotion") or ""

    @property
    def tone(self) -> dict[str, float | None]:
        return {name: self.validated_data.get(name) for name in CONTROLS}


class SpeechRequest(ToneFields):
    model = Text(max_length=100, min_length=1)
    input = TextField()
    voice = VoiceField()
    instructions = serializers.JSONField(
        required=False,
        allow_null=True,
        help_text="Has no effect: no engine here follows instructions.",
    )
    response_format = serializers.ChoiceField(list(FORMATS), default="mp3")
    stream_format = serializers.ChoiceField(["audio", "sse"], default="audio")


class JobRequest(ToneFields):
    webhook = Text(
        max_length=2000,
        default="",
        allow_blank=True,
        help_text="An https address that is told when the job ends, signed (Standard Webhooks).",
    )
    model = Text(max_length=100, default="", allow_blank=True)
    input = TextField()
    voice = VoiceField()


class ElevenLabsSettings(serializers.Serializer):
    stability = Number(
        required=False, allow_null=True, min_value=0, max_value=1, help_text="Less is livelier."
    )
    style = Number(
        required=False, allow_null=True, min_value=0, max_value=1, help_text="More is livelier."
    )
    speed = Number(required=False, allow_null=True)
    similarity_boost = Number(required=False, allow_null=True, help_text="Has no effect here.")
    use_speaker_boost = Flag(required=False, allow_null=True, help_text="Has no effect here.")


class ElevenLabsSpeech(serializers.Serializer):
    text = TextField()
    model_id = Text(
        required=False, allow_null=True, help_text="Has no effect: there is one engine."
    )
    voice_settings = ElevenLabsSettings(required=False, allow_null=True)
    seed = Whole(required=False, allow_null=True, min_value=0, max_value=2**32 - 1)


class ElevenLabsAlignment(serializers.Serializer):
    characters = serializers.ListField(child=serializers.CharField(trim_whitespace=False))
    character_start_times_seconds = serializers.ListField(child=serializers.FloatField())
    character_end_times_seconds = serializers.ListField(child=serializers.FloatField())


class ElevenLabsTimestamps(serializers.Serializer):
    audio_base64 = serializers.CharField()
    alignment = ElevenLabsAlignment()
    normalized_alignment = ElevenLabsAlignment()


class ElevenLabsVoice(serializers.Serializer):
    voice_id = serializers.CharField()
    name = serializers.CharField()
    category = serializers.ChoiceField(["premade", "cloned"])
    labels = serializers.DictField(child=serializers.CharField())


class ElevenLabsVoices(serializers.Serializer):
    voices = ElevenLabsVoice(many=True)


class EstimateRequest(ToneFields):
    input = TextField()
    voice = VoiceField()


class QuotaLeft(serializers.Serializer):
    limit_ms = serializers.IntegerField()
    left_ms = serializers.IntegerField()


class PriceAnswer(serializers.Serializer):
    amount = serializers.IntegerField()
    currency = serializers.CharField()


class EstimateAnswer(serializers.Serializer):
    object = serializers.CharField()
    characters = serializers.IntegerField()
    segments = serializers.IntegerField()
    audio_ms = serializers.IntegerField()
    quota = QuotaLeft()
    price = PriceAnswer()
    fits = serializers.BooleanField()


class Progress(serializers.Serializer):
    segments_total = serializers.IntegerField()
    segments_done = serializers.IntegerField()
    audio_ms = serializers.IntegerField()


class QueuePlace(serializers.Serializer):
    segments_ahead = serializers.IntegerField()
    expected_wait_seconds = serializers.IntegerField(allow_null=True)


class SegmentRequest(serializers.Serializer):
    input = TextField()


class SegmentAnswer(serializers.Serializer):
    object = serializers.CharField()
    index = serializers.IntegerField()
    input = serializers.CharField()
    language = serializers.CharField()
    status = serializers.ChoiceField(["open", "done"])
    revision = serializers.IntegerField()
    estimate_ms = serializers.IntegerField()
    start_ms = serializers.IntegerField(allow_null=True)
    audio_ms = serializers.IntegerField(allow_null=True)
    pause_ms = serializers.IntegerField()


class SegmentList(serializers.Serializer):
    object = serializers.CharField()
    data = SegmentAnswer(many=True)


class ModelAnswer(serializers.Serializer):
    id = serializers.CharField()
    object = serializers.CharField()
    created = serializers.IntegerField()
    owned_by = serializers.CharField()


class ModelList(serializers.Serializer):
    object = serializers.CharField()
    data = ModelAnswer(many=True)


class JobAnswer(serializers.Serializer):
    id = serializers.CharField()
    object = serializers.CharField()
    status = serializers.ChoiceField(Job.Status.values)
    reason = serializers.CharField(allow_null=True, help_text="Why it is paused: quota.")
    model = serializers.CharField()
    voice = serializers.CharField()
    input = serializers.CharField()
    emotion = serializers.CharField(allow_null=True)
    speed = serializers.FloatField()
    expressiveness = serializers.FloatField()
    gain_db = serializers.FloatField()
    sentence_pause_ms = serializers.IntegerField()
    paragraph_pause_ms = serializers.IntegerField()
    dictionary_version = serializers.IntegerField()
    progress = Progress()
    queue = QueuePlace(allow_null=True)
    error = serializers.DictField(allow_null=True)
    created_at = serializers.IntegerField()
    finished_at = serializers.IntegerField(allow_null=True)
