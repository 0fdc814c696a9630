from dataclasses import asdict
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from rest.answer_fields import Constant, UnixTime
from rest.json_fields import Text
from synthesis import line_checks, reading_style
from synthesis.text.style import BLANKS, DATE_ORDERS, EMOJI
from tenants.limits import limits_of
from tenants.models import Tenant
from tenants.profile import LONGEST_IDLE, LONGEST_NAME

_USUAL = "Null: as is usual where the workspace's time zone is."
LANGUAGES = ["", *dict(settings.LANGUAGES)]


class ReadingAnswer(serializers.Serializer[Any]):
    date_order = serializers.ChoiceField(
        DATE_ORDERS, help_text="Which figure of 03/04/2026 is the month."
    )
    english_and = serializers.BooleanField(help_text="“one hundred and five”, with “and”.")
    emoji = serializers.ChoiceField(EMOJI)
    blanks = serializers.ChoiceField(BLANKS, help_text="What becomes of ____ in a text.")
    old_verse = serializers.BooleanField(help_text="Classical Chinese poems as they rhymed.")


class ReadingUpdate(serializers.Serializer[Any]):
    date_order = serializers.ChoiceField(
        DATE_ORDERS, required=False, allow_null=True, help_text=_USUAL
    )
    english_and = serializers.BooleanField(required=False, allow_null=True, help_text=_USUAL)
    emoji = serializers.ChoiceField(EMOJI, required=False)
    blanks = serializers.ChoiceField(BLANKS, required=False)
    old_verse = serializers.BooleanField(required=False)


class WorkspaceAnswer(serializers.Serializer[Tenant]):
    id = serializers.CharField()
    object = Constant("workspace")
    name = serializers.CharField()
    slug = serializers.CharField(help_text="The part of its pages' addresses after `/w/`.")
    time_zone = serializers.CharField(help_text="In which the day of the quota begins.")
    language = serializers.ChoiceField(
        LANGUAGES,
        help_text="Of mails to people who have not chosen one; empty: all languages.",
    )
    idle_minutes = serializers.IntegerField(
        help_text="Members who were away from its pages for longer prove again who they are; 0: it"
        " has no limit of its own.",
    )
    reading = serializers.SerializerMethodField(
        help_text="How what can be read in more than one way is read, in texts from now on."
    )
    check_lines = serializers.SerializerMethodField(
        help_text="Finished lines of models that may skip words are heard by a recogniser, and made"
        " again where words are missing; where the plan includes it."
    )
    created_at = UnixTime()

    def get_check_lines(self, tenant: Tenant) -> bool:
        """What holds now."""
        return line_checks.are_on(limits_of(tenant))

    @extend_schema_field(ReadingAnswer)
    def get_reading(self, tenant: Tenant) -> dict[str, str | bool]:
        """What holds now, chosen or usual."""
        return asdict(reading_style.style_of(tenant))


class WorkspaceUpdate(serializers.Serializer[Any]):
    name = Text(required=False, max_length=LONGEST_NAME)
    slug = Text(
        required=False,
        max_length=40,
        help_text="The former one leads members on for 90 days, and no other workspace gets it.",
    )
    time_zone = Text(required=False, max_length=64, help_text="Once in 7 days.")
    language = serializers.ChoiceField(LANGUAGES, required=False)
    idle_minutes = serializers.IntegerField(
        required=False, min_value=0, max_value=LONGEST_IDLE, help_text="0, or 15 to 10080."
    )
    check_lines = serializers.BooleanField(
        required=False, help_text="True only where the plan includes it."
    )
    reading = ReadingUpdate(required=False, help_text="What is not named stays as it is.")
