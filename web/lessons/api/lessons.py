"""REST: lessons as documents: listed, made, changed, binned, restored."""

from typing import Any, cast

from django.http import HttpRequest
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from accounts.access import needs_scope
from accounts.actor import actor_of
from accounts.models import User
from accounts.request import TokenRequest
from idempotency.once import idempotent
from lessons.access import Action, Viewer, find, viewer_of
from lessons.document import parse_line, parse_settings, parse_title
from lessons.material import INPUT_FORMATS
from lessons.models import Lesson
from lessons.patch import Conflict, parse_patch
from lessons.services import documents, library
from lessons.services.library import SORTS, WHOSE, Wish
from rest.errors import error_body
from rest.listing import PARAMETERS, Deleted, Deletion, page_of
from tenants.refusal import Refused, refused_fields
from web.lessons.presentation import conflict_json, entry_json, lesson_json, version_json
from web.lessons.serializers import (
    LessonList,
    LessonRequest,
    LessonUpdate,
    NewLesson,
    RestoreRequest,
    VersionList,
    WholeLesson,
)

FIELDS = {"text": "input"}
CHANGES = ("title", "settings", "upsert", "delete", "order")


@extend_schema(
    operation_id="createLesson",
    methods=["POST"],
    request=LessonRequest,
    responses={201: NewLesson},
)
@extend_schema(
    operation_id="listLessons",
    methods=["GET"],
    parameters=[
        *PARAMETERS,
        OpenApiParameter("q", str, description="Words in the title or in a line."),
        OpenApiParameter("folder", str),
        OpenApiParameter("sort", str, default="-updated", enum=list(SORTS)),
        OpenApiParameter("whose", str, default="all", enum=list(WHOSE)),
        OpenApiParameter("bin", bool, default=False, description="Those in the bin."),
    ],
    responses=LessonList,
)
@api_view(["GET", "POST"])
@needs_scope(GET="lessons:read", POST="lessons:write")
@idempotent
def lessons(request: TokenRequest) -> Response:
    """List the lessons that tokens made and that members share, or make one.

    A new one belongs to the workspace's tokens; `access` says what members may do with it, and is
    `edit` unless given.
    """
    viewer = viewer_of(request)
    if request.method == "GET":
        entries = library.entries(viewer=viewer, wish=wish_of(request))
        found = page_of(request, entries)
        shown = [entry_json(entry) for entry in found.data]
        return Response(
            {
                "object": "list",
                "data": shown,
                "first_id": found.first_id,
                "last_id": found.last_id,
                "has_more": found.has_more,
            }
        )
    body = LessonRequest(data=request.data)
    body.is_valid(raise_exception=True)
    data = body.validated_data
    sent = _sent(request)
    with refused_fields(**FIELDS), documents.refusing_bad_documents():
        material = INPUT_FORMATS[data.get("input_format", "text")](data.get("input", ""))
        saved = documents.create(
            viewer=viewer,
            title=parse_title(data.get("title")),
            material=material,
            settings=parse_settings(sent.get("settings") or {}),
            lines=tuple(map(parse_line, sent.get("lines") or [])),
            folder=data.get("folder", ""),
            access=data.get("access", Lesson.Access.EDIT),
        )
    made = {**_shown(viewer, saved), "ignored": list(material.ignored)}
    return Response(made, status=201)


@extend_schema(operation_id="retrieveLesson", methods=["GET"], responses=WholeLesson)
@extend_schema(
    operation_id="updateLesson", methods=["PATCH"], request=LessonUpdate, responses=WholeLesson
)
@extend_schema(
    operation_id="deleteLesson",
    methods=["DELETE"],
    responses={200: Deleted},
)
@api_view(["GET", "PATCH", "DELETE"])
@needs_scope(GET="lessons:read", PATCH="lessons:write", DELETE="lessons:write")
def lesson(request: TokenRequest, lesson_id: str) -> Response:
    """One lesson with its lines.

    PATCH changes what it names. Changes of lines need `base_revision`: a line that somebody else
    has changed since is answered with 409 `lesson_conflict` and both sides, and nothing is saved.
    DELETE puts the lesson into the bin, and deletes one in the bin for good.
    """
    viewer = viewer_of(request)
    if request.method == "DELETE":
        found = find(viewer=viewer, lesson_id=lesson_id, action=Action.BIN, binned=True)
        if found.binned_at is None:
            library.put_into_bin(tenant=viewer.tenant, lesson=found, by=actor_of(request))
        else:
            library.delete_for_good(tenant=viewer.tenant, lesson=found, by=actor_of(request))
        return Response(Deleted(Deletion(lesson_id, "lesson")).data)
    if request.method == "GET":
        found = find(viewer=viewer, lesson_id=lesson_id, action=Action.READ, binned=True)
        return Response(_shown(viewer, documents.Saved(found, found.document(viewer.tenant))))
    body = LessonUpdate(data=request.data)
    body.is_valid(raise_exception=True)
    return _updated(request, viewer, lesson_id, body.validated_data)


@extend_schema(
    operation_id="duplicateLesson", methods=["POST"], request=None, responses={201: WholeLesson}
)
@api_view(["POST"])
@needs_scope(POST="lessons:write")
@idempotent
def duplicate(request: TokenRequest, lesson_id: str) -> Response:
    """Copy a lesson. The copy has the same sounds: nothing is made or counted again."""
    viewer = viewer_of(request)
    found = find(viewer=viewer, lesson_id=lesson_id, action=Action.READ)
    return Response(_shown(viewer, documents.duplicate(viewer=viewer, lesson=found)), status=201)


@extend_schema(
    operation_id="restoreLesson", methods=["POST"], request=RestoreRequest, responses=WholeLesson
)
@api_view(["POST"])
@needs_scope(POST="lessons:write")
@idempotent
def restore(request: TokenRequest, lesson_id: str) -> Response:
    """Make the lesson what it was in a version, or take it out of the bin."""
    body = RestoreRequest(data=request.data)
    body.is_valid(raise_exception=True)
    viewer = viewer_of(request)
    if version := body.validated_data.get("version"):
        found = find(viewer=viewer, lesson_id=lesson_id, action=Action.EDIT)
        saved = documents.restore(viewer=viewer, lesson_id=found.id, version_id=version)
    else:
        found = find(viewer=viewer, lesson_id=lesson_id, action=Action.BIN, binned=True)
        library.take_out_of_bin(tenant=viewer.tenant, lesson=found, by=actor_of(request))
        saved = documents.Saved(found, found.document(viewer.tenant))
    return Response(_shown(viewer, saved))


@extend_schema(operation_id="listLessonVersions", responses=VersionList)
@api_view(["GET"])
@needs_scope(GET="lessons:read")
def versions(request: TokenRequest, lesson_id: str) -> Response:
    """The versions that are kept of a lesson, newest first."""
    viewer = viewer_of(request)
    found = find(viewer=viewer, lesson_id=lesson_id, action=Action.READ)
    return Response({"object": "list", "data": versions_json(found)})


def versions_json(lesson: Lesson) -> list[dict[str, Any]]:
    """The versions of a lesson with the names of their authors, newest first."""
    kept = list(lesson.versions.defer("content"))
    authors = {version.author_id for version in kept if version.author_id is not None}
    names = dict(User.objects.filter(id__in=authors).values_list("id", "name"))
    return [version_json(version, names.get(version.author_id or 0, "")) for version in kept]


BOOLEANS = {"": False, "false": False, "0": False, "true": True, "1": True}


def wish_of(request: HttpRequest) -> Wish:
    """Which lessons the query asks for. Raises Refused."""
    query = request.GET
    whose = query.get("whose", "all")
    if whose not in WHOSE:
        message = _("“%(name)s” must be one of: %(known)s.")
        figures = {"name": "whose", "known": ", ".join(WHOSE)}
        raise Refused("invalid_value", message % figures, param="whose")
    if (binned := BOOLEANS.get(query.get("bin", "").lower())) is None:
        message = _("“%(name)s” must be one of: %(known)s.")
        raise Refused(
            "invalid_value", message % {"name": "bin", "known": "true, false"}, param="bin"
        )
    return Wish(
        query=query.get("q", "")[:200],
        folder=query.get("folder"),
        sort=query.get("sort", "-updated"),
        whose=whose,
        binned=binned,
    )


def _sent(request: TokenRequest) -> dict[str, Any]:
    """The body as it was sent: the outer form of a lesson's parts is checked, they are parsed
    by `lessons.document`."""
    return cast(dict[str, Any], request.data)


def _updated(
    request: TokenRequest, viewer: Viewer, lesson_id: str, data: dict[str, Any]
) -> Response:
    sent = _sent(request)
    changes = {name: sent[name] for name in CHANGES if name in sent}
    action = Action.EDIT if changes or "base_revision" in data else Action.SHARE
    found = find(viewer=viewer, lesson_id=lesson_id, action=action)
    if "folder" in data or "access" in data:
        found = find(viewer=viewer, lesson_id=lesson_id, action=Action.SHARE)
    if changes and "base_revision" not in data:
        message = _("Say by “base_revision” which revision the changes are based on.")
        raise Refused("base_revision_missing", message, param="base_revision")
    if changes:
        patch_data = {**changes, "base_revision": data["base_revision"]}
        with documents.refusing_bad_documents():
            patch = parse_patch(patch_data)
        try:
            found = documents.save(viewer=viewer, lesson_id=found.id, patch=patch).lesson
        except Conflict as conflict:
            found.refresh_from_db()
            return conflict_response(conflict, found)
    if "folder" in data:
        library.move(lesson=found, folder=data["folder"])
    if "access" in data:
        library.share(
            tenant=viewer.tenant, lesson=found, access=data["access"], by=actor_of(request)
        )
    return Response(_shown(viewer, documents.Saved(found, found.document(viewer.tenant))))


def conflict_response(conflict: Conflict, lesson: Lesson) -> Response:
    """The 409 that says which lines others have changed since."""
    message = _("Somebody else has changed the same lines; nothing was saved.")
    body = error_body(409, message, code="lesson_conflict")
    return Response({**body, **conflict_json(conflict, lesson.revision)}, status=409)


def _shown(viewer: Viewer, saved: documents.Saved) -> dict[str, Any]:
    return lesson_json(library.entry_of(viewer=viewer, lesson=saved.lesson), saved.document)
