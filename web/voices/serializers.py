from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from voices.models import Consent, Mood, Take, Voice
from voices.services import MAX_NAME

MAX_ID = 40


@extend_schema_field(OpenApiTypes.BINARY)
class RecordingField(serializers.FileField):
    """A file of sound, as a part of a multipart body."""


class ConsentRequest(serializers.Serializer):
    """`recording` is left out to ask for a statement to read."""

    name = serializers.CharField(max_length=100)
    language = serializers.CharField(max_length=35)
    recording = RecordingField(allow_empty_file=True, required=False)


class ConsentUpdate(serializers.Serializer):
    name = serializers.CharField(max_length=100, required=False)
    recording = RecordingField(allow_empty_file=True, required=False)


class VoiceRequest(serializers.Serializer):
    name = serializers.CharField(max_length=MAX_NAME)
    audio_sample = RecordingField(allow_empty_file=True)
    consent = serializers.CharField(max_length=MAX_ID, required=False)
    ref_text = serializers.CharField(required=False, allow_blank=True, default="")
    mood = serializers.ChoiceField(Mood.values, default=Mood.NEUTRAL)


class VoiceUpdate(serializers.Serializer):
    name = serializers.CharField(max_length=MAX_NAME)


class TakeRequest(serializers.Serializer):
    audio_sample = RecordingField(allow_empty_file=True)
    consent = serializers.CharField(max_length=MAX_ID, required=False)
    ref_text = serializers.CharField(required=False, allow_blank=True, default="")
    mood = serializers.ChoiceField(Mood.values, default=Mood.NEUTRAL)


class TakeUpdate(serializers.Serializer):
    transcript = serializers.CharField()


class Problem(serializers.Serializer):
    code = serializers.CharField()
    message = serializers.CharField()


class ConsentAnswer(serializers.Serializer):
    id = serializers.CharField()
    object = serializers.CharField()
    name = serializers.CharField()
    language = serializers.CharField()
    created_at = serializers.IntegerField()
    status = serializers.ChoiceField(Consent.Status.values)
    person = serializers.CharField()
    organisation = serializers.CharField()
    statement = serializers.CharField()
    statement_version = serializers.CharField()
    recorded_at = serializers.IntegerField(allow_null=True)
    heard = serializers.CharField(allow_null=True)
    error = Problem(allow_null=True)
    revoked_at = serializers.IntegerField(allow_null=True)


class VoiceAnswer(serializers.Serializer):
    id = serializers.CharField()
    object = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(["own", "base"])
    status = serializers.ChoiceField(Voice.Status.values)
    emotions = serializers.ListField(child=serializers.CharField())
    language = serializers.CharField(required=False)
    gender = serializers.CharField(required=False)
    progress = serializers.IntegerField(required=False)
    consent = serializers.CharField(allow_null=True, required=False)
    error = Problem(allow_null=True, required=False)
    created_at = serializers.IntegerField(required=False)


class TakeAnswer(serializers.Serializer):
    id = serializers.CharField()
    object = serializers.CharField()
    voice = serializers.CharField()
    mood = serializers.ChoiceField(Mood.values)
    status = serializers.ChoiceField(Take.Status.values)
    step = serializers.ChoiceField(Take.Step.values)
    progress = serializers.IntegerField()
    error = Problem(allow_null=True)
    language = serializers.CharField(allow_null=True)
    transcript = serializers.CharField(allow_null=True)
    transcript_source = serializers.CharField(allow_null=True)
    screening = serializers.DictField(allow_null=True)
    seconds = serializers.FloatField()
    original_kept = serializers.BooleanField()
    created_at = serializers.IntegerField()
