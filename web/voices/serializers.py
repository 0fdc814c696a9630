"""Request and response bodies of voices in REST; the docstrings are part of the reference."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from rest.answer_fields import Constant, Problem, TextOrNull, UnixTime
from rest.json_fields import Text
from rest.listing import ListAnswer
from synthesis.aliases.choosing import Alias
from synthesis.aliases.names import NAMES
from voices.consent.passed import Kept
from voices.models import Consent, Mood, Take, Voice
from voices.services import MAX_NAME
from web.voices.presentation import Finding, Screening, UsableVoice, error_sentence, screening_of

MAX_ID = 40


@extend_schema_field(OpenApiTypes.BINARY)
class RecordingField(serializers.FileField):
    """A file of sound, as a part of a multipart body."""


class ConsentRequest(serializers.Serializer[None]):
    """Leave `recording` out to be issued a statement to read."""

    name = serializers.CharField(max_length=100)
    language = serializers.CharField(max_length=35)
    speaker_email = serializers.EmailField(
        max_length=254,
        required=False,
        help_text="Of the person whose voice it is, who is asked to confirm it. Left out with a "
        "personal token, it is the token's owner.",
    )
    recording = RecordingField(allow_empty_file=True, required=False)


class ConsentUpdate(serializers.Serializer[None]):
    name = serializers.CharField(max_length=100, required=False)
    release = serializers.CharField(
        max_length=64,
        required=False,
        help_text="The `digest` of the consent's `release`: with it the owner of a personal token, "
        "whose voice it is, confirms the consent and accepts the release.",
    )
    recording = RecordingField(allow_empty_file=True, required=False)


class VoiceRequest(serializers.Serializer[None]):
    name = serializers.CharField(max_length=MAX_NAME)
    audio_sample = RecordingField(allow_empty_file=True)
    consent = serializers.CharField(max_length=MAX_ID, required=False)
    ref_text = serializers.CharField(required=False, allow_blank=True, default="")
    mood = serializers.ChoiceField(Mood.values, default=Mood.NEUTRAL)


class VoiceUpdate(serializers.Serializer[None]):
    name = serializers.CharField(max_length=MAX_NAME)


class TakeRequest(serializers.Serializer[None]):
    audio_sample = RecordingField(allow_empty_file=True)
    consent = serializers.CharField(max_length=MAX_ID, required=False)
    ref_text = serializers.CharField(required=False, allow_blank=True, default="")
    mood = serializers.ChoiceField(Mood.values, default=Mood.NEUTRAL)


class TakeUpdate(serializers.Serializer[None]):
    transcript = serializers.CharField()


# Renders what a consent's record keeps of a check (voices.consent.passed.Kept).
class PassedCheck(serializers.Serializer[Kept]):
    of = serializers.CharField(help_text="The consent whose reading, or the take, that passed it.")
    check = serializers.CharField()
    version = serializers.CharField(
        help_text="Of the method, or the beginning of the sha256 of the file that it judges by."
    )
    figure = serializers.FloatField(allow_null=True, help_text="What was measured.")
    limit = serializers.FloatField(allow_null=True, help_text="What it is held to.")
    at = serializers.DateTimeField()


# Renders a consent that has a release.
class ReleaseAnswer(serializers.Serializer[Consent]):
    """What the speaker accepts in writing; before that nothing is made of the recording."""

    text = serializers.CharField(source="release")
    language = serializers.CharField(source="release_language")
    version = serializers.CharField(source="release_version")
    digest = serializers.CharField(source="release_digest", help_text="The sha256 of all of it.")
    accepted_at = UnixTime(source="release_accepted_at", allow_null=True)


# Renders a Consent: OpenAI's fields, then others.
class ConsentAnswer(serializers.Serializer[Consent]):
    id = serializers.CharField()
    object = Constant("audio.voice_consent")
    name = serializers.CharField()
    language = serializers.SerializerMethodField()
    created_at = UnixTime()
    status = serializers.ChoiceField(Consent.Status.values)
    person = serializers.CharField()
    organisation = serializers.CharField()
    statement = serializers.CharField()
    statement_version = serializers.CharField(source="version")
    words = serializers.SerializerMethodField()
    recorded_at = UnixTime(allow_null=True)
    heard = TextOrNull()
    error = Problem(error_sentence, source="reason")
    confirmation = serializers.ChoiceField(
        Consent.Confirmation.values,
        help_text="Whether the speaker has confirmed that it is their voice. A voice can be used "
        "where this is `own` or `given`, or empty in old records.",
    )
    confirmed_at = UnixTime(
        source="answered_at", allow_null=True, help_text="When the speaker answered."
    )
    speaker_email = TextOrNull()
    release = serializers.SerializerMethodField()
    checks = PassedCheck(
        many=True, help_text="What its reading, and the clips beside it, have passed."
    )
    revoked_at = UnixTime(allow_null=True)

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_words(self, consent: Consent) -> list[str]:
        return consent.words.split()

    @extend_schema_field(ReleaseAnswer(allow_null=True))
    def get_release(self, consent: Consent) -> dict[str, Any] | None:
        return ReleaseAnswer(consent).data if consent.release else None

    def get_language(self, consent: Consent) -> str:
        return consent.language_tag or consent.language


class ConsentList(ListAnswer):
    data = ConsentAnswer(many=True)  # type: ignore[assignment]  # DRF takes fields out of the class


# Renders a UsableVoice that holds a Voice.
class VoiceAnswer(serializers.Serializer[UsableVoice]):
    id = serializers.CharField()
    object = Constant("audio.voice")
    name = serializers.CharField(source="voice.name")
    kind = Constant("own")
    status = serializers.ChoiceField(Voice.Status.values, source="voice.status")
    emotions = serializers.ListField(child=serializers.CharField())
    progress = serializers.IntegerField(source="voice.progress")
    consent = serializers.CharField(source="voice.consent_id", allow_null=True)
    usable_by = serializers.ChoiceField(
        Voice.UsableBy.values,
        source="voice.usable_by",
        help_text="Who may use it, as the person whose voice it is decides.",
    )
    error = Problem(error_sentence, source="voice.error_code")
    created_at = UnixTime(source="voice.created_at")


# Renders a UsableVoice that holds a BaseVoice.
class BaseVoiceAnswer(serializers.Serializer[UsableVoice]):
    id = serializers.CharField()
    object = Constant("audio.voice")
    name = serializers.CharField(source="voice.name")
    kind = Constant("base")
    status = Constant(str(Voice.Status.READY))
    emotions = serializers.ListField(child=serializers.CharField())
    language = serializers.CharField(source="voice.language")
    gender = serializers.CharField(source="voice.gender")
    created_at = Constant(0)


# Renders a UsableVoice that holds an Alias.
class AliasAnswer(serializers.Serializer[UsableVoice]):
    id = serializers.CharField()
    object = Constant("audio.voice")
    name = serializers.CharField(source="voice.name")
    kind = Constant("alias")
    alias_of = serializers.CharField(
        source="voice.voice", help_text="The `id` of the voice that this name of OpenAI's means."
    )
    status = Constant(str(Voice.Status.READY))
    emotions = serializers.ListField(child=serializers.CharField())
    created_at = Constant(0)


@extend_schema_field(
    PolymorphicProxySerializer(
        component_name="ListedVoice",
        serializers={"own": VoiceAnswer, "base": BaseVoiceAnswer, "alias": AliasAnswer},
        resource_type_field_name="kind",
    )
)
class ListedVoice(serializers.Field[UsableVoice, Any, dict[str, Any], Any]):
    """Renders a UsableVoice of any kind."""

    def to_representation(self, usable: UsableVoice) -> dict[str, Any]:
        if isinstance(usable.voice, Voice):
            return VoiceAnswer(usable).data
        return (AliasAnswer if isinstance(usable.voice, Alias) else BaseVoiceAnswer)(usable).data


class VoiceList(ListAnswer):
    data = serializers.ListField(child=ListedVoice())
    voices = serializers.ListField(child=ListedVoice(), source="data")


# Renders a Finding; `spans` are from and to, in seconds.
class FindingAnswer(serializers.Serializer[Finding]):
    code = serializers.CharField()
    message = serializers.CharField(source="sentence")
    tip = serializers.CharField()
    spans = serializers.ListField(child=serializers.ListField(child=serializers.FloatField()))


# Renders a Screening.
class ScreeningAnswer(serializers.Serializer[Screening]):
    accepted = serializers.BooleanField(allow_null=True)
    reasons = FindingAnswer(many=True)
    warnings = FindingAnswer(many=True)
    measures = serializers.DictField()


# Renders a Take.
class TakeAnswer(serializers.Serializer[Take]):
    id = serializers.CharField()
    object = Constant("audio.voice_take")
    voice = serializers.CharField(source="voice_id")
    mood = serializers.ChoiceField(Mood.values)
    status = serializers.ChoiceField(Take.Status.values)
    step = serializers.ChoiceField(Take.Step.values)
    progress = serializers.IntegerField()
    error = Problem(error_sentence, source="error_code")
    language = TextOrNull()
    transcript = TextOrNull()
    transcript_source = TextOrNull()
    screening = serializers.SerializerMethodField()
    seconds = serializers.SerializerMethodField()
    original_kept = serializers.BooleanField(source="clip_kept")
    created_at = UnixTime()

    @extend_schema_field(ScreeningAnswer(allow_null=True))
    def get_screening(self, take: Take) -> dict[str, Any] | None:
        screening = screening_of(take)
        return ScreeningAnswer(screening).data if screening else None

    def get_seconds(self, take: Take) -> float:
        return round(take.seconds, 2)


class TakeList(ListAnswer):
    data = TakeAnswer(many=True)  # type: ignore[assignment]  # DRF takes fields out of the class


class AliasChoices(serializers.Serializer[None]):
    """The names to point elsewhere; those left out stay as they are."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """One for each of OpenAI's names."""
        return {
            name: Text(
                required=False,
                allow_null=True,
                max_length=60,
                help_text="A voice's name or id; null: the usual one.",
            )
            for name in NAMES
        }


# Renders an Alias.
class PointedName(serializers.Serializer[Alias]):
    name = serializers.ChoiceField(NAMES)
    alias_of = serializers.CharField(
        source="voice", help_text="A base voice's name, or the id of one of the workspace's."
    )
    chosen = serializers.BooleanField(
        source="is_chosen", help_text="False where it is what the name usually stands for."
    )


# Renders Aliases.
class AliasesAnswer(serializers.Serializer[list[Alias]]):
    object = Constant("audio.voice_aliases")
    data = PointedName(many=True, source="*")  # type: ignore[assignment]  # DRF takes fields out of the class
