"""REST: voices."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.response import Response

from accounts.access import needs_scope
from idempotency.once import idempotent
from synthesis.voice_choice import base_voice_names, engine_spec
from tenants.refusal import Refused
from voices import services
from voices.models import Voice
from voices.presentation import base_voice_json, voice_json


class VoiceRequest(serializers.Serializer):
    name = serializers.CharField(max_length=services.MAX_NAME)
    audio_sample = serializers.FileField(allow_empty_file=True)


@extend_schema(methods=["POST"], request={"multipart/form-data": VoiceRequest})
@api_view(["GET", "POST"])
@needs_scope(GET="voices:read", POST="voices:write")
@idempotent
def voices(request: HttpRequest):
    """List the voices that can be used, or make one from a recording."""
    if request.method == "GET":
        own = [voice_json(voice) for voice in Voice.objects.all()]
        base = [base_voice_json(v.name, v.language, v.gender) for v in engine_spec().base_voices]
        return Response({"object": "list", "data": own + base, "voices": own + base})
    body = VoiceRequest(data=request.data)
    body.is_valid(raise_exception=True)
    upload = body.validated_data["audio_sample"]
    if upload.size > settings.MAX_CLIP_BYTES:
        message = _("The file is larger than %(max)s MB.") % {"max": settings.MAX_CLIP_BYTES >> 20}
        raise Refused("too_large", message, param="audio_sample", status=413)
    voice = services.add_voice(
        tenant=request.tenant,
        name=body.validated_data["name"],
        recording=upload.read(),
        reserved_names=base_voice_names(),
    )
    return Response(voice_json(voice), status=201)


@api_view(["GET", "DELETE"])
@needs_scope(GET="voices:read", DELETE="voices:write")
def voice(request: HttpRequest, voice_id: str):
    """One of the workspace's own voices; DELETE removes all that is kept of it."""
    found = Voice.objects.filter(id=voice_id).first()
    if found is None:
        raise Refused("voice_not_found", _("There is no such voice."), status=404)
    if request.method == "DELETE":
        services.delete_voice(tenant=request.tenant, voice=found)
        return Response({"id": found.id, "object": "audio.voice", "deleted": True})
    return Response(voice_json(found))
