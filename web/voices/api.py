"""REST: voices and their takes. The fields are OpenAI's where OpenAI has them."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, parser_classes
from rest_framework.response import Response

from accounts.access import needs_scope
from accounts.actor import actor_of
from accounts.request import TokenRequest
from idempotency.once import idempotent
from rest.listing import MOST, PARAMETERS, Deleted, Deletion, page, page_of
from rest.parsers import UPLOADS
from synthesis import moods
from synthesis.aliases.choosing import aliases
from synthesis.voice_choice import base_voice_names, engine_spec
from tenants.refusal import Refused
from voices import services, takes
from voices.access import Action, consent_to_use, usable_by, viewer_of
from voices.enrolment.intake import read_upload
from voices.models import Consent, Take, Voice
from web.voices.presentation import UsableVoice
from web.voices.serializers import (
    TakeAnswer,
    TakeList,
    TakeRequest,
    TakeUpdate,
    VoiceAnswer,
    VoiceList,
    VoiceRequest,
    VoiceUpdate,
)


@extend_schema(
    operation_id="createVoice",
    methods=["POST"],
    request={"multipart/form-data": VoiceRequest},
    responses={201: VoiceAnswer},
)
@extend_schema(
    operation_id="listVoices",
    methods=["GET"],
    parameters=PARAMETERS,
    responses=VoiceList,
)
@api_view(["GET", "POST"])
@parser_classes(UPLOADS)
@needs_scope(GET="voices:read", POST="voices:write")
@idempotent
def voices(request: TokenRequest) -> Response:
    """List the voices that can be used, or make one from a recording.

    Own voices come first, newest first, then the base voices, then OpenAI's names, each with the
    voice that it stands for (`alias_of`); `limit` is 100 unless given. A new voice needs `consent`:
    one whose statement was read before, or one whose statement is read in this very recording.
    """
    if request.method == "GET":
        return Response(VoiceList(page_of(request, _usable(request), default_limit=MOST)).data)
    data = _checked(VoiceRequest, request)
    voice = services.add_voice(
        tenant=request.tenant,
        name=data["name"],
        recording=read_upload(data["audio_sample"], param="audio_sample"),
        consent=_consent(request, data.get("consent")),
        by=actor_of(request),
        transcript=data["ref_text"],
        mood=data["mood"],
        reserved_names=base_voice_names(),
    )
    return Response(_answer(voice), status=201)


@extend_schema(operation_id="retrieveVoice", methods=["GET"], responses=VoiceAnswer)
@extend_schema(
    operation_id="updateVoice", methods=["POST"], request=VoiceUpdate, responses=VoiceAnswer
)
@extend_schema(operation_id="deleteVoice", methods=["DELETE"], responses={200: Deleted})
@api_view(["GET", "POST", "DELETE"])
@parser_classes(UPLOADS)
@needs_scope(GET="voices:read", POST="voices:write", DELETE="voices:write")
def voice(request: TokenRequest, voice_id: str) -> Response:
    """One of the workspace's own voices; POST renames it, DELETE removes all its data."""
    voice = _voice(voice_id)
    if request.method == "DELETE":
        viewer_of(request).check(voice, Action.WITHDRAW)
        services.delete_voice(tenant=request.tenant, voice=voice, by=actor_of(request))
        return Response(Deleted(Deletion(voice.id, "audio.voice")).data)
    if request.method == "POST":
        viewer_of(request).check(voice, Action.CHANGE)
        name = _checked(VoiceUpdate, request)["name"]
        voice = services.rename_voice(
            tenant=request.tenant,
            voice=voice,
            name=name,
            by=actor_of(request),
            reserved_names=base_voice_names(),
        )
    return Response(_answer(voice))


@extend_schema(
    operation_id="createVoiceTake",
    methods=["POST"],
    request={"multipart/form-data": TakeRequest},
    responses={201: TakeAnswer},
)
@extend_schema(
    operation_id="listVoiceTakes",
    methods=["GET"],
    parameters=PARAMETERS,
    responses=TakeList,
)
@api_view(["GET", "POST"])
@parser_classes(UPLOADS)
@needs_scope(GET="voices:read", POST="voices:write")
def voice_takes(request: TokenRequest, voice_id: str) -> Response:
    """List the recordings that a voice is made of, or add one, perhaps in another mood."""
    voice = _voice(voice_id)
    if request.method == "GET":
        return Response(TakeList(page(request, voice.takes.all())).data)
    viewer_of(request).check(voice, Action.CHANGE)
    data = _checked(TakeRequest, request)
    take = takes.add_take(
        tenant=request.tenant,
        voice=voice,
        recording=read_upload(data["audio_sample"], param="audio_sample"),
        by=actor_of(request),
        mood=data["mood"],
        transcript=data["ref_text"],
        consent=_consent(request, data.get("consent")),
    )
    return Response(TakeAnswer(take).data, status=201)


@extend_schema(operation_id="retrieveVoiceTake", methods=["GET"], responses=TakeAnswer)
@extend_schema(
    operation_id="updateVoiceTake", methods=["POST"], request=TakeUpdate, responses=TakeAnswer
)
@extend_schema(operation_id="deleteVoiceTake", methods=["DELETE"], responses={200: Deleted})
@api_view(["GET", "POST", "DELETE"])
@parser_classes(UPLOADS)
@needs_scope(GET="voices:read", POST="voices:write", DELETE="voices:write")
def voice_take(request: TokenRequest, voice_id: str, take_id: str) -> Response:
    """One recording with its screening; POST corrects its transcript, DELETE removes it."""
    voice = _voice(voice_id)
    take = Take.objects.filter(id=take_id, voice=voice).first()
    if take is None:
        raise Refused("take_not_found", _("There is no such recording."), status=404)
    if request.method != "GET":
        viewer_of(request).check(voice, Action.CHANGE)
    if request.method == "DELETE":
        takes.delete_take(tenant=request.tenant, take=take, by=actor_of(request))
        return Response(Deleted(Deletion(take.id, "audio.voice_take")).data)
    if request.method == "POST":
        data = _checked(TakeUpdate, request)
        take = takes.correct_transcript(
            tenant=request.tenant,
            take=take,
            transcript=data["transcript"],
            by=actor_of(request),
        )
    return Response(TakeAnswer(take).data)


def _usable(request: TokenRequest) -> list[UsableVoice]:
    own, engine = usable_by(actor_of(request).user_id), engine_spec()
    of_own = moods.moods_of_own([voice.id for voice in own], engine)
    listed = [
        *(UsableVoice(voice, of_own.get(voice.id, [])) for voice in own),
        *(
            UsableVoice(voice, moods.moods_of(voice.name, engine=engine))
            for voice in engine.base_voices
        ),
    ]
    of_all = {voice.id: voice.emotions for voice in listed}
    # A name may stand for a voice that is not shared with whoever asks.
    named = [each for each in aliases() if each.voice in of_all]
    return listed + [UsableVoice(each, of_all[each.voice]) for each in named]


def _answer(voice: Voice) -> dict[str, Any]:
    usable = UsableVoice(voice, moods.moods_of(voice.id, engine=engine_spec()))
    return VoiceAnswer(usable).data


def _checked(
    serializer: type[serializers.Serializer[None]], request: TokenRequest
) -> dict[str, Any]:
    body = serializer(data=request.data)
    body.is_valid(raise_exception=True)
    return body.validated_data


def _voice(voice_id: str) -> Voice:
    voice = Voice.objects.select_related("consent").filter(id=voice_id).first()
    if voice is None:
        raise Refused("voice_not_found", _("There is no such voice."), status=404)
    return voice


def _consent(request: TokenRequest, consent_id: str | None) -> Consent | None:
    if not consent_id:
        return None
    return consent_to_use(viewer_of(request), consent_id)
