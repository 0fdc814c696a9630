"""SCIM 2.0 (RFC 7643, RFC 7644): a directory adds and removes members, one by one.

The base address is `/v1/scim/v2`, the bearer token one with the scope `scim`. A user's id is that
of the membership: who was removed and is added again is another user.
"""

import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view, parser_classes, renderer_classes
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from accounts.access import needs_scope
from accounts.actor import actor_of
from accounts.models import Membership
from accounts.request import TokenRequest
from accounts.tokens import SCIM
from rest.parsers import UnicodeJSONParser
from single_sign_on import directory
from tenants.refusal import Refused
from web.single_sign_on.scim_bodies import USER, Wrong, described, stays_active

LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
MOST = 200
FILTER = re.compile(r'\s*(userName|emails(?:\.value)?|id)\s+eq\s+"([^"]{1,254})"\s*', re.IGNORECASE)

View = Callable[..., Response]


class ScimParser(UnicodeJSONParser):
    media_type = "application/scim+json"


class ScimRenderer(JSONRenderer):
    media_type = "application/scim+json"


def scim(*methods: str) -> Callable[[View], View]:
    """A view that takes and answers SCIM's JSON, for tokens with its scope."""

    def decorate(view: View) -> View:
        scoped = needs_scope(**dict.fromkeys(methods, SCIM))(view)
        answered = parser_classes([ScimParser, UnicodeJSONParser])(scoped)
        answered = renderer_classes([ScimRenderer])(answered)
        made: Any = extend_schema(exclude=True)(api_view(list(methods))(answered))
        made.cls.get_exception_handler = lambda _self: explained
        view_of_scim: View = made
        return view_of_scim

    return decorate


def explained(error: Exception, context: dict[str, Any]) -> Response | None:
    """SCIM's answer to an exception (RFC 7644, section 3.12); None for an unknown one: a 500."""
    if isinstance(error, Wrong):
        return _error(400, str(error), error.kind)
    if isinstance(error, Refused):
        kind = "uniqueness" if error.code == "member_already" else ""
        return _error(error.status, str(error), kind)
    if isinstance(error, Http404):
        return _error(404, _("There is no such user."))
    if isinstance(error, RequestDataTooBig):
        return _error(413, _("The request is larger than this installation accepts."))
    if isinstance(error, APIException):
        kind = "invalidSyntax" if error.status_code == 400 else ""
        detail = error.detail[0] if isinstance(error.detail, list) else error.detail
        return _error(error.status_code, str(detail), kind)
    return None


@scim("GET", "POST")
def users(request: TokenRequest) -> Response:
    """The members, those of a filter or all; POST adds one."""
    if request.method == "POST":
        given = described(request.data)
        if not given.active:
            message = _("Nobody is a member without being active: add people when they are.")
            raise Wrong("invalidValue", message)
        membership = directory.add(
            tenant=request.tenant, email=given.email, name=given.name, by=actor_of(request)
        )
        return Response(_user(request, membership), status=201)
    found = _members(request)
    wanted = request.query_params.get("filter", "")
    if wanted:
        asked = FILTER.fullmatch(wanted)
        if asked is None:
            return _error(400, _('Of filters, userName eq "…" is known.'), "invalidFilter")
        if asked[1].lower() == "id":
            found = found.filter(id=int(asked[2])) if _is_id(asked[2]) else found.none()
        else:
            found = found.filter(user__email__iexact=asked[2])
    start = max(1, _whole(request.query_params.get("startIndex"), 1))
    count = min(MOST, max(0, _whole(request.query_params.get("count"), MOST)))
    page = [_user(request, each) for each in found[start - 1 : start - 1 + count]]
    return Response(
        {
            "schemas": [LIST],
            "totalResults": found.count(),
            "startIndex": start,
            "itemsPerPage": len(page),
            "Resources": page,
        }
    )


@scim("GET", "PUT", "PATCH", "DELETE")
def user(request: TokenRequest, user_id: str) -> Response:
    """A member. One that is no longer `active` leaves the workspace; names are the person's own to
    change, so others stay as they are."""
    if not _is_id(user_id):
        raise Http404
    membership = _members(request).filter(id=int(user_id)).first()
    if membership is None:
        raise Http404
    shown = _user(request, membership)
    if request.method == "DELETE":
        directory.remove(membership=membership, by=actor_of(request))
        return Response(status=204)
    if request.method in ("PUT", "PATCH"):
        body, is_put = request.data, request.method == "PUT"
        if not (described(body).active if is_put else stays_active(body)):
            directory.remove(membership=membership, by=actor_of(request))
            shown["active"] = False
    return Response(shown)


@scim("GET")
def configuration(request: TokenRequest) -> Response:
    """What of SCIM is there (RFC 7643, section 5)."""
    no = {"supported": False}
    return Response(
        {
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
            "patch": {"supported": True},
            "bulk": {**no, "maxOperations": 0, "maxPayloadSize": 0},
            "filter": {"supported": True, "maxResults": MOST},
            "changePassword": no,
            "sort": no,
            "etag": no,
            "authenticationSchemes": [
                {
                    "type": "oauthbearertoken",
                    "name": "API token",
                    "description": "A token of the workspace with the scope “scim”.",
                    "primary": True,
                }
            ],
        }
    )


@scim("GET")
def others(request: TokenRequest, rest: str) -> Response:
    """Groups, bulk requests, and whatever else of SCIM is not here."""
    return _error(404, _("There is nothing at this address."))


@scim("GET")
def resource_types(request: TokenRequest) -> Response:
    """Users alone."""
    kind = {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
        "id": "User",
        "name": "User",
        "endpoint": "/Users",
        "schema": USER,
    }
    answer = {"schemas": [LIST], "totalResults": 1, "startIndex": 1, "itemsPerPage": 1}
    return Response({**answer, "Resources": [kind]})


def _members(request: TokenRequest) -> QuerySet[Membership]:
    members = Membership.objects.filter(tenant=request.tenant)
    return members.select_related("user", "tenant").order_by("id")


def _user(request: TokenRequest, membership: Membership) -> dict[str, Any]:
    person = membership.user
    return {
        "schemas": [USER],
        "id": str(membership.id),
        "userName": person.email,
        "displayName": person.name,
        "name": {"formatted": person.name},
        "active": True,
        "emails": [{"value": person.email, "type": "work", "primary": True}],
        "roles": [{"value": membership.role}],
        "meta": {
            "resourceType": "User",
            "created": membership.created_at.isoformat(),
            "location": request.build_absolute_uri(f"/v1/scim/v2/Users/{membership.id}"),
        },
    }


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else default


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _error(status: int, detail: str, kind: str = "") -> Response:
    body = {"schemas": [ERROR], "status": str(status), "detail": detail}
    return Response({**body, **({"scimType": kind} if kind else {})}, status=status)
