"""From a line of a lesson to what is spoken of it, and to the name of its sound."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from lessons.digest import Cleaned, Ingredients, cleaned, seed_of
from lessons.document import PAUSE, SAY_AS, Document, Line, Settings
from lessons.flat import flat
from synthesis import moods, pronouncing, reading_style
from synthesis.engines.base import BaseVoice, Conditioning, EngineSpec, Spelling
from synthesis.jobs.languages import LANGUAGE_NOT_OF_MODEL, unspoken
from synthesis.jobs.passages import Passage
from synthesis.text import (
    DEFAULT,
    NONE,
    PlacedReadings,
    Pronunciations,
    Reading,
    ReadingStyle,
    plan_line,
    spans,
)
from synthesis.text.language import main_language
from synthesis.text.plan import has_words
from synthesis.text.readings import BadEntry, checked
from synthesis.text.saying.say_as import CannotSay, kind_and_form, said_as
from synthesis.voice_choice import accent_of, choose, engine_spec, source_name
from tenants.models import Tenant
from tenants.refusal import Refused
from voices.dictionary import services as dictionary
from voices.dictionary.entry import RESPELLING, Entry
from voices.models import Voice, VoiceConditioning
from voices.tone import services as tone

NOTHING_TO_SPEAK = "nothing_to_speak"
# What a voice that can't be used is called in the state of a line, by the refusal's code.
GONE = {"voice_not_found": "voice_deleted", "emotion_unknown": "mood_deleted"}
FIRST_LANGUAGE = {"zh": ("zh",), "en": ("en-us", "en")}


@dataclass(frozen=True, slots=True)
class LineSound:
    """What a line is to sound like.

    `digest` names the sound, and `passage` is how it is made; without them the line can't be made,
    and `cannot` says why, or it is a pause. `asked` names the line as it was written, whatever
    becomes of its voice.
    """

    digest: str
    asked: str
    passage: Passage | None
    cannot: str = ""


@dataclass(frozen=True, slots=True)
class _Speaker:
    """A usable voice in a mood: its stable name, the mood, and what the engine speaks from."""

    voice: str
    mood: str
    source: str
    preset: str


class Sounding:
    """How the lines of a lesson with these settings are spoken now.

    Reads the workspace's tone, dictionary and voices once; each voice is looked up when a line
    needs it. In the tenant's schema. Raises Refused for a model that there is not.
    """

    def __init__(
        self,
        tenant: Tenant,
        settings: Settings,
        version: int | None = None,
        *,
        language: str = "en",
    ) -> None:
        """`version` is that of the dictionary; None for the latest. `language` is the lesson's,
        in which lines without words are read."""
        self._language = language
        self.settings = settings
        self._tenant = tenant
        self.engine: EngineSpec = engine_spec(settings.model)
        self._tones = tone.tones()
        self._speakers: dict[tuple[str, str], _Speaker | str] = {}
        version = dictionary.latest() if version is None else version
        self._dictionary: Pronunciations = pronouncing.dictionary_of(tenant, version)
        self.style = reading_style.style_of(tenant)

    def language_of(self, text: str) -> str:
        """The language that a text of the lesson is read in for the most part."""
        return main_language(text, self._language)

    def of(self, line: Line) -> LineSound:
        """The sound of a line."""
        text = cleaned(line.text)
        if line.kind == PAUSE or not has_words(text.text, self.style):
            cannot = "" if line.kind == PAUSE else NOTHING_TO_SPEAK
            return LineSound("", _asked(self.settings, line), None, cannot)
        if unspoken(self.engine, text.text):
            return LineSound("", _asked(self.settings, line), None, LANGUAGE_NOT_OF_MODEL)
        language = self.language_of(text.text)
        voice = self.settings.voice_of(line) or default_voice(language, self.engine)
        speaker = self._speaker(voice, line.mood or self.settings.mood)
        asked = _asked(self.settings, line)
        if isinstance(speaker, str):
            return LineSound("", asked, None, speaker)
        ingredients = self._ingredients(line, text, language, speaker)
        digest = ingredients.digest
        passage = Passage(
            text=ingredients.text,
            voice=speaker.voice,
            mood=speaker.mood,
            speed=ingredients.speed,
            expressiveness=ingredients.expressiveness,
            gain_db=ingredients.gain_db,
            seed=seed_of(digest),
            readings=ingredients.readings,
            source=speaker.source,
            style=self.style,
            language=language,
        )
        return LineSound(digest, asked, passage)

    def pause_after(self, line: Line) -> int:
        """The silence after a line, in milliseconds; of a pause, its own length."""
        if line.pause_ms is not None:
            return line.pause_ms
        own = self.settings
        of_workspace = self._tones[tone.WORKSPACE]
        if line.ends_paragraph or line.kind == PAUSE:
            value = own.paragraph_pause_ms
            return of_workspace.paragraph_pause_ms if value is None else value
        value = own.sentence_pause_ms
        return of_workspace.sentence_pause_ms if value is None else value

    def _ingredients(
        self, line: Line, text: Cleaned, language: str, speaker: _Speaker
    ) -> Ingredients:
        own = self._tones.get(speaker.voice, self._tones[tone.WORKSPACE])
        settings = self.settings
        return Ingredients(
            engine=self.engine.name,
            engine_version=self.engine.version,
            source=speaker.source,
            mood_preset=speaker.preset,
            speed=_first(line.speed, settings.speed, own.speed),
            expressiveness=_first(line.expressiveness, settings.expressiveness, own.expressiveness),
            gain_db=_first(settings.gain_db, own.gain_db),
            take=line.take if self.engine.draws else 0,
            text=text.text,
            language=language,
            readings=self._heard(line, text, language, speaker),
            style=_as_heard(text.text, language, self.style),
        )

    def own_readings(self, line: Line, text: Cleaned) -> list[Reading]:
        """The line's own readings, at their places in the cleaned text, as the engine takes them.
        One that it can't take is left out."""
        return [placed for each in line.readings if (placed := _placed(each, text, self))]

    def readings(self, line: Line, text: Cleaned) -> tuple[Reading, ...]:
        """The line's own readings, and those of the dictionary where it has none."""
        own = self.own_readings(line, text)
        found = PlacedReadings(text.text, own, self._dictionary).matches(
            text.text, self.language_of(text.text)
        )
        return tuple(
            Reading(match.start, match.end, match.entry.kind, match.entry.value) for match in found
        )

    def spell(self, line: Line, text: str, readings: Sequence[Reading]) -> Spelling | None:
        """How the line's voice would say a text with these readings and no others; None where
        only the engine's model knows."""
        if self.engine.spelling is None:
            return None
        voice = self.settings.voice_of(line) or default_voice(self.language_of(text), self.engine)
        speaker = self._speaker(voice, line.mood or self.settings.mood)
        accent = None if isinstance(speaker, str) else self._accent(speaker)
        spellings = _spellings(
            self.engine, text, readings, accent, self.style, self.language_of(text)
        )
        return Spelling(
            " ".join(each.phonemes for each in spellings),
            " ".join(each.pinyin for each in spellings),
        )

    def _heard(
        self, line: Line, text: Cleaned, language: str, speaker: _Speaker
    ) -> tuple[Reading, ...]:
        """The readings without those of the line that change nothing: the name of a sound must
        not change with them."""
        readings = self.readings(line, text)
        if self.engine.spelling is None or not line.readings:
            return readings
        for own in self.own_readings(line, text):
            others = tuple(each for each in readings if each != own)
            question = _Question(
                engine=self.engine,
                source=speaker.source,
                text=text.text,
                readings=readings,
                others=others,
                accent=lambda: self._accent(speaker),
                style=self.style,
                language=language,
            )
            if _sounds_alike(question):
                readings = others
        return readings

    def _accent(self, speaker: _Speaker) -> BaseVoice | Conditioning | None:
        return accent_of(speaker.voice, tenant=self._tenant, engine=self.engine)

    def _speaker(self, voice: str, mood: str) -> _Speaker | str:
        """The speaker, or the code that says why there is none."""
        known = self._speakers.get((voice, mood))
        if known is None:
            known = self._speakers[voice, mood] = self._looked_up(voice, mood)
        return known

    def _looked_up(self, voice: str, mood: str) -> _Speaker | str:
        if not voice:
            return "voice_missing"
        try:
            chosen = choose(voice, engine=self.engine)
            spoken = moods.mood_for(voice=chosen, engine=self.engine, asked=mood)
            source, preset = source_name(chosen, engine=self.engine, mood=spoken)
        except Refused as refusal:
            return GONE.get(refusal.code, refusal.code)
        except VoiceConditioning.DoesNotExist:
            return "voice_deleted"
        return _Speaker(chosen, spoken, source, preset)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """Do the readings and the others give the same sound? `source` names who speaks."""

    engine: EngineSpec
    source: str
    text: str
    readings: tuple[Reading, ...]
    others: tuple[Reading, ...]
    accent: Callable[[], BaseVoice | Conditioning | None] = field(compare=False)
    style: ReadingStyle
    language: str


# The first question of a process loads the engine's dictionaries: see EngineSpec.spelling.
@lru_cache(maxsize=4_000)
def _sounds_alike(question: _Question) -> bool:
    accent = question.accent()
    with_it, without = (
        _spellings(
            question.engine, question.text, readings, accent, question.style, question.language
        )
        for readings in (question.readings, question.others)
    )
    return with_it == without


def _as_heard(text: str, language: str, style: ReadingStyle) -> ReadingStyle:
    """The style as far as this text is read otherwise by it: the name of a sound must not change
    with settings that change nothing in it."""
    narrowed = style.narrowed(text)
    return DEFAULT if narrowed == DEFAULT else _heard_style(text, language, narrowed)


# Lines are asked for again and again, as a lesson is saved and opened.
@lru_cache(maxsize=8_000)
def _heard_style(text: str, language: str, style: ReadingStyle) -> ReadingStyle:
    """Setting by setting, the default one where nothing else is said with it."""
    said = spans(text, language=language, style=style)
    if said == spans(text, language=language, style=DEFAULT):
        return DEFAULT
    for name in style.chosen():
        without = replace(style, **{name: getattr(DEFAULT, name)})
        if spans(text, language=language, style=without) == said:
            style = without
    return style


def _spellings(
    engine: EngineSpec,
    text: str,
    readings: Sequence[Reading],
    accent: BaseVoice | Conditioning | None,
    style: ReadingStyle,
    language: str,
) -> list[Spelling]:
    """How an engine says each part of a line's text; empty where only its model knows."""
    if engine.spelling is None:
        return []
    planned = plan_line(text, PlacedReadings(text, readings, NONE), style, language)
    return [engine.spelling(each.segment.spans, accent) for each in planned]


def sounding_of(tenant: Tenant, document: Document, version: int | None = None) -> Sounding:
    """How a lesson is spoken now. In the tenant's schema; raises what Sounding raises."""
    return Sounding(tenant, document.settings, version, language=document.language())


def default_voice(language: str, engine: EngineSpec) -> str:
    """A voice for a text in "zh" or "en" where none was chosen; "" where the engine has none."""
    wanted = FIRST_LANGUAGE.get(language, ("en-us",))
    for voice in engine.base_voices:
        if voice.language in wanted:
            return voice.name
    if engine.base_voices:
        return engine.base_voices[0].name
    own = Voice.objects.filter(status=Voice.Status.READY, conditionings__engine=engine.name)
    return own.values_list("id", flat=True).first() or ""


def _placed(reading: Reading, text: Cleaned, sounding: Sounding) -> Reading | None:
    """A line's own reading in the cleaned text, as the engine takes it; None where it can't be."""
    start, end = text.spoken_place(reading.start), text.spoken_place(reading.end)
    word = text.text[start:end]
    if not word.strip():
        return None
    if reading.kind == SAY_AS:
        said = _said_as(word, reading.value, sounding.language_of(text.text), sounding.style)
        return Reading(start, end, RESPELLING, said) if said else None
    try:
        entry = checked(Entry(word, reading.kind, reading.value), sounding.engine.inventory())
    except BadEntry:
        return None
    return Reading(start, end, entry.kind, entry.value)


def _said_as(word: str, value: str, around: str, style: ReadingStyle) -> str:
    """A word of a line as what its reading says that it is; "" where it can't be that."""
    kind, form = kind_and_form(value) or ("", "")
    language = main_language(word, around)
    try:
        return said_as(word, kind, form=form, language=language, style=style) if kind else ""
    except CannotSay:
        return ""


def _asked(settings: Settings, line: Line) -> str:
    """A digest of the line and the settings as they were written."""
    voice = settings.voice_of(line)
    plain = flat(line) | {"readings": [flat(reading) for reading in line.readings]}
    plain |= {"key": "", "changed": 0, "pause_ms": None, "ends_paragraph": False, "kind": ""}
    plain |= {"speaker": "", "voice": voice}
    general = flat(settings) | {"voice": "", "speakers": {}}
    general |= {"sentence_pause_ms": None, "paragraph_pause_ms": None}
    data = json.dumps([plain, general], sort_keys=True)
    return hashlib.sha256(data.encode()).hexdigest()


def _first(*values: float | None) -> float:
    return round(float(next(value for value in values if value is not None)), 4)
