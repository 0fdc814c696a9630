"""REST: the workspace itself."""

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from accounts.access import needs_scope
from accounts.actor import actor_of
from accounts.request import TokenRequest
from synthesis import line_checks, reading_style
from tenants import profile
from tenants.limits import limits_of
from web.workspace_settings.serializers import WorkspaceAnswer, WorkspaceUpdate


@extend_schema(operation_id="retrieveWorkspace", methods=["GET"], responses=WorkspaceAnswer)
@extend_schema(
    operation_id="updateWorkspace",
    methods=["PATCH"],
    request=WorkspaceUpdate,
    responses=WorkspaceAnswer,
)
@api_view(["GET", "PATCH"])
@needs_scope(GET="admin", PATCH="admin")
def workspace(request: TokenRequest) -> Response:
    """The token's workspace; PATCH changes what it names, all of it or nothing."""
    tenant = request.tenant
    if request.method == "PATCH":
        body = WorkspaceUpdate(data=request.data)
        body.is_valid(raise_exception=True)
        values = dict(body.validated_data)
        actor = actor_of(request)
        with transaction.atomic():
            reading_style.choose(values=values.pop("reading", {}), by=actor)
            if (check_lines := values.pop("check_lines", None)) is not None:
                line_checks.switch(on=check_lines, limits=limits_of(tenant), by=actor)
            tenant = profile.change(tenant=tenant, **values, by=actor.who)
    return Response(WorkspaceAnswer(tenant).data)
