from typing import Any

from django.conf import settings
from rest_framework import serializers

from rest.answer_fields import Constant, Problem, UnixTime
from rest.listing import ListAnswer
from workspace_exports.models import WorkspaceExport
from workspace_exports.queue import REASONS

STATES = [state for state in WorkspaceExport.State.values if state != "cancelled"]


class ExportProgress(serializers.Serializer[WorkspaceExport]):
    done = serializers.IntegerField(help_text="Of `total` lessons and jobs.")
    total = serializers.IntegerField(help_text="0 while it is not known.")


class ExportAnswer(serializers.Serializer[WorkspaceExport]):
    id = serializers.CharField()
    object = Constant("workspace.export")
    status = serializers.ChoiceField(STATES, source="state")
    language = serializers.ChoiceField(list(dict(settings.LANGUAGES)))
    progress = ExportProgress(source="*")
    bytes = serializers.IntegerField(source="size", help_text="So far; once `ready`, of the file.")
    error = Problem(
        lambda code: str(REASONS[code]),
        source="reason",
        help_text="Why it failed; while `waiting`, why the last try did.",
    )
    created_at = UnixTime()
    finished_at = UnixTime(allow_null=True)
    expires_at = UnixTime(allow_null=True, help_text="When it is deleted.")


class ExportList(ListAnswer):
    data = ExportAnswer(many=True)  # type: ignore[assignment]


class ExportCreate(serializers.Serializer[Any]):
    language = serializers.ChoiceField(
        list(dict(settings.LANGUAGES)),
        required=False,
        help_text="Of its README; that of the request by default.",
    )
