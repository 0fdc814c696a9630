"""Lists as REST gives them: newest first, by a cursor that new rows don't shift."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers

from tenants.refusal import Refused

DEFAULT, MOST = 20, 100
PARAMETERS = [
    OpenApiParameter("limit", {"type": "integer", "minimum": 1, "maximum": MOST}),
    OpenApiParameter("after", str, description="The id after which the page begins."),
]


class Deleted(serializers.Serializer):
    """What DELETE answers."""

    id = serializers.CharField()
    object = serializers.CharField()
    deleted = serializers.BooleanField()


def list_answer(
    row: type[serializers.Serializer], **more: serializers.Field
) -> serializers.Serializer:
    """The schema of `listed` for the OpenAPI document, with `more` fields beside those."""
    return inline_serializer(
        row.__name__.removesuffix("Answer") + "List",
        {
            "object": serializers.CharField(),
            "data": row(many=True),
            "first_id": serializers.CharField(allow_null=True),
            "last_id": serializers.CharField(allow_null=True),
            "has_more": serializers.BooleanField(),
            **more,
        },
    )


def limit_of(request: HttpRequest, default: int = DEFAULT) -> int:
    """The query's `limit`. Raises Refused unless it is a whole number from 1 to MOST."""
    text = request.GET.get("limit", str(default))
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MOST):
        message = _("“limit” must be a whole number from 1 to %(max)s.") % {"max": MOST}
        raise Refused("invalid_value", message, param="limit")
    return int(text)


def page(
    request: HttpRequest, rows: QuerySet, show: Callable[[Any], dict[str, Any]]
) -> dict[str, Any]:
    """One page of rows, which have `id` and `created_at`, by the query's `after` and `limit`.

    Raises Refused for an `after` that is not in the list.
    """
    limit = limit_of(request)
    rows = rows.order_by("-created_at", "-id")
    if after := request.GET.get("after"):
        last: Model | None = rows.filter(id=after).first()
        if last is None:
            message = _("There is no “%(id)s” to go on after.") % {"id": after[:60]}
            raise Refused("invalid_value", message, param="after", status=404)
        rows = rows.filter(
            Q(created_at__lt=last.created_at) | Q(created_at=last.created_at, id__lt=last.id)
        )
    one_more = list(rows[: limit + 1])
    return listed([show(row) for row in one_more[:limit]], has_more=len(one_more) > limit)


def listed(data: list[dict[str, Any]], *, has_more: bool) -> dict[str, Any]:
    """The body of a list."""
    return {
        "object": "list",
        "data": data,
        "first_id": data[0]["id"] if data else None,
        "last_id": data[-1]["id"] if data else None,
        "has_more": has_more,
    }
