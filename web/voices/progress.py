"""The progress and screening of a take, as its page shows them."""

from dataclasses import dataclass

from voices.models import Take, Voice
from web.voices.forms import TranscriptForm
from web.voices.presentation import Finding, error_sentence, findings


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the list of steps; `state` is done, now or later."""

    name: str
    state: str


@dataclass(frozen=True, slots=True)
class ShownTake:
    """A recording of a voice with everything that the page shows about it."""

    take: Take
    error: str
    reasons: list[Finding]
    warnings: list[Finding]
    form: TranscriptForm


def steps_of(take: Take) -> list[Step]:
    """The steps that a take goes through, beginning with waiting."""
    labels = {value: str(label) for value, label in Take.Step.choices if value != Take.Step.DONE}
    order = list(labels)
    at = order.index(take.step) if take.step in labels else len(order)
    return [
        Step(labels[value], "done" if i < at else "now" if i == at else "later")
        for i, value in enumerate(order)
    ]


def shown_takes(voice: Voice) -> list[ShownTake]:
    """The recordings of a voice, newest first."""
    return [
        ShownTake(
            take=take,
            error=error_sentence(take.error_code),
            reasons=findings(take),
            warnings=findings(take, "warnings"),
            form=TranscriptForm(
                initial={"transcript": take.transcript}, auto_id=f"id_{take.id}_%s"
            ),
        )
        for take in voice.takes.all()
    ]
