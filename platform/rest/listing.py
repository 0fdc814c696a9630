"""Lists as REST gives them: newest first, by a cursor that new rows don't shift."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from rest.answer_fields import Constant
from rest.numbers import whole_number
from tenants.refusal import Refused

DEFAULT, MOST = 20, 100
PARAMETERS = [
    OpenApiParameter("limit", {"type": "integer", "minimum": 1, "maximum": MOST}),
    OpenApiParameter("after", str, description="The id after which the page begins."),
]


@dataclass(frozen=True, slots=True)
class Page:
    """Rows that have an `id`, and whether others follow them."""

    data: Sequence[Any]
    has_more: bool

    @property
    def first_id(self) -> str | None:
        return self.data[0].id if self.data else None

    @property
    def last_id(self) -> str | None:
        return self.data[-1].id if self.data else None


# Renders a Page; a subclass says by its `data` what the rows are.
class ListAnswer(serializers.Serializer[Page]):
    object = Constant("list")
    data = serializers.ListField()  # type: ignore[assignment]  # DRF takes fields out of the class
    first_id = serializers.CharField(allow_null=True)
    last_id = serializers.CharField(allow_null=True)
    has_more = serializers.BooleanField()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        # DRF moves a field that a subclass declares anew to the end.
        fields = super().get_fields()
        return {name: fields[name] for name in ("object", "data")} | fields


# What DELETE answers.
class Deleted(serializers.Serializer["Deletion"]):
    id = serializers.CharField()
    object = serializers.CharField()
    deleted = Constant(True)


@dataclass(frozen=True, slots=True)
class Deletion:
    """A record that was deleted; `object` names its kind."""

    id: str
    object: str


def limit_of(request: HttpRequest, default: int = DEFAULT) -> int:
    """The query's `limit`. Raises Refused unless it is a whole number from 1 to MOST."""
    limit = whole_number(request.GET.get("limit", str(default)), most=MOST)
    if not limit:
        message = _("“limit” must be a whole number from 1 to %(max)s.") % {"max": MOST}
        raise Refused("invalid_value", message, param="limit")
    return limit


def page(request: HttpRequest, rows: QuerySet[Any]) -> Page:
    """One page of rows, which have `id` and `created_at`, by the query's `after` and `limit`.

    Raises Refused for an `after` that is not in the list.
    """
    limit = limit_of(request)
    rows = rows.order_by("-created_at", "-id")
    if after := request.GET.get("after"):
        last = rows.filter(id=after).first()
        if last is None:
            raise _unknown_after(after)
        rows = rows.filter(
            Q(created_at__lt=last.created_at) | Q(created_at=last.created_at, id__lt=last.id)
        )
    one_more = list(rows[: limit + 1])
    return Page(one_more[:limit], has_more=len(one_more) > limit)


def page_of(request: HttpRequest, rows: Sequence[Any], *, default_limit: int = DEFAULT) -> Page:
    """One page of rows that are in order already; each has an `id`.

    Raises Refused for an `after` that is not among them.
    """
    limit = limit_of(request, default_limit)
    if after := request.GET.get("after"):
        # Rows that are loaded when they are asked for know their ids without that.
        ids = getattr(rows, "ids", None) or [row.id for row in rows]
        if after not in ids:
            raise _unknown_after(after)
        rows = rows[ids.index(after) + 1 :]
    return Page(rows[:limit], has_more=len(rows) > limit)


def _unknown_after(after: str) -> Refused:
    message = _("There is no “%(id)s” to go on after.") % {"id": after[:60]}
    return Refused("invalid_value", message, param="after", status=404)
