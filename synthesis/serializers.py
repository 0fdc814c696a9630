from rest_framework import serializers

from synthesis.encode import FORMATS
from synthesis.models import Job


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


class TextField(serializers.CharField):
    """The text to speak. Its length is the plan's business, and so is white space alone."""

    def __init__(self, **kwargs):
        super().__init__(trim_whitespace=False, allow_blank=True, **kwargs)


class SpeechRequest(serializers.Serializer):
    model = serializers.CharField(max_length=100)
    input = TextField()
    voice = VoiceField()
    response_format = serializers.ChoiceField(list(FORMATS), default="mp3")
    speed = serializers.FloatField(default=1.0)
    stream_format = serializers.ChoiceField(["audio", "sse"], default="audio")


class JobRequest(serializers.Serializer):
    model = serializers.CharField(max_length=100, required=False)
    input = TextField()
    voice = VoiceField()
    speed = serializers.FloatField(default=1.0)


class Progress(serializers.Serializer):
    segments_total = serializers.IntegerField()
    segments_done = serializers.IntegerField()
    audio_ms = serializers.IntegerField()


class QueuePlace(serializers.Serializer):
    segments_ahead = serializers.IntegerField()
    expected_wait_seconds = serializers.IntegerField(allow_null=True)


class JobAnswer(serializers.Serializer):
    id = serializers.CharField()
    object = serializers.CharField()
    status = serializers.ChoiceField(Job.Status.values)
    reason = serializers.CharField(allow_null=True, help_text="Why it is paused: quota.")
    model = serializers.CharField()
    voice = serializers.CharField()
    input = serializers.CharField()
    speed = serializers.FloatField()
    progress = Progress()
    queue = QueuePlace(allow_null=True)
    error = serializers.DictField(allow_null=True)
    created_at = serializers.IntegerField()
    finished_at = serializers.IntegerField(allow_null=True)
