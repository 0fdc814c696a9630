"""Finds what every class takes, and says it in the language of what stands around it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from voices.dictionary.entry import IPA, PINYIN, Entry

from ..language import is_led_by_english, main_language, runs
from ..letters import plain
from ..pronunciations import Match, Pronunciations
from ..style import DEFAULT, ReadingStyle
from .by_han import is_by_han
from .found import Found
from .numerals import without_and

_ADDRESS = re.compile(
    r"(?:https?|ftp)://(?=\w)[^\s，。；！？、）)”\"'<>]+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"
)
_BEING = (" is ", " are ", " was ", " were ", " be ")
_WORD = re.compile(r"[A-Za-z][a-z]{3}")
_TAKEN = "\ue000"  # stands for what is taken already; private, so no class has it


def load_classes() -> None:
    """Compile the patterns of the classes. The first text waits for that where nobody called it."""
    from . import classes  # noqa: F401


def found_in(
    text: str,
    taken: Iterable[tuple[int, int]] = (),
    style: ReadingStyle = DEFAULT,
    language: str = "en",
) -> list[Found]:
    """What the classes take in a text, in order and without overlap; nothing at `taken` places.

    The text's letters are plain, see `letters.plain`; `language` is that of a text without words.
    Web and mail addresses are left alone where they are read in English. Takes time in proportion
    to the text.
    """
    # Most processes read no text, and the import takes a processor 0.35 seconds.
    from . import classes

    free = _without(text, taken)
    found: list[Found] = _apart(classes.mandarin_addresses(free, language))
    free = _without(free, ((each.start, each.end) for each in found))
    free = _without(free, (match.span() for match in _ADDRESS.finditer(free)))
    of_language = classes.ENGLISH if _is_english(text, language) else ()
    for each_class in (*classes.SOUNDS, *of_language, *classes.CLASSES):
        new = _apart(each_class(free, style, language))
        found += new
        free = _without(free, ((each.start, each.end) for each in new))
    return sorted(found, key=lambda each: each.start)


def _is_english(text: str, language: str) -> bool:
    """Whether most of a text is English; in a Mandarin one letters such as HK$ are no words."""
    if is_led_by_english(text):
        return True
    return main_language(text, language) == "en" and (language == "en" or bool(_WORD.search(text)))


def readings_in(
    text: str, language: str, pronunciations: Pronunciations, style: ReadingStyle = DEFAULT
) -> tuple[list[Match], list[str]]:
    """The matches of a dictionary, and between them what the classes say, as respellings or with
    their sounds; and for each character the language that it is read in.

    `language` is that of a text without letters. Letters of formulas don't count, so that a
    formula in a Mandarin sentence is read in Mandarin.
    """
    matches = pronunciations.matches(text, main_language(text, language))
    folded = plain(text)
    found = found_in(folded, ((match.start, match.end) for match in matches), style, language)
    blanked = _without(folded, ((each.start, each.end) for each in found), "0")
    languages = [
        each
        for each, run in runs(
            blanked,
            language,
            "en" if is_led_by_english(folded) else main_language(folded, language),
        )
        for _ in range(len(run))
    ]
    for each in found:
        written = text[each.start : each.end]
        spoken = languages[each.start]
        if spoken != language == "zh" and is_by_han(folded, each.start, each.end, otherwise=True):
            spoken = "zh"  # letters of a formula are no English
        if each.pinyin or each.ipa:
            kind = PINYIN if each.pinyin else IPA
            matches.append(
                Match(each.start, each.end, Entry(written, kind, each.pinyin or each.ipa))
            )
        elif said := _after(text[max(0, each.start - 6) : each.start], _said(each, spoken, style)):
            said = _with_room(
                said, text[each.start - 1 : each.start], text[each.end : each.end + 1]
            )
            matches.append(Match(each.start, each.end, Entry(written, "respelling", said)))
    return sorted(matches, key=lambda match: match.start), languages


def _said(found: Found, language: str, style: ReadingStyle) -> str:
    said = found.said(language)
    return said if style.english_and or language == "zh" else without_and(said)


def _after(before: str, said: str) -> str:
    """Don't say "is" twice: "the pH is < 7"."""
    is_twice = said.startswith("is ") and before.endswith(_BEING)
    return said.removeprefix("is ") if is_twice else said


def _with_room(said: str, before: str, after: str) -> str:
    """Keep the words that are said apart from letters and digits that touch them."""
    if said[0] >= "\u2e80":  # Han
        return said
    return f"{' ' * before.isalnum()}{said}{' ' * (after.isalnum() or after in tuple('$€£#('))}"


def _apart(found: Iterable[Found]) -> list[Found]:
    """In order, without those that begin within another."""
    apart: list[Found] = []
    for each in sorted(found, key=lambda each: (each.start, -each.end)):
        if not apart or each.start >= apart[-1].end:
            apart.append(each)
    return apart


def _without(text: str, spans: Iterable[tuple[int, int]], filler: str = _TAKEN) -> str:
    """The text with fillers in some places, as long as before."""
    parts: list[str] = []
    end = 0
    for start, stop in spans:
        parts += [text[end:start], filler * (stop - start)]
        end = stop
    return "".join([*parts, text[end:]])
