"""Turns REST's request bodies into Orders: OpenAI's field names, and Lectern's own."""

from typing import Any

from synthesis.jobs.order import Order
from web.jobs.serializers import TextRequest

FIELDS = {"text": "input", "mood": "emotion"}
"""The fields of an Order that REST has other names for (see tenants.refusal.refused_fields)."""


def order_of(body: TextRequest, **more: Any) -> Order:
    """The order in a validated body; `more` are further fields of the Order."""
    return Order(
        text=body.validated_data["input"],
        voice=body.validated_data["voice"],
        tone=body.tone,
        mood=body.mood,
        say_as=body.say_as_places,
        **more,
    )
