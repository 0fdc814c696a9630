"""REST: the pronunciation dictionary, as JSON and as CSV."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, parser_classes
from rest_framework.parsers import BaseParser
from rest_framework.response import Response

from accounts.access import needs_scope
from accounts.actor import actor_of
from rest.json_fields import Flag, Text, Whole
from rest.parsers import UnicodeJSONParser
from synthesis import pronouncing
from synthesis.encode import FORMATS
from synthesis.jobs import services as synthesis
from synthesis.voice_choice import engine_spec
from tenants.refusal import Refused
from voices.dictionary import csv_file, services
from voices.dictionary.conflicts import conflicts
from voices.dictionary.entry import KINDS, LANGUAGES, Entry
from voices.dictionary.models import DictionaryVersion
from voices.dictionary.services import Line
from web.audio.listener import listener_of
from web.audio.response import chosen_format, stream

MAX_PREVIEW = 500


class CsvParser(BaseParser):
    """Gives the body as bytes: what encoding it has is for csv_file to find out."""

    media_type = "text/csv"

    def parse(self, stream, media_type=None, parser_context=None) -> bytes:
        return stream.read(csv_file.MAX_BYTES + 1)


class EntryFields(serializers.Serializer):
    word = Text(max_length=200)
    kind = serializers.ChoiceField(KINDS)
    value = Text(max_length=400)
    language = serializers.ChoiceField(LANGUAGES, default="", allow_blank=True)
    match_case = Flag(default=False)
    whole_word = Flag(default=True)


class DictionaryRequest(serializers.Serializer):
    entries = EntryFields(many=True)
    version = Whole(
        required=False, min_value=0, help_text="Refused (409) where the dictionary is another now."
    )


class ConflictFields(serializers.Serializer):
    kind = serializers.CharField()
    first = EntryFields()
    second = EntryFields()


class DictionaryAnswer(serializers.Serializer):
    object = serializers.CharField()
    version = serializers.IntegerField()
    entries = EntryFields(many=True)
    conflicts = ConflictFields(many=True)


class PreviewRequest(serializers.Serializer):
    text = Text(max_length=MAX_PREVIEW)
    entries = EntryFields(many=True, default=list)
    audio = Flag(default=False)
    voice = Text(max_length=60, required=False)
    response_format = serializers.ChoiceField(list(FORMATS), default="mp3")


class SpanFields(serializers.Serializer):
    language = serializers.CharField()
    text = serializers.CharField()
    reading = serializers.CharField()


class SpellingFields(serializers.Serializer):
    """`phonemes` are the model's own, `pinyin` has tone numbers: what is said in Mandarin."""

    phonemes = serializers.CharField()
    pinyin = serializers.CharField()


class PreviewAnswer(serializers.Serializer):
    object = serializers.CharField()
    version = serializers.IntegerField()
    spans = SpanFields(many=True)
    model = serializers.CharField()
    now = SpellingFields(
        allow_null=True, help_text="By the dictionary as it is. Null: only the model knows."
    )
    new = SpellingFields(allow_null=True, help_text="With `entries` in it.")


@extend_schema(
    operation_id="retrievePronunciations",
    methods=["GET"],
    parameters=[OpenApiParameter("version", int, description="An earlier version.")],
    responses={200: DictionaryAnswer, (200, "text/csv"): OpenApiTypes.STR},
)
@extend_schema(
    operation_id="replacePronunciations",
    methods=["PUT"],
    request={"application/json": DictionaryRequest, "text/csv": OpenApiTypes.STR},
    responses={200: DictionaryAnswer},
)
@api_view(["GET", "PUT"])
@parser_classes([UnicodeJSONParser, CsvParser])
@needs_scope(GET="voices:read", PUT="voices:write")
def pronunciations(request: HttpRequest):
    """The dictionary; PUT replaces all of it, or nothing where an entry is wrong.

    JSON, or CSV where `Accept` or `Content-Type` is text/csv.
    """
    if request.method == "PUT":
        lines, seen = _lines(request)
        version = services.take_in(
            lines=lines,
            check=pronouncing.check,
            by=actor_of(request),
            replace=True,
            change=str(DictionaryVersion.Change.REPLACED),
            seen=seen,
        )
    else:
        version = _wanted_version(request)
    entries = services.entries_of(version)
    if _accepts(request, "text/csv"):
        answer = HttpResponse(csv_file.write(entries), content_type="text/csv; charset=utf-8")
        answer["x-lectern-dictionary-version"] = str(version)
        return answer
    return Response(
        {
            "object": "pronunciation.dictionary",
            "version": version,
            "entries": [asdict(entry) for entry in entries],
            "conflicts": [asdict(conflict) for conflict in conflicts(entries)],
        }
    )


@extend_schema(
    operation_id="previewPronunciations",
    request=PreviewRequest,
    responses={200: PreviewAnswer, (200, "audio/*"): OpenApiTypes.BINARY},
)
@api_view(["POST"])
@needs_scope(POST="voices:read")
def preview(request: HttpRequest):
    """What would be spoken of a short text with `entries` in the dictionary; nothing is kept.

    `now` and `new` are the model's phonemes without and with `entries`, in the accent of `voice`.
    With `Accept: audio/*` or `audio: true`, the audio itself: it is made and counted like any
    other, and the token needs the scope `speech`.
    """
    body = PreviewRequest(data=request.data)
    body.is_valid(raise_exception=True)
    asked = body.validated_data
    entries = pronouncing.check_all([Entry(**fields) for fields in asked["entries"]])
    if asked["audio"] or _accepts(request, "audio/"):
        return _audio(request, asked, entries)
    text, version = asked["text"], services.latest()
    spans = pronouncing.spans_of(text, tenant=request.tenant, version=version, first=entries)
    now, new = (
        pronouncing.spelling_of(
            text,
            tenant=request.tenant,
            version=version,
            first=first,
            voice=asked.get("voice", ""),
        )
        for first in ([], entries)
    )
    return Response(
        {
            "object": "pronunciation.preview",
            "version": version,
            "spans": [asdict(span) for span in spans],
            "model": engine_spec().name,
            "now": asdict(now) if now else None,
            "new": asdict(new) if new else None,
        }
    )


@needs_scope(POST="speech")
def _audio(request: HttpRequest, asked: dict[str, Any], entries: list[Entry]):
    if "voice" not in asked:
        message = _("Name the voice that is to be heard.")
        raise Refused("invalid_value", message, param="voice")
    audio_format = chosen_format(asked["response_format"])
    job = synthesis.submit(
        tenant=request.tenant,
        text=asked["text"],
        voice=asked["voice"],
        interactive=True,
        api_token=request.api_token.id,
        text_param="text",
        pronunciations=entries,
        is_preview=True,
    )
    return stream(request.tenant, job, audio_format, listener=listener_of(request))


def _lines(request: HttpRequest) -> tuple[list[Line], int | None]:
    if isinstance(request.data, bytes):
        return csv_file.read(request.data), None
    body = DictionaryRequest(data=request.data)
    body.is_valid(raise_exception=True)
    asked = body.validated_data
    entries = [Entry(**fields) for fields in asked["entries"]]
    return [Line(number, entry) for number, entry in enumerate(entries, 1)], asked.get("version")


def _wanted_version(request: HttpRequest) -> int:
    text = request.GET.get("version")
    if text is None:
        return services.latest()
    known = text.isascii() and text.isdigit() and len(text) < 18
    if not known or not DictionaryVersion.objects.filter(number=int(text)).exists():
        message = _("There is no version %(number)s of the dictionary.") % {"number": text[:20]}
        raise Refused("version_not_found", message, param="version", status=404)
    return int(text)


def _accepts(request: HttpRequest, kind: str) -> bool:
    accepted = request.headers.get("Accept", "").split(",")
    return any(part.strip().lower().startswith(kind) for part in accepted)
