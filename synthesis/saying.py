"""What whoever submits a text says of its places: "this is a date, the day first"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from synthesis.text import DEFAULT, NONE, Reading, ReadingStyle
from synthesis.text.language import main_language
from synthesis.text.plan import without_controls
from synthesis.text.saying.say_as import CannotSay, said_as
from synthesis.text.semiotic.detect import readings_in
from tenants.refusal import Refused
from voices.dictionary.entry import RESPELLING

MOST = 100
LONGEST = 40
"""The most characters of a place; a segment may be cut inside anything longer."""


@dataclass(frozen=True, slots=True)
class SayAs:
    """The characters from `start` to `end` of a text, in code points, are of a kind: one of
    say_as.KINDS. `form` is the order of a date's figures, empty for the workspace's."""

    start: int
    end: int
    kind: str
    form: str = ""


def placed(
    text: str, instructions: Sequence[SayAs], style: ReadingStyle = DEFAULT
) -> tuple[Reading, ...]:
    """The instructions as readings of the text without its control characters.

    Raises Refused, whose `param` names the instruction: a place lies outside of the text, is longer
    than LONGEST or overlaps another, or can't be said so.
    """
    if not instructions:
        return ()
    if len(instructions) > MOST:
        message = _("A text has at most %(max)s places of “say_as”.") % {"max": MOST}
        raise Refused("say_as_too_many", message, param="say_as")
    main = main_language(text)
    languages = readings_in(text, main, NONE, style)[1]
    found: list[Reading] = []
    end = 0
    for number, each in sorted(enumerate(instructions), key=lambda pair: pair[1].start):
        param = f"say_as.{number}"
        if not end <= each.start < each.end <= len(text) or each.end - each.start > LONGEST:
            message = _(
                "A place of “say_as” lies within the text, has 1 to %(max)s characters, and no two "
                "overlap; this one goes from %(start)s to %(end)s of %(length)s."
            )
            figures = {"max": LONGEST, "start": each.start, "end": each.end, "length": len(text)}
            raise Refused("say_as_misplaced", message % figures, param=param)
        end = each.end
        written = text[each.start : each.end]
        language = languages[each.start] if each.start < len(languages) else main
        start = len(without_controls(text[: each.start]))
        stop = len(without_controls(text[: each.end]))
        found.append(
            Reading(start, stop, RESPELLING, said_of(each, written, language, style, param=param))
        )
    return tuple(found)


def said_of(
    each: SayAs, written: str, language: str, style: ReadingStyle = DEFAULT, *, param: str
) -> str:
    """What is said of a written place, in "zh" or "en". Raises Refused where it can't be that."""
    try:
        said = said_as(written, each.kind, form=each.form, language=language, style=style)
    except CannotSay:
        said = ""
    if not said.strip():
        kind = f"{each.kind} ({each.form})" if each.form else each.kind
        message = _("“%(written)s” can't be read as “%(kind)s”.")
        raise Refused(
            "say_as_impossible", message % {"written": written, "kind": kind}, param=param
        )
    return said
