"""REST: voices in ElevenLabs' shape, listed, searched, looked up and made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view, parser_classes
from rest_framework.response import Response

from accounts.access import needs_scope
from accounts.actor import actor_of
from accounts.request import TokenRequest
from rest.numbers import whole_number
from rest.parsers import UPLOADS
from synthesis.voice_choice import base_voice_names, engine_spec
from tenants.refusal import Refused, refused_fields
from voices import base_voices, services
from voices.access import Action, consent_to_use, usable_by, viewer_of
from voices.enrolment.intake import read_upload
from voices.enrolment.waiver import waiver_of
from voices.models import Consent, Voice
from web.elevenlabs.serializers import (
    ElevenLabsDone,
    ElevenLabsNewVoice,
    ElevenLabsVoice,
    ElevenLabsVoiceAdded,
    ElevenLabsVoiceChange,
    ElevenLabsVoicePage,
    ElevenLabsVoices,
)

PREMADE, CLONED = "premade", "cloned"
OWN = ("personal", "workspace", "non-default", "non-community")
"""Types of voices that mean the workspace's own here."""
TYPES = (*OWN, "default", "saved", "community")
SORTS = ("created_at_unix", "name")
MOST = 100
PAGED = [
    OpenApiParameter("search", str, description="Words that name, id, language or gender hold."),
    OpenApiParameter("sort", str, enum=list(SORTS)),
    OpenApiParameter("sort_direction", str, enum=["asc", "desc"]),
    OpenApiParameter("category", str, enum=[PREMADE, CLONED]),
    OpenApiParameter("voice_type", str, enum=list(TYPES)),
    OpenApiParameter("voice_ids", str, many=True),
    OpenApiParameter("gender", str),
    OpenApiParameter("language", str),
    OpenApiParameter("page_size", {"type": "integer", "minimum": 1, "maximum": MOST}, default=10),
    OpenApiParameter("next_page_token", str),
]


@dataclass(frozen=True, slots=True)
class ListedVoice:
    """A voice in the list; `category` is cloned (the workspace's own) or premade."""

    voice_id: str
    name: str
    category: str
    labels: dict[str, str]
    created_at: datetime | None = None

    @property
    def is_owner(self) -> bool:
        return self.category == CLONED

    def holds(self, words: str) -> bool:
        """Whether each of these words is somewhere in it."""
        written = " ".join([self.name, self.voice_id, *self.labels.values()]).lower()
        return all(word in written for word in words.lower().split())


@dataclass(frozen=True, slots=True)
class VoicePage:
    """Some of the voices that were asked for."""

    voices: Sequence[ListedVoice]
    total_count: int
    next_page_token: str | None

    @property
    def has_more(self) -> bool:
        return self.next_page_token is not None


@extend_schema(operation_id="elevenlabsVoices", responses=ElevenLabsVoices)
@api_view(["GET"])
@needs_scope(GET="voices:read")
def voices(request: TokenRequest) -> Response:
    """The workspace's voices that are ready, and the base voices."""
    return Response(ElevenLabsVoices(_usable(request)).data)


@extend_schema(
    operation_id="elevenlabsSearchVoices", parameters=PAGED, responses=ElevenLabsVoicePage
)
@api_view(["GET"])
@needs_scope(GET="voices:read")
def voices_by_page(request: TokenRequest) -> Response:
    """The same voices, searched and sorted, a page at a time.

    Own voices come first, newest first, unless `sort` says otherwise. Filters that Lectern has no
    counterpart of have no effect.
    """
    return Response(ElevenLabsVoicePage(_page(request, _found(request))).data)


@extend_schema(operation_id="elevenlabsVoice", methods=["GET"], responses=ElevenLabsVoice)
@extend_schema(
    operation_id="elevenlabsDeleteVoice", methods=["DELETE"], responses={200: ElevenLabsDone}
)
@api_view(["GET", "DELETE"])
@needs_scope(GET="voices:read", DELETE="voices:write")
def voice(request: TokenRequest, voice_id: str) -> Response:
    """One voice, by its id; DELETE removes one of the workspace's own with all its data."""
    if request.method == "GET":
        return Response(ElevenLabsVoice(listed_voice(request, voice_id)).data)
    own = _own_voice(voice_id)
    viewer_of(request).check(own, Action.WITHDRAW)
    services.delete_voice(tenant=request.tenant, voice=own, by=actor_of(request))
    return Response(ElevenLabsDone({}).data)


@extend_schema(
    operation_id="elevenlabsEditVoice",
    request={"multipart/form-data": ElevenLabsVoiceChange},
    responses=ElevenLabsDone,
)
@api_view(["POST"])
@parser_classes(UPLOADS)
@needs_scope(POST="voices:write")
def edit_voice(request: TokenRequest, voice_id: str) -> Response:
    """Rename one of the workspace's own voices. Its description and labels have no effect here."""
    own = _own_voice(voice_id)
    viewer_of(request).check(own, Action.CHANGE)
    body = ElevenLabsVoiceChange(data=request.data)
    body.is_valid(raise_exception=True)
    if body.validated_data.get("files"):
        raise Refused("takes_elsewhere", _one_recording(), param="files")
    services.rename_voice(
        tenant=request.tenant,
        voice=own,
        name=body.validated_data["name"],
        by=actor_of(request),
        reserved_names=base_voice_names(),
    )
    return Response(ElevenLabsDone({}).data)


def listed_voice(request: TokenRequest, voice_id: str) -> ListedVoice:
    """The voice of this id that whoever asks may use. Raises Refused."""
    found = next((each for each in _usable(request) if each.voice_id == voice_id), None)
    if found is None:
        raise _unknown(voice_id)
    return found


@extend_schema(
    operation_id="elevenlabsAddVoice",
    request={"multipart/form-data": ElevenLabsNewVoice},
    responses=ElevenLabsVoiceAdded,
)
@api_view(["POST"])
@parser_classes(UPLOADS)
@needs_scope(POST="voices:write")
def add_voice(request: TokenRequest) -> Response:
    """Make a voice of one recording; it can be used when it is listed, about a minute later.

    Lectern asks for the speaker's consent, for which ElevenLabs' clients have no field: send
    `consent` beside theirs, the id of a consent whose statement was read, or is read in this very
    recording (`POST /v1/audio/voice_consents`).
    """
    body = ElevenLabsNewVoice(data=request.data)
    body.is_valid(raise_exception=True)
    data = body.validated_data
    files = data["files"]
    if len(files) != 1:
        raise Refused("one_recording", _one_recording(), param="files")
    with refused_fields(audio_sample="files"):
        made = services.add_voice(
            tenant=request.tenant,
            name=data["name"],
            recording=read_upload(files[0], param="files"),
            consent=_consent(request, data.get("consent")),
            by=actor_of(request),
            reserved_names=base_voice_names(),
        )
    return Response(ElevenLabsVoiceAdded(made).data)


def _one_recording() -> str:
    message = _("A voice begins with one recording; add others at %(address)s.")
    return message % {"address": "POST /v1/audio/voices/{voice_id}/takes"}


def _own_voice(voice_id: str) -> Voice:
    found = Voice.objects.select_related("consent").filter(id=voice_id).first()
    if found is None:
        raise _unknown(voice_id)
    return found


def _unknown(voice_id: str) -> Refused:
    message = _("There is no voice “%(name)s” in this workspace.") % {"name": voice_id[:60]}
    return Refused("voice_not_found", message, param="voice_id", status=404)


def _consent(request: TokenRequest, consent_id: str | None) -> Consent | None:
    if not consent_id:
        if waiver_of(request.tenant) is None:
            message = _(
                "A voice needs its speaker's consent: make a statement at "
                "POST /v1/audio/voice_consents, have it read aloud, and send that recording here "
                "with the consent's id in the field “consent”."
            )
            raise Refused("consent_missing", message, param="consent", status=403)
        return None
    return consent_to_use(viewer_of(request), consent_id)


def _usable(request: TokenRequest) -> list[ListedVoice]:
    ready = usable_by(actor_of(request).user_id).filter(status=Voice.Status.READY)
    own = [ListedVoice(each.id, each.name, CLONED, {}, each.created_at) for each in ready]
    base = [
        ListedVoice(
            each.name,
            base_voices.shown(each).person,
            PREMADE,
            {"language": each.language, "gender": each.gender},
        )
        for each in engine_spec().base_voices
    ]
    return own + base


def _found(request: TokenRequest) -> list[ListedVoice]:
    """The voices that the query asks for, sorted. Raises Refused for a value that is none."""
    query = request.GET
    found = [each for each in _usable(request) if each.holds(query.get("search", ""))]
    if category := query.get("category"):
        found = [each for each in found if each.category == category]
    if kind := _one_of(query.get("voice_type"), TYPES, "voice_type"):
        wanted = {PREMADE} if kind == "default" else {CLONED} if kind in OWN else set()
        wanted = {PREMADE, CLONED} if kind == "saved" else wanted
        found = [each for each in found if each.category in wanted]
    for label in ("gender", "language"):
        if asked := query.get(label):
            found = [each for each in found if each.labels.get(label, "").startswith(asked)]
    if ids := query.getlist("voice_ids"):
        found = [each for each in found if each.voice_id in ids]
    direction = _one_of(query.get("sort_direction"), ("asc", "desc"), "sort_direction")
    sort = _one_of(query.get("sort"), SORTS, "sort")
    if sort == "name":
        found.sort(key=lambda each: each.name.lower(), reverse=direction == "desc")
    elif sort or direction:
        found.sort(
            key=lambda each: each.created_at.timestamp() if each.created_at else 0.0,
            reverse=direction != "asc",
        )
    return found


def _page(request: TokenRequest, found: list[ListedVoice]) -> VoicePage:
    size = whole_number(request.GET.get("page_size", "10"), most=MOST)
    if not size:
        message = _("“%(name)s” must be a whole number from 1 to %(max)s.")
        figures = {"name": "page_size", "max": MOST}
        raise Refused("invalid_value", message % figures, param="page_size")
    start = 0
    if after := request.GET.get("next_page_token"):
        ids = [each.voice_id for each in found]
        if after not in ids:
            message = _("There is no “%(id)s” to go on after.") % {"id": after[:60]}
            raise Refused("invalid_value", message, param="next_page_token")
        start = ids.index(after) + 1
    shown = found[start : start + size]
    more = len(found) > start + size
    return VoicePage(shown, len(found), shown[-1].voice_id if more else None)


def _one_of(value: str | None, known: Sequence[str], name: str) -> str | None:
    if value and value not in known:
        message = _("“%(name)s” is one of: %(known)s.")
        figures = {"name": name, "known": ", ".join(known)}
        raise Refused("invalid_value", message % figures, param=name)
    return value or None
