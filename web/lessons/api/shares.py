"""REST: the share links of a lesson."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from accounts.access import needs_scope
from accounts.actor import actor_of
from accounts.request import TokenRequest
from idempotency.once import idempotent
from lessons.access import Action, find, viewer_of
from lessons.links import services as links
from rest.listing import Deleted, Deletion
from web.lessons.shared.presentation import share_json
from web.lessons.shared.serializers import ShareAnswer, ShareList, ShareRequest


@extend_schema(
    operation_id="createLessonShare",
    methods=["POST"],
    request=ShareRequest,
    responses={201: ShareAnswer},
)
@extend_schema(operation_id="listLessonShares", methods=["GET"], responses=ShareList)
@api_view(["GET", "POST"])
@needs_scope(GET="lessons:read", POST="lessons:write")
@idempotent
def shares(request: TokenRequest, lesson_id: str) -> Response:
    """The links at which anybody may listen to the lesson, or a new one.

    Only whoever may share the lesson sees and makes them. What is not made is not heard there, and
    listening makes and costs nothing.
    """
    viewer = viewer_of(request)
    found = find(viewer=viewer, lesson_id=lesson_id, action=Action.SHARE)
    if request.method == "GET":
        shown = [share_json(link) for link in links.links_of(tenant=request.tenant, lesson=found)]
        return Response({"object": "list", "data": shown})
    body = ShareRequest(data=request.data)
    body.is_valid(raise_exception=True)
    link = links.create(viewer=viewer, lesson=found, by=actor_of(request), **body.validated_data)
    return Response(share_json(link), status=201)


@extend_schema(operation_id="revokeLessonShare", responses={200: Deleted})
@api_view(["DELETE"])
@needs_scope(DELETE="lessons:write")
def share(request: TokenRequest, lesson_id: str, share_id: str) -> Response:
    """Revoke a link: nothing more is heard there, not even where somebody is listening."""
    found = find(viewer=viewer_of(request), lesson_id=lesson_id, action=Action.SHARE, binned=True)
    links.revoke(tenant=request.tenant, lesson=found, share_id=share_id, by=actor_of(request))
    return Response(Deleted(Deletion(share_id, "lesson.share")).data)
