"""An order with free instructions, as far as its voice can follow them."""

from __future__ import annotations

from dataclasses import replace

from synthesis import moods, voice_choice
from synthesis.jobs.order import Order
from voices.tone.instructions import Followed, follow


def instructed(order: Order, instructions: str) -> tuple[Order, Followed]:
    """The order with the tone and mood that the instructions ask for, and what was done of them.

    What the order asks for itself stays. Raises Refused where its engine or voice can't be used.
    """
    engine = voice_choice.engine_spec(order.model)
    voice = voice_choice.choose(order.voice, engine=engine)
    settled = {name for name, value in order.tone.items() if value is not None}
    if order.mood:
        settled.add("mood")
    followed = follow(instructions, moods=moods.moods_of(voice, engine=engine), settled=settled)
    tone = {**order.tone, **followed.controls}
    return replace(order, tone=tone, mood=order.mood or followed.mood), followed
