"""REST: all that the workspace owns as a zip, prepared in the background."""

from django.conf import settings
from django.http import HttpResponseBase
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from accounts.access import needs_scope
from accounts.actor import actor_of
from accounts.request import TokenRequest
from accounts.suspension import allowed_while_suspended
from rest.listing import PARAMETERS, Deleted, Deletion, page
from web.audio.stream_caps import counted_stream
from web.workspace_export.response import goes_on, zip_response
from web.workspace_export.serializers import ExportAnswer, ExportCreate, ExportList
from workspace_exports import services
from workspace_exports.models import WorkspaceExport


@allowed_while_suspended
@extend_schema(
    operation_id="createWorkspaceExport",
    methods=["POST"],
    request=ExportCreate,
    responses={201: ExportAnswer},
)
@extend_schema(
    operation_id="listWorkspaceExports",
    methods=["GET"],
    parameters=PARAMETERS,
    responses=ExportList,
)
@api_view(["GET", "POST"])
@needs_scope()
def exports(request: TokenRequest) -> Response:
    """Downloads of all that the workspace owns: those of the token's person, or of a service token
    itself, which gets no private lessons.

    POST has one prepared in the background; 409 while one is. It takes the place of the one before.
    """
    by = actor_of(request)
    if request.method == "GET":
        return Response(
            ExportList(page(request, services.exports_of(tenant=request.tenant, by=by))).data
        )
    body = ExportCreate(data=request.data)
    body.is_valid(raise_exception=True)
    language = body.validated_data.get("language") or get_language() or settings.LANGUAGE_CODE
    export = services.ask(tenant=request.tenant, by=by, language=language)
    return Response(ExportAnswer(export).data, status=201)


@extend_schema(operation_id="retrieveWorkspaceExport", methods=["GET"], responses=ExportAnswer)
@extend_schema(operation_id="deleteWorkspaceExport", methods=["DELETE"], responses={200: Deleted})
@api_view(["GET", "DELETE"])
@needs_scope()
def export(request: TokenRequest, export_id: str) -> Response:
    """One download, and how far it is. DELETE stops preparing it, or deletes it."""
    found = _export(request, export_id)
    if request.method == "DELETE":
        services.remove(export=found, by=actor_of(request))
        return Response(Deleted(Deletion(export_id, "workspace.export")).data)
    return Response(ExportAnswer(found).data)


@extend_schema(
    operation_id="downloadWorkspaceExport",
    responses={(200, "application/zip"): OpenApiTypes.BINARY},
)
@api_view(["GET"])
@needs_scope()
@counted_stream
def file(request: TokenRequest, export_id: str) -> HttpResponseBase:
    """The zip of a download that is `ready`; 409 before.

    A client that was interrupted sends `Range`, and the answer's `ETag` in `If-Range`, and goes on
    where it was.
    """
    found = _export(request, export_id)
    response = zip_response(request, found)
    if not goes_on(request, found):
        services.note_download(found, actor_of(request))
    return response


def _export(request: TokenRequest, export_id: str) -> WorkspaceExport:
    return services.find(tenant=request.tenant, by=actor_of(request), export_id=export_id)
