"""Request and response bodies of share links in REST; the docstrings are part of the reference."""

from typing import Any

from rest_framework import serializers

from lessons.links.services import DEFAULT_DAYS, LONGEST_PASSWORD, MOST_DAYS, SHORTEST_PASSWORD
from rest.answer_fields import Constant
from rest.json_fields import Text, Whole


class ShareRequest(serializers.Serializer[Any]):
    days = Whole(
        required=False,
        default=DEFAULT_DAYS,
        min_value=1,
        max_value=MOST_DAYS,
        help_text="How long it works.",
    )
    password = Text(
        required=False,
        min_length=SHORTEST_PASSWORD,
        max_length=LONGEST_PASSWORD,
        help_text="Asked of everybody who opens it.",
    )


class ShareAnswer(serializers.Serializer[Any]):
    """A link at which anybody may listen to a lesson."""

    id = serializers.CharField()
    object = Constant("lesson.share")
    url = serializers.CharField(help_text="The page, for all who know its address.")
    embed_url = serializers.CharField(help_text="The same for a frame of another page.")
    has_password = serializers.BooleanField()
    plays = serializers.IntegerField(help_text="Visits in which something was played.")
    expired = serializers.BooleanField()
    created_at = serializers.IntegerField()
    expires_at = serializers.IntegerField()


class ShareList(serializers.Serializer[Any]):
    object = Constant("list")
    data = ShareAnswer(many=True)  # type: ignore[assignment]  # DRF takes fields out of the class
