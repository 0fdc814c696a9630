"""Validates dictionary entries against what an engine can say. Pure; messages are English."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace

from voices.dictionary.entry import IPA, KINDS, LANGUAGES, PINYIN, Entry

from .inventory import Inventory
from .ipa import cleaned_ipa
from .language import is_speakable
from .letters import plain
from .pinyin import NoTone, NotPinyin, syllables
from .pronunciations import is_han

MAX_WORD = 40
"""The most characters in a word; a segment may be cut inside anything longer."""
MAX_VALUE = 200


class BadEntry(ValueError):
    """`message` is English with placeholders for `figures`; `param` names the field at fault."""

    def __init__(self, code: str, message: str, *, param: str, **figures: object) -> None:
        super().__init__(message.format(**figures))
        self.code, self.message, self.param = code, message, param
        self.figures: Mapping[str, object] = figures


def _(message: str) -> str:
    """Mark a message for translation; the web layer translates it."""
    return message


def checked(entry: Entry, inventory: Inventory) -> Entry:
    """Standardise an entry: pinyin as "chong2 qing4", IPA without slashes. Raises BadEntry."""
    word = _tidy(entry.word, "word")
    value = _tidy(entry.value, "value")
    if not word:
        raise BadEntry("word_missing", _("The word is missing."), param="word")
    if len(word) > MAX_WORD:
        message = _("A word has at most {max} characters.")
        raise BadEntry("word_too_long", message, param="word", max=MAX_WORD)
    if entry.kind not in KINDS:
        message = _("The kind “{kind}” is not one of pinyin, ipa, respelling.")
        raise BadEntry("unknown_kind", message, param="kind", kind=entry.kind[:20])
    if entry.language not in LANGUAGES:
        message = _("The language “{language}” is neither zh nor en, nor empty for both.")
        raise BadEntry("unknown_language", message, param="language", language=entry.language[:20])
    if not value:
        message = _("Say how “{word}” is pronounced.")
        raise BadEntry("value_missing", message, param="value", word=word)
    if len(value) > MAX_VALUE:
        message = _("A pronunciation has at most {max} characters.")
        raise BadEntry("value_too_long", message, param="value", max=MAX_VALUE)
    return replace(entry, word=word, value=_CHECKS[entry.kind](word, value, inventory))


def _tidy(text: str, param: str) -> str:
    text = " ".join(unicodedata.normalize("NFC", text).split())
    for char in text:
        if unicodedata.category(char) in ("Cc", "Cs", "Co", "Cn"):
            message = _("“{text}” has a character that can't be shown.")
            shown = text.replace(char, "�")[:40]
            raise BadEntry("unprintable", message, param=param, text=shown)
    return text


def _checked_pinyin(word: str, value: str, inventory: Inventory) -> str:
    try:
        parsed = syllables(value)
    except NotPinyin as error:
        message = _("“{part}” is not a pinyin syllable.")
        raise BadEntry("not_pinyin", message, param="value", part=error.part) from None
    except NoTone:
        message = _("“{value}” has no tones. Write chóng qìng or chong2 qing4; 5 is neutral.")
        raise BadEntry("no_tones", message, param="value", value=value) from None
    if not parsed:
        message = _("“{part}” is not a pinyin syllable.")
        raise BadEntry("not_pinyin", message, param="value", part=value)
    spoken: list[str] = []
    for syllable in parsed:
        body, tone = syllable[:-1], syllable[-1]
        if body not in inventory.syllables and body.endswith("r"):
            spoken += [body[:-1] + tone, "er5"]  # huār: the 儿 in 花儿
        else:
            spoken.append(syllable)
    for syllable in spoken:
        if syllable[:-1] not in inventory.syllables:
            message = _("The voice can't say the syllable “{part}”.")
            raise BadEntry("syllable_unknown", message, param="value", part=syllable)
    if is_han(word) and len(spoken) != len(word):
        message = _(
            "“{word}” has {characters} characters, and “{value}” has {syllables} syllables."
        )
        raise BadEntry(
            "syllable_count",
            message,
            param="value",
            word=word,
            characters=len(word),
            value=value,
            syllables=len(spoken),
        )
    return " ".join(spoken)


def _checked_ipa(word: str, value: str, inventory: Inventory) -> str:
    symbols = cleaned_ipa(unicodedata.normalize("NFD", value))
    for symbol in symbols:
        if symbol not in inventory.ipa:
            message = _("“{symbol}” (U+{point}) is not an IPA symbol that the voice can say.")
            point = f"{ord(symbol):04X}"
            raise BadEntry("ipa_unknown", message, param="value", symbol=symbol, point=point)
    if not inventory.vowels & set(symbols):
        message = _("“{value}” has no vowel.")
        raise BadEntry("ipa_no_vowel", message, param="value", value=value)
    return symbols


def _checked_respelling(word: str, value: str, inventory: Inventory) -> str:
    if not is_speakable(value):
        message = _("“{value}” has nothing that can be read aloud.")
        raise BadEntry("respelling_empty", message, param="value", value=value)
    if plain(value) == plain(word):
        message = _("“{word}” would be read as it is written.")
        raise BadEntry("respelling_same", message, param="value", word=word)
    return value


_CHECKS: dict[str, Callable[[str, str, Inventory], str]] = {
    PINYIN: _checked_pinyin,
    IPA: _checked_ipa,
    "respelling": _checked_respelling,
}
