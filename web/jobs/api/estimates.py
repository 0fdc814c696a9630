"""REST: what a text would take. Nothing is made."""

from django.http import HttpRequest
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from accounts.access import needs_scope
from billing.pricing import price_of
from billing.quota import quota_of
from synthesis.jobs.draft import draft
from web.jobs.serializers import EstimateAnswer, EstimateRequest


@extend_schema(operation_id="createEstimate", request=EstimateRequest, responses=EstimateAnswer)
@api_view(["POST"])
@needs_scope(POST="speech")
def estimates(request: HttpRequest):
    """The length of a text's audio, whether today's quota has room for it, and its price.

    The price is what it would cost beyond what the plan includes, in minor units (cents).
    """
    body = EstimateRequest(data=request.data)
    body.is_valid(raise_exception=True)
    asked = body.validated_data
    limits = request.limits
    drafted = draft(
        tenant=request.tenant,
        limits=limits,
        text=asked["input"],
        voice=asked["voice"],
        tone=body.tone,
        emotion=body.emotion_asked,
    )
    price = price_of(request.tenant, limits, drafted.audio_ms)
    quota = quota_of(request.tenant, limits)
    return Response(
        {
            "object": "estimate",
            "characters": len(asked["input"]),
            "segments": len(drafted.segments),
            "audio_ms": drafted.audio_ms,
            "quota": {"limit_ms": quota.limit_ms, "left_ms": quota.left_ms},
            "price": {"amount": price.amount, "currency": price.currency},
            "fits": drafted.audio_ms <= quota.left_ms,
        }
    )
