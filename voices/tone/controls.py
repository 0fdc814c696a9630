"""The table of controls that change how a text is spoken, beside its voice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class Control:
    """One number that people may set, `least` to `most` in steps of `step`."""

    label: StrPromise
    help: StrPromise
    least: float
    most: float
    step: float
    plain: float
    """The value if nobody has set one."""


@dataclass(frozen=True, slots=True)
class Tone:
    """All controls with a number each; the names are those of CONTROLS and of Job's fields."""

    speed: float
    expressiveness: float
    gain_db: float
    sentence_pause_ms: int
    paragraph_pause_ms: int


CONTROLS: dict[str, Control] = {
    "speed": Control(
        _("Speed"), _("1 is the voice's own pace."), least=0.25, most=4.0, step=0.05, plain=1.0
    ),
    "expressiveness": Control(
        _("Expressiveness"),
        _("How far the melody moves: 0 is flat, 1 is the voice as it is, 2 is very lively."),
        least=0.0,
        most=2.0,
        step=0.1,
        plain=1.0,
    ),
    "gain_db": Control(
        _("Loudness"),
        _("Louder or softer than the voice is; peaks are rounded off, not cut."),
        least=-12.0,
        most=12.0,
        step=1.0,
        plain=0.0,
    ),
    "sentence_pause_ms": Control(
        _("Pause between sentences"),
        _("Silence that is added, beside the voice's own."),
        least=0,
        most=3000,
        step=50,
        plain=0,
    ),
    "paragraph_pause_ms": Control(
        _("Pause between paragraphs"),
        _("Silence that is added where a line of the text ends."),
        least=0,
        most=5000,
        step=50,
        plain=300,
    ),
}
