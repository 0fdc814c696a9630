"""REST: the length and price of a text before it is spoken."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from accounts.access import needs_scope
from accounts.request import TokenRequest
from billing.pricing import Price, price_of
from billing.quota import Quota, quota_of
from rest.flags import VALUES, flag
from synthesis import pronouncing, reading_style, saying
from synthesis.jobs.draft import draft
from synthesis.jobs.order import Order
from synthesis.text import PlacedReadings, Reading
from synthesis.text.language import main_language
from synthesis.text.saying.explained import Explained, explained
from synthesis.text.skipped import Skipped, skipped
from tenants.refusal import Refused, refused_fields
from voices.dictionary import services as dictionary
from web.jobs.api.orders import FIELDS, order_of
from web.jobs.estimate_serializers import EstimateAnswer, EstimateRequest

LONGEST_EXPLAINED = 20_000


@dataclass(frozen=True, slots=True)
class Estimate:
    """Estimated characters, segments, milliseconds of audio and price of a text, and the day's
    quota."""

    characters: int
    segments: int
    audio_ms: int
    quota: Quota
    price: Price
    readings: Sequence[Explained] | None = None
    skipped: Sequence[Skipped] | None = None

    @property
    def fits(self) -> bool:
        """The quota has room for it."""
        return self.audio_ms <= self.quota.left_ms


@extend_schema(
    operation_id="createEstimate",
    request=EstimateRequest,
    responses=EstimateAnswer,
    parameters=[
        OpenApiParameter(
            "explain",
            OpenApiTypes.STR,
            enum=VALUES,
            description="1: also how the text is read (`readings`), and what of it is not "
            f"(`skipped`). For at most {LONGEST_EXPLAINED} characters.",
        )
    ],
)
@api_view(["POST"])
@needs_scope(POST="speech")
def estimates(request: TokenRequest) -> Response:
    """The length of a text's audio, whether today's quota has room for it, and its price.

    The price is for the audio beyond what the plan includes, in minor units (cents).
    """
    body = EstimateRequest(data=request.data)
    body.is_valid(raise_exception=True)
    limits = request.limits
    order = order_of(body)
    explain = _asks_to_explain(request, order.text)
    with refused_fields(**FIELDS):
        drafted = draft(tenant=request.tenant, limits=limits, order=order)
    estimate = Estimate(
        characters=len(order.text),
        segments=len(drafted.segments),
        audio_ms=drafted.audio_ms,
        quota=quota_of(request.tenant, limits),
        price=price_of(request.tenant, limits, drafted.audio_ms),
    )
    if explain:
        estimate = replace(estimate, **_explained(request, order))
    answer = EstimateAnswer(estimate).data
    return Response({name: value for name, value in answer.items() if value is not None})


def _asks_to_explain(request: TokenRequest, text: str) -> bool:
    explain = bool(flag(request, "explain"))
    if explain and len(text) > LONGEST_EXPLAINED:
        message = _("How a text is read is told for at most %(max)s characters at a time.")
        raise Refused("text_too_long", message % {"max": LONGEST_EXPLAINED}, param="input")
    return explain


def _explained(request: TokenRequest, order: Order) -> dict[str, Any]:
    """How the text is read, and what of it is not heard."""
    style = reading_style.style_of(request.tenant)
    book = pronouncing.dictionary_of(request.tenant, dictionary.latest())
    readings = saying.placed(order.text, order.say_as, style)
    if readings:
        places = [(each.start, each.end) for each in sorted(order.say_as, key=attrgetter("start"))]
        as_written = [
            Reading(*place, each.kind, each.value)
            for place, each in zip(places, readings, strict=True)
        ]
        book = PlacedReadings(order.text, as_written, book)
    language = main_language(order.text)
    how: dict[str, Any] = {"language": language, "pronunciations": book, "style": style}
    return {"readings": explained(order.text, **how), "skipped": skipped(order.text, **how)}
