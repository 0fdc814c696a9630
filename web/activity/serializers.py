from typing import Any

from rest_framework import serializers

from activity.models import Entry
from activity.shape import as_json
from rest.answer_fields import Constant
from rest.listing import ListAnswer


class ActorAnswer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=["person", "token", "operator", "system"])
    id = serializers.CharField(allow_null=True)
    name = serializers.CharField(allow_null=True)


class TargetAnswer(serializers.Serializer[Any]):
    kind = serializers.CharField(allow_null=True)
    id = serializers.CharField(allow_null=True)
    name = serializers.CharField(allow_null=True)


# Its fields only describe what activity.shape writes.
class EntryAnswer(serializers.Serializer[Entry]):
    id = serializers.CharField()
    object = Constant("activity")
    created_at = serializers.IntegerField()
    action = serializers.CharField()
    actor = ActorAnswer()
    target = TargetAnswer()
    details = serializers.DictField()
    address = serializers.CharField(allow_null=True)
    user_agent = serializers.CharField(allow_null=True)

    def to_representation(self, entry: Entry) -> dict[str, Any]:
        return as_json(entry)


class EntryList(ListAnswer):
    data = EntryAnswer(many=True)  # type: ignore[assignment]  # as in ListAnswer
