"""A lesson as a document: a title, settings, and lines in order. Pure data, free of Django.

Parsing is strict: whatever is not of a lesson raises BadDocument, with the field at fault.
Places in a text count Unicode code points.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from itertools import islice
from typing import Any

from synthesis.text.language import main_language
from synthesis.text.lines import HEADING, LONGEST_LINE, SENTENCE
from synthesis.text.placed import Reading
from synthesis.text.saying.say_as import kind_and_form
from voices.dictionary.entry import IPA, PINYIN, RESPELLING

PAUSE = "pause"
KINDS = (SENTENCE, HEADING, PAUSE)
SAY_AS = "say_as"
READING_KINDS = (PINYIN, IPA, RESPELLING, SAY_AS)
CHARACTERS = "characters"
"""The value of a SAY_AS reading that is said letter by letter. Others are of say_as.KINDS, a date
with the order of its figures as "date:dmy"."""
MOST_LINES = 5_000
_LINES_LOOKED_AT = 50
LONGEST_TITLE = 200
LONGEST_PAUSE_MS = 60_000
LONGEST_SPEAKER = 60
MOST_SPEAKERS = 100
MOST_READINGS = 100
MOST_GONE = 2_000
NOTICE_KEY = "ainotice"
"""What the spoken notice goes by among the keys of lines; no line may have it."""
VALID_KEY = re.compile(r"[a-z0-9]{6,20}\Z")


class BadDocument(ValueError):
    """`message` is English with placeholders for `figures`; `param` names the field at fault."""

    def __init__(self, code: str, message: str, *, param: str, **figures: object) -> None:
        super().__init__(message.format(**figures))
        self.code, self.message, self.param = code, message, param
        self.figures: Mapping[str, object] = figures


def gettext_noop(message: str) -> str:
    """Mark a message for translation, as Django's does; the services translate it."""
    return message


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the whole lesson is spoken. What is empty or None follows the workspace's tone.

    `speakers` are the voices of those who speak in a dialogue, by their names in it; "" where the
    lesson's own voice holds.
    """

    model: str = ""
    voice: str = ""
    mood: str = ""
    speed: float | None = None
    expressiveness: float | None = None
    gain_db: float | None = None
    sentence_pause_ms: int | None = None
    paragraph_pause_ms: int | None = None
    speakers: Mapping[str, str] = field(default_factory=dict)

    def voice_of(self, line: Line) -> str:
        """The voice that is set for a line: its own, its speaker's or the lesson's; "" for none."""
        return line.voice or self.speakers.get(line.speaker, "") or self.voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sentence or heading, or a pause. What is empty or None follows the settings.

    `key` is made by whoever adds the line and never used again. `speaker` is the name of whoever
    says it in a dialogue. `take` counts how often it was to
    be said differently. `changed` is the revision of the lesson at which it last changed.
    """

    key: str
    kind: str = SENTENCE
    text: str = ""
    ends_paragraph: bool = False
    speaker: str = ""
    voice: str = ""
    mood: str = ""
    speed: float | None = None
    expressiveness: float | None = None
    pause_ms: int | None = None
    take: int = 0
    readings: tuple[Reading, ...] = ()
    changed: int = 0

    def same_as(self, other: Line) -> bool:
        """True where nothing differs but when they changed."""
        return replace(self, changed=0) == replace(other, changed=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """All of a lesson. `gone` has the deleted lines: key → revision of the deletion."""

    title: str = ""
    settings: Settings = field(default_factory=Settings)
    lines: tuple[Line, ...] = ()
    gone: Mapping[str, int] = field(default_factory=dict)

    def line(self, key: str) -> Line | None:
        """The line of that key."""
        return next((line for line in self.lines if line.key == key), None)

    def language(self, otherwise: str = "en") -> str:
        """The main language of its beginning, which lines without words are read in."""
        first = islice((line.text for line in self.lines), _LINES_LOOKED_AT)
        return main_language("\n".join(first), otherwise)


def packed(document: Document) -> bytes:
    """The document as bytes: compact JSON, compressed."""
    data: dict[str, Any] = {
        "title": document.title,
        "settings": _without_defaults(document.settings, Settings()),
        "lines": [line_data(line) for line in document.lines],
    }
    if document.gone:
        data["gone"] = dict(document.gone)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode())


def as_text(data: bytes) -> str:
    """The JSON that `packed` has compressed. Raises BadDocument where there is none."""
    try:
        return zlib.decompress(data).decode()
    except (zlib.error, ValueError) as error:
        raise BadDocument(
            "not_a_lesson", gettext_noop("This is not a lesson."), param="content"
        ) from error


def unpacked(text: str) -> Document:
    """The document of the JSON that `as_text` gives. Raises BadDocument on anything else."""
    try:
        content = json.loads(text)
    except ValueError as error:
        raise BadDocument(
            "not_a_lesson", gettext_noop("This is not a lesson."), param="content"
        ) from error
    gone = content.pop("gone", {})
    lines = tuple(
        replace(parse_line(line), changed=line.get("changed", 0)) for line in content["lines"]
    )
    document = Document(
        title=content["title"], settings=parse_settings(content["settings"]), lines=lines, gone=gone
    )
    check(document)
    return document


def line_data(line: Line) -> dict[str, Any]:
    """A line as JSON data; what is empty, None or false is left out."""
    data = _without_defaults(line, Line(key=""))
    if line.readings:
        data["readings"] = [asdict(reading) for reading in line.readings]
    return data


def check(document: Document) -> Document:
    """The document itself. Raises BadDocument: too many lines, or two of one key."""
    if len(document.lines) > MOST_LINES:
        message = gettext_noop("A lesson has at most {max} lines.")
        raise BadDocument("too_many_lines", message, param="lines", max=MOST_LINES)
    if len({line.key for line in document.lines}) < len(document.lines):
        message = gettext_noop("Two lines have the same key.")
        raise BadDocument("line_key_used", message, param="lines")
    return document


def parse_title(value: object) -> str:
    """A title of at most LONGEST_TITLE characters in one line. Raises BadDocument."""
    title = " ".join(_text(value, "title").split())
    if len(title) > LONGEST_TITLE:
        message = gettext_noop("A title has at most {max} characters.")
        raise BadDocument("title_too_long", message, param="title", max=LONGEST_TITLE)
    return title


def parse_settings(value: object) -> Settings:
    """Settings from JSON data. Raises BadDocument."""
    data = _object(value, "settings", {each.name for each in fields(Settings)})
    return Settings(
        model=_text(data.get("model"), "model", 100),
        voice=_text(data.get("voice"), "voice", 100),
        mood=_text(data.get("mood"), "mood", 20),
        speed=_number(data.get("speed"), "speed"),
        expressiveness=_number(data.get("expressiveness"), "expressiveness"),
        gain_db=_number(data.get("gain_db"), "gain_db"),
        sentence_pause_ms=_whole(data.get("sentence_pause_ms"), "sentence_pause_ms"),
        paragraph_pause_ms=_whole(data.get("paragraph_pause_ms"), "paragraph_pause_ms"),
        speakers=_speakers(data.get("speakers")),
    )


def parse_line(value: object) -> Line:
    """A line from JSON data; when it `changed` is not read. Raises BadDocument."""
    data = _object(value, "lines", {each.name for each in fields(Line)})
    key = data.get("key")
    if not isinstance(key, str) or not VALID_KEY.match(key) or key == NOTICE_KEY:
        message = gettext_noop("A line's key has 6 to 20 small letters and digits.")
        raise BadDocument("line_key_invalid", message, param="key")
    kind = data.get("kind", SENTENCE)
    if kind not in KINDS:
        message = gettext_noop("A line is a sentence, a heading or a pause.")
        raise BadDocument("line_kind_unknown", message, param="kind")
    text = _text(data.get("text"), "text")
    if "\n" in text or len(text) > LONGEST_LINE:
        message = gettext_noop("A line has at most {max} characters, and no line breaks.")
        raise BadDocument("line_too_long", message, param="text", max=LONGEST_LINE)
    if kind == PAUSE and text:
        raise BadDocument("pause_with_text", gettext_noop("A pause has no text."), param="text")
    pause_ms = _whole(data.get("pause_ms"), "pause_ms")
    if pause_ms is not None and pause_ms > LONGEST_PAUSE_MS:
        message = gettext_noop("A pause has at most {max} ms.")
        raise BadDocument("pause_too_long", message, param="pause_ms", max=LONGEST_PAUSE_MS)
    ends_paragraph = data.get("ends_paragraph", False)
    if not isinstance(ends_paragraph, bool):
        raise _wrong("ends_paragraph")
    return Line(
        key=key,
        kind=kind,
        text=text,
        ends_paragraph=ends_paragraph,
        speaker=" ".join(_text(data.get("speaker"), "speaker", LONGEST_SPEAKER).split()),
        voice=_text(data.get("voice"), "voice", 100),
        mood=_text(data.get("mood"), "mood", 20),
        speed=_number(data.get("speed"), "speed"),
        expressiveness=_number(data.get("expressiveness"), "expressiveness"),
        pause_ms=pause_ms,
        take=_whole(data.get("take"), "take") or 0,
        readings=_readings(data.get("readings"), text),
    )


def _speakers(value: object) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, dict) or len(value) > MOST_SPEAKERS:
        raise _wrong("speakers")
    return {
        " ".join(_text(name, "speakers", LONGEST_SPEAKER).split()): _text(voice, "speakers", 100)
        for name, voice in value.items()
    }


def _readings(value: object, text: str) -> tuple[Reading, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > MOST_READINGS:
        raise _wrong("readings")
    found: list[Reading] = []
    for each in value:
        data = _object(each, "readings", {"start", "end", "kind", "value"})
        start, end = _whole(data.get("start"), "start"), _whole(data.get("end"), "end")
        said = _text(data.get("value"), "value", 200)
        if start is None or end is None or data.get("kind") not in READING_KINDS or not said:
            raise _wrong("readings")
        if data["kind"] == SAY_AS and kind_and_form(said) is None:
            raise _wrong("readings")
        found.append(Reading(start, end, data["kind"], said))
    found.sort(key=lambda reading: reading.start)
    ends = [0, *(reading.end for reading in found)]
    for before, reading in zip(ends, found, strict=False):
        if not before <= reading.start < reading.end <= len(text):
            message = gettext_noop("A reading lies within its line, and no two overlap.")
            raise BadDocument("reading_misplaced", message, param="readings")
    return tuple(found)


def _without_defaults(record: Settings | Line, plain: Settings | Line) -> dict[str, Any]:
    names = [each.name for each in fields(record)]
    return {
        name: value
        for name in names
        if name != "readings" and (value := getattr(record, name)) != getattr(plain, name)
    }


def _object(value: object, param: str, known: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(param)
    if unknown := sorted(set(value) - known):
        message = gettext_noop("There is no field “{name}” here.")
        raise BadDocument("unknown_field", message, param=param, name=str(unknown[0])[:40])
    return value


def _text(value: object, param: str, longest: int | None = None) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or (longest is not None and len(value) > longest):
        raise _wrong(param)
    if any(ord(char) < 32 and char not in "\t\n" for char in value) or not _encodable(value):
        raise _wrong(param)
    return value


def _encodable(value: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in value)


def _number(value: object, param: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < 1e6:
        raise _wrong(param)
    return float(value)


def _whole(value: object, param: str) -> int | None:
    number = _number(value, param)
    if number is None:
        return None
    if number < 0 or number != int(number):
        raise _wrong(param)
    return int(number)


def _wrong(param: str) -> BadDocument:
    return BadDocument(
        "invalid_value", gettext_noop("“{name}” is not as it should be."), param=param, name=param
    )


def keys_of(lines: Sequence[Line]) -> list[str]:
    """The keys of these lines, in order."""
    return [line.key for line in lines]
