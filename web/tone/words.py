"""What the numbers of a tone are called: the words of sliders, and of what a line may have."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from voices.tone.controls import CONTROLS, Control

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class Choice:
    """A value, and what people call it and what is near it."""

    value: float
    label: StrPromise | str


@dataclass(frozen=True, slots=True)
class Scale:
    """The words of a control, the smallest value first, and how its figures are written."""

    words: tuple[Choice, ...]
    figure: StrPromise | str
    """With {n} for the number."""
    factor: float = 1.0
    """What the control's value is multiplied by to get that number."""
    neutral: float = 0.0
    """The value that changes nothing: its word is for that alone."""
    unit: StrPromise | str = ""
    """Of the value itself."""

    def shown(self, value: float) -> str:
        """The figure of a value: 300 ms are “0.3 s”."""
        return str(self.figure).format(n=f"{value * self.factor:g}")


_PAUSES = Scale(
    (
        Choice(0, _("none")),
        Choice(300, _("a short one")),
        Choice(800, _("a long one")),
        Choice(2000, _("to think")),
        Choice(5000, _("to write")),
    ),
    figure=_("{n} s"),
    factor=0.001,
    unit=_("ms"),
)
SCALES = {
    "speed": Scale(
        (
            Choice(0.7, _("very slowly")),
            Choice(0.85, _("slowly")),
            Choice(1.0, _("at the voice’s own pace")),
            Choice(1.15, _("briskly")),
            Choice(1.3, _("fast")),
        ),
        figure="{n}×",
        neutral=1.0,
    ),
    "expressiveness": Scale(
        (
            Choice(0, _("flat")),
            Choice(0.5, _("calm")),
            Choice(1, _("as the voice is")),
            Choice(1.5, _("lively")),
            Choice(2, _("very lively")),
        ),
        figure="{n}×",
        neutral=1.0,
    ),
    "gain_db": Scale(
        (
            Choice(-12, _("much quieter")),
            Choice(-4, _("quieter")),
            Choice(0, _("as loud as the voice is")),
            Choice(4, _("louder")),
            Choice(12, _("much louder")),
        ),
        figure="{n} dB",
        unit="dB",
    ),
    "sentence_pause_ms": _PAUSES,
    "paragraph_pause_ms": _PAUSES,
}


@dataclass(frozen=True, slots=True)
class Dial:
    """A control as a slider: it stands at `plain` where nothing is set."""

    name: str
    control: Control
    scale: Scale
    plain: float

    @property
    def words(self) -> str:
        """JSON: [value, word] of each, for static/js/dials.js."""
        return json.dumps([[each.value, str(each.label)] for each in self.scale.words])

    @property
    def exactly(self) -> str:
        """What the field of its exact value is called."""
        return exactly(self.name)

    @property
    def least_word(self) -> str:
        return str(self.scale.words[0].label)

    @property
    def most_word(self) -> str:
        return str(self.scale.words[-1].label)


def exactly(name: str) -> str:
    """What the field of a control's exact value is called: its label with the unit."""
    unit = SCALES[name].unit
    return f"{CONTROLS[name].label} ({unit})" if unit else str(CONTROLS[name].label)


def dials(plain: Mapping[str, float], *, without: str = "") -> Iterator[Dial]:
    """The sliders of all controls but one, in their order. `plain` holds what is heard where
    nothing is set."""
    for name, control in CONTROLS.items():
        if name != without:
            yield Dial(name, control, SCALES[name], plain[name])
