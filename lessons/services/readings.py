"""How the words of a line that may be read wrong are read, and how else they can be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from lessons.access import Viewer
from lessons.digest import Cleaned, cleaned
from lessons.document import PAUSE, Line
from lessons.models import Lesson
from lessons.sounding import Sounding, sounding_of
from synthesis import pronouncing
from synthesis.jobs.passages import Passage, submit_passages
from synthesis.models import Job
from synthesis.readings import AMBIGUOUS, Choice, Doubt, ambiguous_in, doubts_in
from synthesis.readings.spoken import Spell, spoken_choice
from synthesis.text import NONE, PlacedReadings, Reading
from synthesis.text.pinyin import marked
from synthesis.text.pronunciations import is_han
from synthesis.text.skipped import Skipped, skipped
from tenants.models import Tenant
from tenants.refusal import Refused
from voices import access
from voices.dictionary.entry import IPA, PINYIN, RESPELLING, Entry

GIVEN = "given"
"""The kind of a word that is in no doubt, and that the line or the dictionary has a reading for."""
LINE, DICTIONARY, ENGINE = "line", "dictionary", "engine"
DECIDERS = (LINE, DICTIONARY, ENGINE)
FREE_PREVIEWS_A_DAY = 200
"""Of a workspace; further ones are counted as usage."""
_AROUND = 24
_CUT = re.compile(r"[\s，。！？；：、,.!?;:…—]")


@dataclass(frozen=True, slots=True)
class WordReading:
    """A reading of a word, as a dictionary's entry has it; `spoken` where it is the present one.

    Without a `kind` the word is read by the voice's own rules.
    """

    kind: str
    value: str
    written: str
    spoken: bool


@dataclass(frozen=True, slots=True)
class LineWordReadings:
    """The characters from `start` to `end` of a line, and their readings. `decided_by` is whoever
    determines the present one: the line, the dictionary or the engine."""

    start: int
    end: int
    text: str
    kind: str
    decided_by: str
    readings: Sequence[WordReading]


@dataclass(frozen=True, slots=True)
class Preview:
    """A job that speaks a word with the words around it; `counted` as usage or not."""

    job: Job
    counted: bool


@dataclass(frozen=True, slots=True)
class DoubtfulPlace:
    """The characters from `start` to `end` of a line may be read wrong; `said` is how the rules
    read them, where it isn't as they are written."""

    start: int
    end: int
    said: str = ""


def doubtful_places(line: Line, sounding: Sounding) -> list[DoubtfulPlace]:
    """Where the doubtful words of a line are that neither it nor the dictionary has a reading for.

    Cheap: no engine is asked.
    """
    if line.kind == PAUSE:
        return []
    text = cleaned(line.text)
    doubts = [each for each in _doubts(text.text, sounding) if not each.is_likely]
    given = sounding.readings(line, text) if doubts else ()
    return [
        DoubtfulPlace(
            *_written(text, each.start, each.end),
            each.choices[0].written if each.kind == AMBIGUOUS else "",
        )
        for each in doubts
        if not any(r.start < each.end and each.start < r.end for r in given)
    ]


def unheard_places(line: Line, sounding: Sounding) -> list[tuple[int, int]]:
    """Where a line has letters, emoji or signs that nobody will hear."""
    if line.kind == PAUSE:
        return []
    text = cleaned(line.text)
    return [_written(text, each.start, each.end) for each in unheard_of(line, sounding)]


def unheard_of(line: Line, sounding: Sounding) -> tuple[Skipped, ...]:
    """What of a line nobody will hear, at its places in the cleaned text."""
    text = cleaned(line.text)
    given = PlacedReadings(text.text, sounding.readings(line, text), NONE)
    return skipped(
        text.text,
        language=sounding.language_of(text.text),
        pronunciations=given,
        style=sounding.style,
    )


def _doubts(text: str, sounding: Sounding) -> list[Doubt]:
    """The doubtful words and places of a text, in order and without overlap."""
    places = ambiguous_in(text, sounding.style)
    words = [
        each
        for each in doubts_in(text)
        if not any(place.start < each.end and each.start < place.end for place in places)
    ]
    return sorted([*places, *words], key=lambda each: each.start)


def line_readings(*, tenant: Tenant, lesson: Lesson, key: str) -> list[LineWordReadings]:
    """The words of a line that may be read wrong, or have a reading of their own, in order.

    Raises Refused (404): there is no such line. In the tenant's schema.
    """
    line, sounding = _line(tenant, lesson, key)
    text = cleaned(line.text)
    now = sounding.readings(line, text)
    own = set(sounding.own_readings(line, text))
    doubts = [] if line.kind == PAUSE else _doubts(text.text, sounding)
    places = {(each.start, each.end): each for each in doubts}
    for reading in now:
        overlapping = [
            d for d in places.values() if d.start < reading.end and reading.start < d.end
        ]
        for each in overlapping:
            if (each.start, each.end) != (reading.start, reading.end):
                del places[each.start, each.end]
        places.setdefault(
            (reading.start, reading.end), Doubt(reading.start, reading.end, GIVEN, ())
        )
    words: list[LineWordReadings] = []
    for place in sorted(places):
        given = next((each for each in now if (each.start, each.end) == place), None)
        decided_by = ENGINE if given is None else LINE if given in own else DICTIONARY
        start, end = _written(text, *place)
        readings = _readings(
            places[place], given, now, lambda r: sounding.spell(line, text.text, r)
        )
        words.append(
            LineWordReadings(
                start, end, line.text[start:end], places[place].kind, decided_by, readings
            )
        )
    return words


def typed_reading(*, word: str, typed: str) -> Entry:
    """A reading as a person writes it: pinyin for Han, IPA between slashes, else other words.

    Raises Refused, which says what is wrong with it.
    """
    typed = " ".join(typed.split())
    kind = RESPELLING
    if len(typed) > 2 and typed[0] == typed[-1] == "/":
        kind = IPA
    elif is_han(word) and re.search("[a-zA-Zà-ǜ]", typed):
        kind = PINYIN
    return pronouncing.check(Entry(word, kind, typed))


def preview(
    *, viewer: Viewer, lesson: Lesson, key: str, start: int, end: int, reading: Entry | None
) -> Preview:
    """Speak a word of a line, and the words around it, in the line's voice and tone.

    Without a reading, by the voice's own rules. Raises Refused: there is no such line or place
    (404), the voice can't be used (409) or is not shared with the viewer (403), or nothing can be
    made now.
    """
    line, sounding = _line(viewer.tenant, lesson, key)
    sound = sounding.of(line)
    if sound.passage is None:
        message = _("This line can't be spoken now. Choose another voice for it.")
        raise Refused(sound.cannot or "nothing_to_speak", message, status=409)
    access.check_use(viewer.user, sound.passage.voice)
    text = cleaned(line.text)
    place = text.spoken_place(start), text.spoken_place(end)
    if not 0 <= start < end <= len(line.text) or place[0] == place[1]:
        raise Refused("word_not_found", _("There is no such word in this line."), status=404)
    passage = _excerpt(
        replace(sound.passage, readings=sounding.readings(line, text)), place, reading
    )
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    free = Job.objects.filter(purpose=Job.Purpose.PREVIEW, created_at__gte=midnight)
    counted = free.count() >= FREE_PREVIEWS_A_DAY
    submitted = submit_passages(
        tenant=viewer.tenant,
        engine=sounding.engine,
        passages=[replace(passage, free=not counted)],
        purpose=Job.Purpose.PREVIEW,
        interactive=True,
        created_by=User(id=viewer.user) if viewer.user is not None else None,
        api_token=viewer.token,
    )
    return Preview(submitted.job, counted)


def _line(tenant: Tenant, lesson: Lesson, key: str) -> tuple[Line, Sounding]:
    document = lesson.document(tenant)
    line = document.line(key)
    if line is None:
        raise Refused("line_not_found", _("There is no such line."), status=404)
    return line, sounding_of(tenant, document)


def _readings(
    doubt: Doubt, given: Reading | None, now: Sequence[Reading], spell: Spell
) -> list[WordReading]:
    """The choices of a word. What is given comes first where it is none of them."""
    choices = list(doubt.choices)
    if given is not None:
        spoken = next((c for c in choices if (c.kind, c.value) == (given.kind, given.value)), None)
        if spoken is None:
            spoken = Choice(given.kind, given.value, written_reading(given.kind, given.value))
            choices.insert(0, spoken)
    else:
        spoken = _spoken(doubt, now, spell) if choices else None
    readings = [WordReading(c.kind, c.value, c.written, c == spoken) for c in choices]
    if not doubt.choices:
        readings.append(WordReading("", "", "", spoken is None))
    return readings


def _spoken(doubt: Doubt, now: Sequence[Reading], spell: Spell) -> Choice | None:
    if doubt.kind == AMBIGUOUS:
        return doubt.choices[0]
    return spoken_choice(doubt, now, spell)


def written_reading(kind: str, value: str) -> str:
    """A reading as people write it."""
    if kind == PINYIN:
        return " ".join(map(marked, value.split()))
    if kind == IPA:
        return f"/{value}/"
    return value


def _excerpt(passage: Passage, place: tuple[int, int], reading: Entry | None) -> Passage:
    """A word and some words around it, as a passage of its own."""
    text = passage.text
    begins, ends = _stretch(text, *place)
    readings = [
        each
        for each in passage.readings
        if begins <= each.start and each.end <= ends
        if each.end <= place[0] or each.start >= place[1]
    ]
    if reading is not None:
        readings.append(Reading(*place, reading.kind, reading.value))
    return replace(
        passage,
        text=text[begins:ends],
        readings=tuple(
            Reading(each.start - begins, each.end - begins, each.kind, each.value)
            for each in sorted(readings, key=lambda each: each.start)
        ),
    )


def _stretch(text: str, start: int, end: int) -> tuple[int, int]:
    """From `start` to `end` and up to _AROUND characters on both sides, whole words if possible."""
    begins, ends = max(0, start - _AROUND), min(len(text), end + _AROUND)
    if begins and (cut := _CUT.search(text, begins, start)):
        begins = cut.end()
    if ends < len(text):
        cuts = list(_CUT.finditer(text, end, ends))
        ends = cuts[-1].start() if cuts else ends
    return begins, ends


def _written(text: Cleaned, start: int, end: int) -> tuple[int, int]:
    """A place of the cleaned text in the text as written."""
    return text.origins[start], text.origins[end - 1] + 1
