"""Lists as OpenAI's API gives them: newest first, a page after an id."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter

from tenants.refusal import Refused

PAGE_DEFAULT, PAGE_MAX = 20, 100
PAGE_PARAMETERS = [
    OpenApiParameter(
        "limit", {"type": "integer", "minimum": 1, "maximum": PAGE_MAX, "default": PAGE_DEFAULT}
    ),
    OpenApiParameter("after", str, description="The id after which the page begins."),
]


def page_of(
    request: HttpRequest, rows: QuerySet, as_json: Callable[[Any], dict[str, Any]]
) -> dict[str, Any]:
    """The page of `rows` that `limit` and `after` ask for. Raises Refused.

    `rows` have a `created_at`; they come newest first, and by id where it is the same moment.
    """
    rows = rows.order_by("-created_at", "-pk")
    if after := request.GET.get("after"):
        rows = _after(rows, after)
    limit = _limit(request)
    found = list(rows[: limit + 1])
    data = [as_json(row) for row in found[:limit]]
    return {
        "object": "list",
        "data": data,
        "first_id": data[0]["id"] if data else None,
        "last_id": data[-1]["id"] if data else None,
        "has_more": len(found) > limit,
    }


def _after(rows: QuerySet, after: str) -> QuerySet:
    last: Model | None = rows.filter(pk=after).first()
    if last is None:
        message = _("There is nothing with the id “%(id)s” to go on after.") % {"id": after[:60]}
        raise Refused("invalid_value", message, param="after", status=404)
    at = last.created_at
    return rows.filter(created_at__lt=at) | rows.filter(created_at=at, pk__lt=last.pk)


def _limit(request: HttpRequest) -> int:
    text = request.GET.get("limit", str(PAGE_DEFAULT))
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= PAGE_MAX):
        message = _("“limit” must be a whole number from 1 to %(max)s.") % {"max": PAGE_MAX}
        raise Refused("invalid_value", message, param="limit")
    return int(text)
