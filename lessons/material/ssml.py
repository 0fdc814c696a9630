"""SSML 1.1 (https://www.w3.org/TR/speech-synthesis11/), as far as a lesson can follow it.

Followed: `p`, `s`, `break`, `say-as`, `sub`, `phoneme` and `voice`. The text
of all other elements is read as it is; which ones there were, `Material.ignored` says. A document
type is refused, so no entity of its own can grow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from lessons.document import (
    CHARACTERS,
    LONGEST_PAUSE_MS,
    LONGEST_SPEAKER,
    PAUSE,
    SAY_AS,
    BadDocument,
    gettext_noop,
)
from synthesis.text.lines import lines_of
from synthesis.text.placed import Reading
from synthesis.text.saying.say_as import (
    DATE,
    DATE_FORMATS,
    CannotSay,
    kind_and_form,
    said_as,
    with_form,
)
from synthesis.text.saying.say_as import KINDS as SAY_AS_KINDS
from voices.dictionary.entry import IPA, PINYIN, RESPELLING

from .pieces import Material, Piece

DEEPEST = 64
# What a break of each strength lasts, in milliseconds; the standard leaves it to the processor.
STRENGTHS = {
    "none": 0,
    "x-weak": 250,
    "weak": 500,
    "medium": 750,
    "strong": 1000,
    "x-strong": 1250,
}
ALPHABETS = {"ipa": IPA, "pinyin": PINYIN, "x-pinyin": PINYIN, "py": PINYIN}
SPELLED = {"spell-out": CHARACTERS, "verbatim": CHARACTERS, "number": "cardinal"}
"""Other words for the same kind of say-as."""
TRANSPARENT = {"speak", "lang", "w", "token"}
UNSPOKEN = {"metadata", "meta", "lexicon", "desc", "mark", "lookup"}
_TIME = re.compile(r"\+?(\d{1,6}(?:\.\d{1,3})?|\.\d{1,3})(ms|s)\Z")
_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


@dataclass(slots=True)
class _Run:
    """Text without a break in it, said by one speaker."""

    speaker: str
    text: str = ""
    readings: list[Reading] = field(default_factory=list)
    ends_paragraph: bool = False
    pause_ms: int | None = None


@dataclass(slots=True)
class _Open:
    """An element whose end has not come yet, and what its text is to be said as."""

    name: str
    speaker: str
    silent: bool
    reading: tuple[str, str] | None = None
    run: _Run | None = None
    start: int = 0


def from_ssml(text: str) -> Material:
    """The lines of an SSML document. Raises BadDocument with the place of what is wrong."""
    reader = _Reader()
    reader.read(text)
    return Material(tuple(reader.pieces()), tuple(reader.ignored))


class _Reader:
    def __init__(self) -> None:
        self.ignored: dict[str, None] = {}
        self._runs: list[_Run] = [_Run("")]
        self._open: list[_Open] = []
        parser = self._parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._doctype

    def read(self, text: str) -> None:
        try:
            self._parser.Parse(text.encode(), True)
        except (expat.ExpatError, UnicodeEncodeError) as error:
            message = gettext_noop(
                "The SSML is not well-formed XML (line {line}, column {column})."
            )
            line, column = getattr(error, "lineno", 1), getattr(error, "offset", 0)
            raise BadDocument(
                "ssml_malformed", message, param="text", line=line, column=column + 1
            ) from None

    def pieces(self) -> list[Piece]:
        """What was read, cut into lines."""
        found: list[Piece] = []
        for run in self._runs:
            lines = _lines_of_run(run)
            found += lines
            if run.pause_ms and not lines:
                found.append(Piece(kind=PAUSE, pause_ms=run.pause_ms))
        return found

    def _start(self, qualified: str, attributes: dict[str, str]) -> None:
        name = qualified.rpartition("}")[2]
        if not self._open and name != "speak":
            self._refuse("ssml_root", gettext_noop("SSML begins with <speak> (line {line})."))
        if len(self._open) >= DEEPEST:
            self._refuse(
                "ssml_too_deep", gettext_noop("The SSML is nested too deeply (line {line}).")
            )
        above = self._open[-1] if self._open else _Open("", "", silent=False)
        opened = _Open(name, above.speaker, above.silent or name in UNSPOKEN)
        self._open.append(opened)
        if opened.silent:
            self._ignore(name)
        elif name in ("p", "paragraph", "s", "sentence"):
            self._cut(ends_paragraph=name in ("p", "paragraph"))
        elif name == "voice":
            self._open_voice(opened, attributes)
        elif name == "break":
            self._break(attributes)
        elif name in ("say-as", "sub", "phoneme"):
            opened.reading = self._reading(name, attributes)
            opened.run, opened.start = self._runs[-1], len(self._runs[-1].text)
        elif name not in TRANSPARENT:
            self._ignore(name)

    def _end(self, qualified: str) -> None:
        closed = self._open.pop()
        if closed.silent:
            return
        if closed.name in ("p", "paragraph", "s", "sentence"):
            self._cut(ends_paragraph=closed.name in ("p", "paragraph"))
        elif closed.name == "voice":
            self._cut()
            self._runs[-1].speaker = self._open[-1].speaker
        elif closed.reading:
            self._close_reading(closed, closed.reading)

    def _close_reading(self, closed: _Open, reading: tuple[str, str]) -> None:
        run = self._runs[-1]
        if run is not closed.run:
            self._refuse(
                "ssml_nested",
                gettext_noop(
                    "<{element}> holds words only, no breaks and no voices (line {line})."
                ),
                element=closed.name,
            )
        written = run.text[closed.start :]
        start = closed.start + len(written) - len(written.lstrip())
        end = len(run.text.rstrip())
        if any(each.start < end and start < each.end for each in run.readings):
            self._ignore(closed.name)
        elif start < end and _may_be(run.text[start:end], reading):
            run.readings.append(Reading(start, end, *reading))
        elif start < end:
            self._ignore(f"{closed.name} {reading[1].partition(':')[0]}")

    def _text(self, data: str) -> None:
        if not self._open or self._open[-1].silent:
            return
        run = self._runs[-1]
        text = _SPACE.sub(" ", data)
        if not run.text or run.text.endswith(" "):
            text = text.lstrip()
        run.text += text

    def _doctype(self, *_: object) -> NoReturn:
        self._refuse("ssml_doctype", gettext_noop("SSML with a document type is not read."))

    def _cut(self, *, ends_paragraph: bool = False) -> None:
        """Begin a new line here."""
        last = self._runs[-1]
        if last.text.strip():
            last.ends_paragraph |= ends_paragraph
            speaker = self._open[-1].speaker if self._open else ""
            self._runs.append(_Run(speaker))
        elif ends_paragraph and len(self._runs) > 1:
            self._runs[-2].ends_paragraph = True

    def _open_voice(self, opened: _Open, attributes: dict[str, str]) -> None:
        # A list of names is in order of preference.
        name = " ".join(attributes.get("name", "").split())
        if len(name) > LONGEST_SPEAKER:
            self._refuse(
                "ssml_voice",
                gettext_noop("The name of a voice has at most {max} characters (line {line})."),
                max=LONGEST_SPEAKER,
            )
        if name:
            opened.speaker = name
        for other in ("gender", "age", "variant", "languages", "required"):
            if other in attributes:
                self._ignore(f"voice {other}")
        self._cut()
        self._runs[-1].speaker = opened.speaker

    def _break(self, attributes: dict[str, str]) -> None:
        if (time := attributes.get("time")) is not None:
            match = _TIME.match(time.strip())
            if not match:
                self._refuse(
                    "ssml_break",
                    gettext_noop('A break lasts a time such as "500ms" or "1.5s" (line {line}).'),
                )
            pause = round(float(match[1]) * (1000 if match[2] == "s" else 1))
        else:
            strength = attributes.get("strength", "medium")
            if strength not in STRENGTHS:
                self._refuse(
                    "ssml_break",
                    gettext_noop("The strength of a break is one of {known} (line {line})."),
                    known=", ".join(STRENGTHS),
                )
            pause = STRENGTHS[strength]
        self._cut()
        at = -2 if not self._runs[-1].text.strip() and len(self._runs) > 1 else -1
        run = self._runs[at]
        pause += run.pause_ms or 0
        if pause > LONGEST_PAUSE_MS:
            self._refuse(
                "pause_too_long",
                gettext_noop("A pause has at most {max} ms (line {line})."),
                max=LONGEST_PAUSE_MS,
            )
        if pause or run.pause_ms is not None:
            run.pause_ms = pause
        if run is self._runs[-1]:
            self._runs.append(_Run(run.speaker))

    def _reading(self, name: str, attributes: dict[str, str]) -> tuple[str, str] | None:
        if name == "sub":
            return RESPELLING, self._required(name, "alias", attributes)
        if name == "phoneme":
            said = self._required(name, "ph", attributes)
            alphabet = attributes.get("alphabet", "ipa").lower()
            if alphabet in ALPHABETS:
                return ALPHABETS[alphabet], said
            self._ignore(f"phoneme {alphabet[:20]}")
            return None
        kind = attributes.get("interpret-as", "")
        kind = SPELLED.get(kind, kind)
        if kind not in SAY_AS_KINDS:
            self._ignore(f"say-as {kind[:20]}".rstrip())
            return None
        return SAY_AS, with_form(kind, self._form(attributes) if kind == DATE else "")

    def _form(self, attributes: dict[str, str]) -> str:
        """The order of a date's figures: "mdy" for mdy, mm/dd/yyyy and the like."""
        written = attributes.get("format", "").strip().lower()
        form = "".join(dict.fromkeys(char for char in written if char.isalpha()))
        if form and form not in DATE_FORMATS:
            self._refuse(
                "ssml_date",
                gettext_noop("The format of a date is one of {known} (line {line})."),
                known=", ".join(DATE_FORMATS),
            )
        return form

    def _required(self, element: str, name: str, attributes: dict[str, str]) -> str:
        value = " ".join(attributes.get(name, "").split())
        if not value or len(value) > 200:
            self._refuse(
                "ssml_attribute",
                gettext_noop(
                    "<{element}> needs “{name}” with at most 200 characters (line {line})."
                ),
                element=element,
                name=name,
            )
        return value

    def _ignore(self, what: str) -> None:
        if len(self.ignored) < 50:
            self.ignored[what[:40]] = None

    def _refuse(self, code: str, message: str, **figures: object) -> NoReturn:
        line = self._parser.CurrentLineNumber
        raise BadDocument(code, message, param="text", line=line, **figures)


def _may_be(written: str, reading: tuple[str, str]) -> bool:
    """Whether a text can be said as an element tells: "cat" is no date."""
    if reading[0] != SAY_AS:
        return True
    kind, form = kind_and_form(reading[1]) or ("", "")
    try:
        return bool(said_as(written, kind, form=form))
    except CannotSay:
        return False


def _lines_of_run(run: _Run) -> list[Piece]:
    """The lines of a run, with each reading at its place in its line."""
    lines = lines_of(run.text)
    pieces: list[Piece] = []
    at = 0
    for number, line in enumerate(lines, 1):
        places = _places(line.text, run.text, at)
        at = places[-1] + 1
        is_last = number == len(lines)
        pieces.append(
            Piece(
                text=line.text,
                kind=line.kind,
                ends_paragraph=is_last and run.ends_paragraph,
                speaker=run.speaker,
                pause_ms=run.pause_ms if is_last else None,
                readings=tuple(_moved(run.readings, places)),
            )
        )
    return pieces


def _places(line: str, text: str, start: int) -> list[int]:
    """For each character of the line its place in the text, where they come in the same order."""
    places: list[int] = []
    for char in line:
        found = start if char == " " else text.index(char, start)
        places.append(found)
        start = found if char == " " else found + 1
    return places


def _moved(readings: list[Reading], places: list[int]) -> list[Reading]:
    moved: list[Reading] = []
    for each in readings:
        inside = [at for at, place in enumerate(places) if each.start <= place < each.end]
        if inside and each.start >= places[0]:
            moved.append(Reading(inside[0], inside[-1] + 1, each.kind, each.value))
    return moved
