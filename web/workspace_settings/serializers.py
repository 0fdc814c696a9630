from typing import Any

from django.conf import settings
from rest_framework import serializers

from rest.answer_fields import Constant, UnixTime
from rest.json_fields import Text
from tenants.models import Tenant
from tenants.profile import LONGEST_IDLE, LONGEST_NAME

LANGUAGES = ["", *dict(settings.LANGUAGES)]


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
    created_at = UnixTime()


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
