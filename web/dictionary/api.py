"""REST: the pronunciation dictionary, as JSON and as CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view, parser_classes
from rest_framework.parsers import BaseParser
from rest_framework.response import Response

from accounts.access import needs_scope
from accounts.actor import actor_of
from accounts.request import TokenRequest
from rest.numbers import LARGEST_BIGINT, whole_number
from rest.parsers import UnicodeJSONParser
from synthesis import pronouncing
from synthesis.engines.base import Spelling
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit
from synthesis.models import Job
from synthesis.text.span import Span
from synthesis.voice_choice import engine_spec
from tenants.refusal import Refused, refused_fields
from voices.dictionary import csv_file, services
from voices.dictionary.conflicts import Conflict, conflicts
from voices.dictionary.entry import Entry
from voices.dictionary.models import DictionaryVersion
from voices.dictionary.services import Line
from web.audio.listener import listener_of
from web.audio.response import chosen_format, stream
from web.audio.stream_caps import counted_stream
from web.dictionary.serializers import (
    DictionaryAnswer,
    DictionaryRequest,
    PreviewAnswer,
    PreviewRequest,
)


class CsvParser(BaseParser):
    """Passes the body on as bytes; csv_file detects its encoding."""

    media_type = "text/csv"

    # It may give anything, which is then the request's `data`.
    def parse(  # type: ignore[override]
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return stream.read(csv_file.MAX_BYTES + 1)


@dataclass(frozen=True, slots=True)
class Dictionary:
    """A version of the dictionary with its entries."""

    version: int
    entries: list[Entry]
    conflicts: list[Conflict]


@dataclass(frozen=True, slots=True)
class Preview:
    """How a text would be spoken: by `version` alone (`now`), and with more entries (`new`)."""

    version: int
    spans: Sequence[Span]
    model: str
    now: Spelling | None
    new: Spelling | None


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
def pronunciations(request: TokenRequest) -> HttpResponse:
    """The dictionary; PUT replaces all of it, or nothing if any entry is invalid.

    JSON, or CSV where `Accept` or `Content-Type` is text/csv.
    """
    if request.method == "PUT":
        _check_may_change(request)
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
    return Response(DictionaryAnswer(Dictionary(version, entries, conflicts(entries))).data)


@extend_schema(
    operation_id="previewPronunciations",
    request=PreviewRequest,
    responses={200: PreviewAnswer, (200, "audio/*"): OpenApiTypes.BINARY},
)
@api_view(["POST"])
@needs_scope(POST="voices:read")
def preview(request: TokenRequest) -> HttpResponseBase:
    """How a short text would be spoken with `entries` in the dictionary; nothing is saved.

    `now` and `new` are the model's phonemes without and with `entries`, in the accent of `voice`.
    With `Accept: audio/*` or `audio: true` the answer is the audio itself: it is made and counted
    like any other, and the token needs the scope `speech`.
    """
    body = PreviewRequest(data=request.data)
    body.is_valid(raise_exception=True)
    data = body.validated_data
    entries = pronouncing.check_all([Entry(**fields) for fields in data["entries"]])
    if data["audio"] or _accepts(request, "audio/"):
        return _audio(request, data, entries)
    text, version = data["text"], services.latest()
    spans = pronouncing.spans_of(text, tenant=request.tenant, version=version, first=entries)
    now, new = (
        pronouncing.spelling_of(
            text,
            tenant=request.tenant,
            version=version,
            first=first,
            voice=data.get("voice", ""),
        )
        for first in ([], entries)
    )
    previewed = Preview(version, spans, engine_spec().name, now, new)
    return Response(PreviewAnswer(previewed).data)


@needs_scope(POST="speech")
@counted_stream
def _audio(
    request: TokenRequest, data: dict[str, Any], entries: list[Entry]
) -> StreamingHttpResponse:
    if "voice" not in data:
        message = _("Name the voice that is to be heard.")
        raise Refused("invalid_value", message, param="voice")
    order = Order(
        text=data["text"],
        voice=data["voice"],
        interactive=True,
        created_by=actor_of(request).user,
        api_token=request.api_token.id,
        pronunciations=entries,
        purpose=Job.Purpose.PREVIEW,
    )
    with refused_fields(format="response_format"):
        audio_format = chosen_format(data["response_format"])
        job = submit(tenant=request.tenant, order=order)
    return stream(request.tenant, job, audio_format, listener=listener_of(request))


def _check_may_change(request: TokenRequest) -> None:
    """Raises Refused (403) for the personal token of a member who is no admin."""
    maker = request.api_token.maker
    if maker is not None and not maker.is_admin:
        message = _("Only admins of the workspace change its dictionary.")
        raise Refused("admins_only", message, status=403)


def _lines(request: TokenRequest) -> tuple[list[Line], int | None]:
    if isinstance(request.data, bytes):
        return csv_file.read(request.data), None
    body = DictionaryRequest(data=request.data)
    body.is_valid(raise_exception=True)
    data = body.validated_data
    entries = [Entry(**fields) for fields in data["entries"]]
    return [Line(number, entry) for number, entry in enumerate(entries, 1)], data.get("version")


def _wanted_version(request: TokenRequest) -> int:
    text = request.GET.get("version")
    if text is None:
        return services.latest()
    number = whole_number(text, most=LARGEST_BIGINT)
    if number is None or not DictionaryVersion.objects.filter(number=number).exists():
        message = _("There is no version %(number)s of the dictionary.") % {"number": text[:20]}
        raise Refused("version_not_found", message, param="version", status=404)
    return number


def _accepts(request: TokenRequest, kind: str) -> bool:
    accepted = request.headers.get("Accept", "").split(",")
    return any(part.strip().lower().startswith(kind) for part in accepted)
