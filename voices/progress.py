"""How far a take is, and what was found in it, as its page shows it."""

from dataclasses import dataclass

from voices.forms import TranscriptForm
from voices.models import Take, Voice
from voices.presentation import Finding, findings, said


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the list of steps; `state` is done, now or later."""

    name: str
    state: str


@dataclass(frozen=True, slots=True)
class ShownTake:
    """A recording of a voice with all that its page says of it."""

    take: Take
    error: str
    reasons: list[Finding]
    warnings: list[Finding]
    form: TranscriptForm


def steps_of(take: Take) -> list[Step]:
    """The steps that a take goes through, from its waiting on."""
    order = [step for step in Take.Step if step != Take.Step.DONE]
    at = order.index(Take.Step(take.step)) if take.step in order else len(order)
    states = ["done" if i < at else "now" if i == at else "later" for i in range(len(order))]
    return [Step(str(step.label), state) for step, state in zip(order, states, strict=True)]


def shown_takes(voice: Voice) -> list[ShownTake]:
    """The recordings of a voice, newest first."""
    return [
        ShownTake(
            take=take,
            error=said(take.error_code),
            reasons=findings(take),
            warnings=findings(take, "warnings"),
            form=TranscriptForm(
                initial={"transcript": take.transcript}, auto_id=f"id_{take.id}_%s"
            ),
        )
        for take in voice.takes.all()
    ]
