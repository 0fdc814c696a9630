"""The progress and screening of a take, as its page shows them."""

from dataclasses import dataclass
from math import ceil

from django.utils.translation import gettext as _

from voices.models import Mood, Take, Voice
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


def usual_time(seconds: float | None) -> str:
    """How long a voice takes on this machine, in words; `seconds` is None if none was made yet."""
    if seconds is None:
        return _("No voice was made on this machine yet, so it can’t be said how long it takes.")
    if seconds <= 55:
        tens = max(10, 10 * ceil(seconds / 10))
        return _("Most voices were ready here within %(seconds)s seconds, waiting included.") % {
            "seconds": tens
        }
    minutes = ceil(seconds / 60)
    if minutes == 1:
        return _("Most voices were ready here within a minute, waiting included.")
    return _("Most voices were ready here within %(minutes)s minutes, waiting included.") % {
        "minutes": minutes
    }


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


def fitted_take(shown: list[ShownTake]) -> Take | None:
    """The take that the sample of a finished voice speaks like: the newest neutral one."""
    ready = [each.take for each in shown if each.take.status == Take.Status.READY]
    return next((take for take in ready if take.mood == Mood.NEUTRAL), ready[0] if ready else None)
