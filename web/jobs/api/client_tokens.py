"""REST: tokens for web pages, and the speech that they may have made."""

from __future__ import annotations

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from accounts.access import needs_scope
from accounts.actor import actor_of
from accounts.request import TokenRequest
from accounts.web_pages import client_tokens as pages
from synthesis.jobs.draft import draft
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit
from synthesis.models import Job
from synthesis.voice_choice import check_use, choose
from tenants.refusal import refused_fields
from web.jobs.client_token_serializers import ClientTokenAnswer, ClientTokenRequest


@extend_schema(
    operation_id="createClientToken", request=ClientTokenRequest, responses={201: ClientTokenAnswer}
)
@api_view(["POST"])
@needs_scope(POST="speech")
def client_tokens(request: TokenRequest) -> Response:
    """Make a token that a web page may hold: for minutes, one origin, one voice, some audio.

    Your server asks for it and gives it to the page, which calls `/v1/audio/speech` with it from
    the browser. It ends with the token that made it, whose usage and limits it counts for.
    """
    body = ClientTokenRequest(data=request.data)
    body.is_valid(raise_exception=True)
    data = body.validated_data
    voice = choose(data["voice"])
    check_use(voice, actor_of(request).user)
    with refused_fields(origins="origin"):
        record, text = pages.issue(
            parent=request.api_token,
            origin=data["origin"],
            voice=voice,
            seconds=data["expires_in"],
            audio_seconds=data["audio_seconds"],
        )
    return Response(ClientTokenAnswer(record, context={"token": text}).data, status=201)


def submit_for(request: TokenRequest, order: Order) -> Job:
    """Submit an order; one of a client token within what the token is for, and counted against it.

    Raises Refused as `submit` does, and where the token is for another voice or used up.
    """
    token = request.api_token
    if token.parent_id is None:
        return submit(tenant=request.tenant, order=order)
    pages.check_voice(token, choose(order.voice))
    drafted = draft(tenant=request.tenant, limits=request.limits, order=order)
    with transaction.atomic():
        # First: a job that is submitted has a folder, which a rollback would leave behind.
        pages.charge(token, drafted.audio_ms)
        return submit(tenant=request.tenant, order=order)
