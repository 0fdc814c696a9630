"""Request and response bodies of jobs in REST; the docstrings are part of the reference."""

from collections.abc import Callable, Iterator
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from rest.answer_fields import Constant, Problem, TextOrNull, UnixTime
from rest.json_fields import Number, Text, Whole
from rest.listing import ListAnswer
from synthesis.encode import FORMATS
from synthesis.models import Job
from synthesis.monitoring.forecast import Wait
from synthesis.saying import SayAs
from synthesis.text.saying.say_as import DATE_FORMATS
from synthesis.text.saying.say_as import KINDS as SAY_AS_KINDS
from voices.tone.controls import CONTROLS
from web.jobs.offered_models import CLONE, LIKENESS, NamedModel
from web.jobs.presentation import PlacedSegment, SpokenWord, error_sentence


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
class VoiceField(serializers.Field[str, Any, str, Any]):
    """A voice's name or id, alone or as `{"id": …}`."""

    default_error_messages = {"invalid": "Give a voice's name or id."}

    def to_internal_value(self, data: Any) -> str:
        if isinstance(data, dict):
            data = data.get("id")
        if not isinstance(data, str) or not data.strip():
            self.fail("invalid")
        return data.strip()

    def to_representation(self, value: str) -> str:
        return value


@extend_schema_field({"type": "string", "minLength": 1})
class TextField(Text):
    """The text to speak. The plan limits its length; a text of white space alone is refused."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trim_whitespace=False, allow_blank=True, **kwargs)


def _control(name: str, field: Callable[..., Number | Whole] = Number) -> Number | Whole:
    control = CONTROLS[name]
    return field(
        required=False,
        allow_null=True,
        min_value=control.least,
        max_value=control.most,
        help_text=str(control.help),
    )


class ToneFields(serializers.Serializer[None]):
    """Settings of CONTROLS; those left out take the voice's or the workspace's defaults."""

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
        help_text="One of the voice's `emotions` (GET /v1/audio/voices); else the default.",
    )

    @property
    def mood(self) -> str:
        return self.validated_data.get("emotion") or ""

    @property
    def tone(self) -> dict[str, float | None]:
        return {name: self.validated_data.get(name) for name in CONTROLS}


class SayAsFields(serializers.Serializer[None]):
    """A place of the text, in code points, and what it is: `{"start", "end", "as", "format"}`."""

    start = Whole(min_value=0, help_text="Where the place begins in `input`, in code points.")
    end = Whole(min_value=1, help_text="Where it ends.")
    kind = serializers.ChoiceField(SAY_AS_KINDS, help_text="As SSML's `interpret-as`.")
    format = serializers.ChoiceField(
        ["", *DATE_FORMATS],
        default="",
        help_text="Of a date, the order of its figures; else the workspace's.",
    )

    def get_fields(self) -> dict[str, Any]:
        """The fields, with `kind` under the name "as", which Python keeps for itself."""
        return {"as" if name == "kind" else name: field for name, field in self._named()}

    def _named(self) -> Iterator[tuple[str, Any]]:
        for name, field in super().get_fields().items():
            if name == "kind":
                field.source = "kind"
            yield name, field


class TextRequest(ToneFields):
    """Fields of all that speaks a text or estimates it."""

    say_as = SayAsFields(
        many=True,
        required=False,
        help_text="How places of `input` are read that could be read in another way.",
    )

    @property
    def say_as_places(self) -> list[SayAs]:
        return [
            SayAs(each["start"], each["end"], each["kind"], each["format"])
            for each in self.validated_data.get("say_as") or ()
        ]


class SpeechRequest(TextRequest):
    model = Text(max_length=100, min_length=1)
    input = TextField()
    voice = VoiceField()
    instructions = Text(
        required=False,
        allow_null=True,
        allow_blank=True,
        max_length=4096,
        help_text="Words of pace, liveliness, loudness, pauses and mood, in English or Chinese, "
        "are followed where no other field says otherwise; the rest is ignored. The header "
        "`x-lectern-instructions` says what was done, and how many words were ignored.",
    )
    response_format = serializers.ChoiceField(list(FORMATS), default="mp3")
    stream_format = serializers.ChoiceField(["audio", "sse"], default="audio")


class JobRequest(TextRequest):
    webhook = Text(
        max_length=2000,
        default="",
        allow_blank=True,
        help_text="An https address that an event is sent to when the job ends, signed "
        "(Standard Webhooks).",
    )
    continuity = serializers.BooleanField(
        default=False,
        help_text="Each sentence is spoken as the continuation of those before it, with models "
        "that can (`glm_tts`). They are made one after the other, which takes longer.",
    )
    model = Text(max_length=100, default="", allow_blank=True)
    input = TextField()
    voice = VoiceField()


class Progress(serializers.Serializer[Job]):
    segments_total = serializers.IntegerField()
    segments_done = serializers.IntegerField()
    audio_ms = serializers.IntegerField()


# Renders a Wait.
class QueuePlace(serializers.Serializer[Wait]):
    segments_ahead = serializers.IntegerField()
    expected_wait_seconds = serializers.IntegerField(source="seconds", allow_null=True)


class SegmentRequest(serializers.Serializer[None]):
    input = TextField()


# Renders a SpokenWord.
class WordAnswer(serializers.Serializer[SpokenWord]):
    text = serializers.CharField()
    start_char = serializers.IntegerField(
        source="time.start_char", help_text="Where it begins in `input`, in code points."
    )
    end_char = serializers.IntegerField(source="time.end_char")
    start_ms = serializers.IntegerField(
        source="time.start_ms", help_text="When it begins to be heard in the segment's audio."
    )
    end_ms = serializers.IntegerField(source="time.end_ms")


# Renders a PlacedSegment.
class SegmentAnswer(serializers.Serializer[PlacedSegment]):
    object = Constant("job.segment")
    index = serializers.IntegerField(source="segment.index")
    input = serializers.CharField(source="segment.text")
    language = serializers.CharField(source="segment.language")
    status = serializers.SerializerMethodField()
    revision = serializers.IntegerField(source="segment.revision")
    estimate_ms = serializers.IntegerField(source="segment.estimate_ms")
    start_ms = serializers.IntegerField(allow_null=True)
    audio_ms = serializers.IntegerField(source="segment.audio_ms", allow_null=True)
    pause_ms = serializers.IntegerField(source="segment.pause_ms")
    word_timing = serializers.ChoiceField(
        ["aligned", "estimated"],
        allow_null=True,
        help_text="`aligned` by the model that spoke the words, or `estimated` from their lengths "
        "and the pauses between them. Null until the segment is made.",
    )
    words = WordAnswer(
        many=True,
        allow_null=True,
        help_text="The written words that are heard, in order: a Mandarin word of one or more "
        "characters, a number with its unit. Null until the segment is made.",
    )

    @extend_schema_field(serializers.ChoiceField(["open", "done"]))
    def get_status(self, placed: PlacedSegment) -> str:
        return "done" if placed.segment.is_done else "open"


# Renders `data`, PlacedSegments of a job, and `has_more`.
class SegmentList(serializers.Serializer[dict[str, Any]]):
    object = Constant("list")
    data = SegmentAnswer(many=True)  # type: ignore[assignment]  # DRF takes fields out of the class
    has_more = serializers.BooleanField()


# Renders a NamedModel, in the fields that OpenAI has for models and some of ours.
class ModelAnswer(serializers.Serializer[NamedModel]):
    id = serializers.CharField()
    object = Constant("model")
    created = Constant(0)
    owned_by = Constant("lectern")
    own_voices = serializers.ChoiceField(
        [LIKENESS, CLONE],
        help_text="What it makes of a person's recording: a voice that is like theirs, or a clone.",
    )
    languages = serializers.ListField(
        child=serializers.CharField(), help_text="Those that it speaks: zh, en."
    )
    credit = serializers.CharField(
        help_text="Whose model it is, where its licence asks to be named; else empty."
    )


# Renders NamedModels.
class ModelList(serializers.Serializer[list[NamedModel]]):
    object = Constant("list")
    data = ModelAnswer(many=True, source="*")  # type: ignore[assignment]  # DRF takes fields out of the class


# Renders NamedModels, as Open WebUI asks for them.
class AudioModelList(ModelList):
    models = ModelAnswer(many=True, source="*")


# Renders a Job; `wait` of the context (a Wait, or None) becomes its `queue`.
class JobAnswer(serializers.Serializer[Job]):
    id = serializers.CharField()
    object = Constant("job")
    status = serializers.ChoiceField(Job.Status.values)
    reason = serializers.SerializerMethodField(
        allow_null=True, help_text="Why it is paused: quota."
    )
    model = serializers.CharField(source="engine")
    voice = serializers.CharField()
    input = serializers.CharField()
    emotion = TextOrNull(source="mood")
    speed = serializers.FloatField()
    expressiveness = serializers.FloatField()
    gain_db = serializers.FloatField()
    sentence_pause_ms = serializers.IntegerField()
    paragraph_pause_ms = serializers.IntegerField()
    continuity = serializers.BooleanField()
    dictionary_version = serializers.IntegerField()
    progress = Progress(source="*")
    queue = serializers.SerializerMethodField()
    error = Problem(error_sentence, source="error_code")
    created_at = UnixTime()
    finished_at = UnixTime(allow_null=True)
    audio_expired_at = UnixTime(
        allow_null=True, help_text="When its audio was deleted for its age; the job stays."
    )

    def get_reason(self, job: Job) -> str | None:
        return "quota" if job.status == Job.Status.PAUSED else None

    @extend_schema_field(QueuePlace(allow_null=True))
    def get_queue(self, _job: Job) -> dict[str, Any] | None:
        wait = self.context.get("wait")
        return QueuePlace(wait).data if wait else None


class JobList(ListAnswer):
    data = JobAnswer(many=True)  # type: ignore[assignment]  # DRF takes fields out of the class
