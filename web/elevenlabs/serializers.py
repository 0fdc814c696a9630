from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from rest.answer_fields import Constant, TextOrNull, UnixTime
from rest.json_fields import Flag, Number, Text, Whole
from voices.services import MAX_NAME
from web.jobs.serializers import TextField
from web.voices.serializers import MAX_ID, RecordingField


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


class ElevenLabsLocator(serializers.Serializer[None]):
    pronunciation_dictionary_id = Text(max_length=100)
    version_id = Text(required=False, allow_null=True, max_length=100)


class ElevenLabsSpeech(serializers.Serializer[None]):
    text = TextField()
    model_id = Text(
        required=False, allow_null=True, help_text="Has no effect: the default engine speaks."
    )
    voice_settings = ElevenLabsSettings(required=False, allow_null=True)
    seed = Whole(required=False, allow_null=True, min_value=0, max_value=2**32 - 1)
    pronunciation_dictionary_locators = ElevenLabsLocator(
        many=True,
        required=False,
        allow_null=True,
        help_text="The dictionary `workspace`, in the version that is named, else the present one.",
    )


# Renders an Alignment.
class ElevenLabsAlignment(serializers.Serializer[Any]):
    characters = serializers.ListField(child=serializers.CharField(trim_whitespace=False))
    character_start_times_seconds = serializers.ListField(child=serializers.FloatField())
    character_end_times_seconds = serializers.ListField(child=serializers.FloatField())


# Renders a Piece; no text is normalised, so both alignments are one.
class ElevenLabsTimestamps(serializers.Serializer[Any]):
    audio_base64 = serializers.CharField(allow_blank=True)
    alignment = ElevenLabsAlignment(allow_null=True)
    normalized_alignment = ElevenLabsAlignment(source="alignment", allow_null=True)


# Renders a ListedVoice.
class ElevenLabsVoice(serializers.Serializer[Any]):
    voice_id = serializers.CharField()
    name = serializers.CharField()
    category = serializers.ChoiceField(["premade", "cloned"])
    labels = serializers.DictField(child=serializers.CharField())
    is_owner = serializers.BooleanField()
    created_at_unix = UnixTime(source="created_at", allow_null=True)


# Renders the settings that dialect.settings_of makes of a tone.
class ElevenLabsVoiceSettings(serializers.Serializer[Any]):
    stability = serializers.FloatField()
    style = serializers.FloatField()  # type: ignore[assignment]  # DRF takes fields out of the class
    speed = serializers.FloatField()
    similarity_boost = Constant(0.75)
    use_speaker_boost = Constant(False)


class ElevenLabsVoiceChange(serializers.Serializer[None]):
    name = serializers.CharField(max_length=MAX_NAME)
    files = serializers.ListField(
        child=RecordingField(allow_empty_file=True),
        required=False,
        help_text="Is refused: recordings are added at /v1/audio/voices/{id}/takes.",
    )


# Renders ListedVoices.
class ElevenLabsVoices(serializers.Serializer[Any]):
    voices = ElevenLabsVoice(many=True, source="*")


# Renders a VoicePage.
class ElevenLabsVoicePage(serializers.Serializer[Any]):
    voices = ElevenLabsVoice(many=True)
    has_more = serializers.BooleanField()
    total_count = serializers.IntegerField()
    next_page_token = serializers.CharField(allow_null=True)


class ElevenLabsNewVoice(serializers.Serializer[None]):
    name = serializers.CharField(max_length=MAX_NAME)
    files = serializers.ListField(child=RecordingField(allow_empty_file=True), min_length=1)
    consent = serializers.CharField(
        max_length=MAX_ID,
        required=False,
        help_text="The id of the speaker's consent; only a waiver of the operator makes up for it.",
    )


# Renders a Voice that is being made.
class ElevenLabsVoiceAdded(serializers.Serializer[Any]):
    voice_id = serializers.CharField(source="id")
    requires_verification = Constant(False)


class ElevenLabsLanguage(serializers.Serializer[Any]):
    language_id = serializers.CharField()
    name = serializers.CharField()


# Renders an OfferedModel.
class ElevenLabsModel(serializers.Serializer[Any]):
    model_id = serializers.CharField()
    name = serializers.CharField(source="model_id")
    can_be_finetuned = Constant(False)
    can_do_text_to_speech = Constant(True)
    can_do_voice_conversion = Constant(False)
    can_use_style = Constant(True)
    can_use_speaker_boost = Constant(False)
    serves_pro_voices = Constant(False)
    token_cost_factor = Constant(1)
    requires_alpha_access = Constant(False)
    max_characters_request_free_user = serializers.IntegerField(source="most_characters")
    max_characters_request_subscribed_user = serializers.IntegerField(source="most_characters")
    maximum_text_length_per_request = serializers.IntegerField(source="most_characters")
    languages = ElevenLabsLanguage(many=True)


class ElevenLabsOverage(serializers.Serializer[Any]):
    amount = Constant("0")
    currency = Constant("usd")


# Renders a Subscription.
class ElevenLabsSubscription(serializers.Serializer[Any]):
    tier = serializers.CharField()
    character_count = serializers.IntegerField()
    character_limit = serializers.IntegerField()
    audio_ms_used = serializers.IntegerField(source="used_ms")
    audio_ms_limit = serializers.IntegerField(source="limit_ms")
    max_credit_limit_extension = Constant(0)
    can_extend_character_limit = Constant(False)
    allowed_to_extend_character_limit = Constant(False)
    next_character_count_reset_unix = UnixTime(source="resets_at")
    voice_slots_used = serializers.IntegerField(source="voices")
    professional_voice_slots_used = Constant(0)
    professional_voice_slots_used_in_workspace = Constant(0)
    voice_limit = serializers.IntegerField()
    voice_add_edit_counter = Constant(0)
    professional_voice_limit = Constant(0)
    can_extend_voice_limit = Constant(False)
    can_use_instant_voice_cloning = serializers.BooleanField(source="may_add_voice")
    can_use_professional_voice_cloning = Constant(False)
    current_overage = ElevenLabsOverage(source="*")
    status = serializers.ChoiceField(["active", "free_disabled"])
    open_invoices = serializers.SerializerMethodField()
    has_open_invoices = Constant(False)

    @extend_schema_field({"type": "array", "items": {"type": "object"}, "maxItems": 0})
    def get_open_invoices(self, _subscription: Any) -> list[Any]:
        return []


# Renders a User.
class ElevenLabsUser(serializers.Serializer[Any]):
    user_id = serializers.CharField()
    workspace_id = serializers.CharField(source="tenant.id")
    first_name = serializers.CharField(allow_blank=True)
    subscription = ElevenLabsSubscription()
    is_new_user = Constant(False)
    can_use_delayed_payment_methods = Constant(False)
    is_onboarding_completed = Constant(True)
    is_onboarding_checklist_completed = Constant(True)
    created_at = UnixTime(source="tenant.created_at")
    seat_type = serializers.SerializerMethodField()

    @extend_schema_field({"type": "string", "enum": ["workspace_admin", "workspace_member"]})
    def get_seat_type(self, user: Any) -> str:
        return "workspace_admin" if user.is_admin else "workspace_member"


# Renders an Item.
class ElevenLabsHistoryItem(serializers.Serializer[Any]):
    history_item_id = serializers.CharField(source="job.id")
    request_id = TextOrNull(source="job.request_id")
    voice_id = serializers.CharField(source="job.voice")
    voice_name = serializers.CharField()
    voice_category = serializers.ChoiceField(["premade", "cloned"])
    model_id = serializers.CharField(source="job.engine")
    text = serializers.CharField(source="job.input")
    date_unix = UnixTime(source="job.created_at")
    character_count_change_from = Constant(0)
    character_count_change_to = serializers.IntegerField(source="characters")
    content_type = Constant("audio/mpeg")
    state = serializers.ChoiceField(["created", "processing", "deleted"])
    source = Constant("TTS")  # type: ignore[assignment]  # DRF takes fields out of the class


# Renders a History.
class ElevenLabsHistory(serializers.Serializer[Any]):
    history = ElevenLabsHistoryItem(many=True)
    last_history_item_id = serializers.CharField(allow_null=True)
    has_more = serializers.BooleanField()


# Renders the workspace's Dictionary.
class ElevenLabsDictionary(serializers.Serializer[Any]):
    id = Constant("workspace")
    latest_version_id = serializers.CharField(source="version")
    latest_version_rules_num = serializers.IntegerField(source="rules")
    name = serializers.CharField(source="tenant.name")
    permission_on_resource = Constant("editor")
    created_by = serializers.CharField(source="tenant.id")
    creation_time_unix = UnixTime(source="tenant.created_at")


# Renders Dictionaries.
class ElevenLabsDictionaries(serializers.Serializer[Any]):
    pronunciation_dictionaries = ElevenLabsDictionary(many=True, source="*")
    next_cursor = serializers.SerializerMethodField()
    has_more = Constant(False)

    @extend_schema_field({"type": "null"})
    def get_next_cursor(self, _dictionaries: Any) -> None:
        return None


class ElevenLabsDone(serializers.Serializer[Any]):
    status = Constant("ok")
