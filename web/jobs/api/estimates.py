"""REST: the length and price of a text before it is spoken."""

from dataclasses import dataclass

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from accounts.access import needs_scope
from accounts.request import TokenRequest
from billing.pricing import Price, price_of
from billing.quota import Quota, quota_of
from synthesis.jobs.draft import draft
from tenants.refusal import refused_fields
from web.jobs.api.orders import FIELDS, order_of
from web.jobs.serializers import EstimateAnswer, EstimateRequest


@dataclass(frozen=True, slots=True)
class Estimate:
    """Estimated characters, segments, milliseconds of audio and price of a text, and the day's
    quota."""

    characters: int
    segments: int
    audio_ms: int
    quota: Quota
    price: Price

    @property
    def fits(self) -> bool:
        """The quota has room for it."""
        return self.audio_ms <= self.quota.left_ms


@extend_schema(operation_id="createEstimate", request=EstimateRequest, responses=EstimateAnswer)
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
    with refused_fields(**FIELDS):
        drafted = draft(tenant=request.tenant, limits=limits, order=order)
    estimate = Estimate(
        characters=len(order.text),
        segments=len(drafted.segments),
        audio_ms=drafted.audio_ms,
        quota=quota_of(request.tenant, limits),
        price=price_of(request.tenant, limits, drafted.audio_ms),
    )
    return Response(EstimateAnswer(estimate).data)
