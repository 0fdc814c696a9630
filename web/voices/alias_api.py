"""REST: which voices OpenAI's names stand for."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from accounts.access import needs_scope
from accounts.actor import actor_of
from accounts.request import TokenRequest
from synthesis.aliases import choosing
from web.voices.serializers import AliasChoices, AliasesAnswer


@extend_schema(operation_id="retrieveVoiceAliases", methods=["GET"], responses=AliasesAnswer)
@extend_schema(
    operation_id="updateVoiceAliases",
    methods=["PATCH"],
    request=AliasChoices,
    responses=AliasesAnswer,
)
@api_view(["GET", "PATCH"])
@needs_scope(GET="voices:read", PATCH="admin")
def voice_aliases(request: TokenRequest) -> Response:
    """OpenAI's names of voices, and the voice that each stands for.

    PATCH points those that are given at other voices, by name or id, all of them or none; null
    points one at its usual voice again. What is made from then on is spoken so.
    """
    if request.method == "PATCH":
        body = AliasChoices(data=request.data)
        body.is_valid(raise_exception=True)
        choosing.point(voices=body.validated_data, by=actor_of(request))
    return Response(AliasesAnswer(choosing.aliases()).data)
