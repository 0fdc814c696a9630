"""REST: consents. The fields are OpenAI's; beyond them a statement to read, a status, `revoke`."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view, parser_classes
from rest_framework.response import Response

from accounts.access import needs_scope
from accounts.actor import actor_of
from accounts.request import TokenRequest
from accounts.suspension import allowed_while_suspended
from rest.listing import PARAMETERS, Deleted, Deletion, page
from rest.parsers import UPLOADS
from tenants.refusal import Refused
from voices import confirmation
from voices import consents as services
from voices.access import check_change, check_withdrawal, viewer_of
from voices.confirmation import Speaker
from voices.enrolment.intake import read_recording, read_upload
from voices.models import Consent
from web.voices.serializers import ConsentAnswer, ConsentList, ConsentRequest, ConsentUpdate


@extend_schema(
    operation_id="createVoiceConsent",
    methods=["POST"],
    request={"multipart/form-data": ConsentRequest},
    responses={201: ConsentAnswer},
)
@extend_schema(
    operation_id="listVoiceConsents",
    methods=["GET"],
    parameters=PARAMETERS,
    responses=ConsentList,
)
@api_view(["GET", "POST"])
@parser_classes(UPLOADS)
@needs_scope(GET="voices:read", POST="voices:write")
def consents(request: TokenRequest) -> Response:
    """List the consents, or add one.

    Without `recording`, a `statement` is issued that the person is to read, with a random number.
    With it, it is taken as the reading of the newest open statement of that `name` and
    language; if there is none, a statement is issued and the error contains it.
    """
    if request.method == "GET":
        return Response(ConsentList(page(request, services.listed())).data)
    body = ConsentRequest(data=request.data)
    body.is_valid(raise_exception=True)
    data = body.validated_data
    upload = data.get("recording")
    if upload is None:
        return Response(ConsentAnswer(_issue(request, data)).data, status=201)
    waiting = services.waiting_statement(person=data["name"], language=data["language"])
    recording = read_upload(upload, param="recording")
    if waiting is None:
        read_recording(recording, param="recording")
        waiting = _issue(request, data)
        message = _("Read this statement aloud, and send that recording by the same name: %(text)s")
        raise Refused(
            "statement_required", message % {"text": waiting.statement}, param="recording"
        )
    given = services.give_recording(
        tenant=request.tenant, consent=waiting, recording=recording, by=actor_of(request)
    )
    return Response(ConsentAnswer(given).data, status=201)


@extend_schema(operation_id="retrieveVoiceConsent", methods=["GET"], responses=ConsentAnswer)
@extend_schema(
    operation_id="updateVoiceConsent",
    methods=["POST"],
    request={"multipart/form-data": ConsentUpdate},
    responses=ConsentAnswer,
)
@extend_schema(operation_id="deleteVoiceConsent", methods=["DELETE"], responses={200: Deleted})
@api_view(["GET", "POST", "DELETE"])
@parser_classes(UPLOADS)
@needs_scope(GET="voices:read", POST="voices:write", DELETE="voices:write")
def consent(request: TokenRequest, consent_id: str) -> Response:
    """One consent. POST changes its `name`, gives the `recording` of its statement, or accepts its
    `release`, as the person whose voice it is.

    DELETE withdraws it, as `revoke` does, and removes it from the list.
    """
    consent = _consent(consent_id)
    if request.method == "DELETE":
        check_withdrawal(viewer_of(request), consent)
        services.delete(tenant=request.tenant, consent=consent, by=actor_of(request))
        return Response(Deleted(Deletion(consent.id, "audio.voice_consent")).data)
    if request.method == "POST":
        body = ConsentUpdate(data=request.data)
        body.is_valid(raise_exception=True)
        data = body.validated_data
        # Whose voice it is may accept the release, whoever has recorded it.
        if data.keys() != {"release"}:
            check_change(viewer_of(request), consent)
        if not data:
            message = _("Give a name, a recording, or the release that is accepted.")
            raise Refused("invalid_value", message, param="name")
        if "recording" in data:
            recording = read_upload(data["recording"], param="recording")
            consent = services.give_recording(
                tenant=request.tenant,
                consent=consent,
                recording=recording,
                by=actor_of(request),
            )
        if "release" in data:
            consent = confirmation.accept(
                tenant=request.tenant,
                consent=consent,
                digest=data["release"],
                by=actor_of(request),
            )
        if "name" in data:
            consent = services.rename(
                tenant=request.tenant, consent=consent, name=data["name"], by=actor_of(request)
            )
    return Response(ConsentAnswer(consent).data)


@allowed_while_suspended
@extend_schema(operation_id="revokeVoiceConsent", request=None, responses=ConsentAnswer)
@api_view(["POST"])
@needs_scope(POST="voices:write")
def revoke(request: TokenRequest, consent_id: str) -> Response:
    """Withdraw a consent: its voices are purged at once and their jobs stop. The record stays."""
    consent = _consent(consent_id)
    check_withdrawal(viewer_of(request), consent)
    revoked = services.revoke(tenant=request.tenant, consent=consent, by=actor_of(request))
    return Response(ConsentAnswer(revoked).data)


def _issue(request: TokenRequest, data: dict[str, Any]) -> Consent:
    by, email = actor_of(request), data.get("speaker_email", "")
    return services.issue(
        tenant=request.tenant,
        person=data["name"],
        language=data["language"],
        by=by,
        # A personal token acts as its owner.
        speaker=Speaker(own=not email and by.user is not None, email=email),
    )


def _consent(consent_id: str) -> Consent:
    consent = services.listed().filter(id=consent_id).first()
    if consent is None:
        raise Refused("consent_not_found", _("There is no such consent."), status=404)
    return consent
