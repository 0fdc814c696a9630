"""Misaki's dictionaries of English, from which Kokoro's training texts were read."""

from __future__ import annotations

import json
import re
import unicodedata
from array import array
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_ENTRY = re.compile(
    r'^  "(?P<word>(?:[^"\\]|\\.)+)": (?:"(?P<one>[^"\\]*)"|(?P<several>\{[^}]*\}))', re.MULTILINE
)
_STRESSED = frozenset("ˈˌ")
_FLAPPING = frozenset("AIOWYiuæɑəɛɪɹʊʌ")
_DOUBLED = re.compile(r"([bcdgklmnprstvxz])\1ing\Z|cking\Z")


class Lexicon:
    """The words of one dialect, "gold" (checked by people) before "silver".

    Both dictionaries of a dialect have 180,000 words: 5 MB here, and 20 MB that Python keeps of
    loading them, which takes 0.4 s. A look-up takes 5 µs.
    """

    def __init__(self, *, british: bool) -> None:
        self._british = british
        self._by_class: dict[str, dict[str, str]] = {}
        words: dict[bytes, bytes] = {}
        for name in ("silver", "gold"):
            text = _file(f"{'gb' if british else 'us'}_{name}.json").read_text("utf-8")
            for match in _ENTRY.finditer(text):
                word = _unescaped(match["word"])
                if match["one"] is not None:
                    words[word.encode()] = match["one"].encode()
                else:
                    readings = json.loads(match["several"])
                    self._by_class[word] = {k: v for k, v in readings.items() if v}
                    words[word.encode()] = readings["DEFAULT"].encode()
        self._starts = array("I")
        blob = bytearray()
        for key in sorted(words):
            self._starts.append(len(blob))
            blob += key + b"\0" + words[key]
        self._starts.append(len(blob))
        self._blob = bytes(blob)

    def classes(self, word: str) -> dict[str, str]:
        """Word classes (NOUN, VERB, ADJ, …, DEFAULT) → phonemes, of a word that has several."""
        return self._by_class.get(word) or self._by_class.get(word.lower(), {})

    def spelled_out(self, word: str) -> bool:
        """Whether a word of capitals is also an acronym that is said letter by letter: US, IT."""
        return word in self._by_class

    def exact(self, word: str) -> str:
        """The phonemes of a word as it is written; "" if it isn't listed."""
        sought, low, high = word.encode(), 0, len(self._starts) - 1
        while low < high:
            middle = (low + high) // 2
            start = self._starts[middle]
            key, _, value = self._blob[start : self._starts[middle + 1]].partition(b"\0")
            if key == sought:
                return value.decode()
            if key < sought:
                low = middle + 1
            else:
                high = middle
        return ""

    def word(self, word: str) -> str:
        """The phonemes of a word in whatever case, or of its stem with -s, -ed or -ing; "" if
        neither is listed."""
        return self._listed(word) or self._with_ending(word)

    def _listed(self, word: str) -> str:
        for form in dict.fromkeys((word, word.lower(), word.lower().capitalize(), _folded(word))):
            if found := self.exact(form):
                return found
        return ""

    def _with_ending(self, word: str) -> str:
        small = word.lower()
        if small.endswith("s") and len(small) > 2 and not small.endswith("ss"):
            stems = [small[:-2]] if small.endswith("'s") else [small[:-1]]
            stems += [small[:-2]] if small.endswith("es") and len(small) > 4 else []
            stems += [f"{small[:-3]}y"] if small.endswith("ies") and len(small) > 4 else []
            return self._first(stems, self.with_s)
        if small.endswith("s'"):
            return self.word(small[:-1])
        if small.endswith("ed") and len(small) > 3:
            return self._first([small[:-1], small[:-2]], self._with_ed)
        if small.endswith("ing") and len(small) > 4:
            stems = [small[:-3]] if len(small) > 5 else []
            stems += [f"{small[:-3]}e"] + ([small[:-4]] if _DOUBLED.search(small) else [])
            return self._first(stems, self._with_ing)
        return ""

    def _first(self, stems: list[str], ending: object) -> str:
        for stem in stems:
            if found := self._listed(stem):
                return ending(found)  # type: ignore[operator]
        return ""

    def with_s(self, stem: str) -> str:
        """The phonemes of a word with its plural or possessive -s."""
        if stem[-1] in "ptkfθ":
            return f"{stem}s"
        if stem[-1] in "szʃʒʧʤ":
            return f"{stem}{'ɪ' if self._british else 'ᵻ'}z"
        return f"{stem}z"

    def _with_ed(self, stem: str) -> str:
        if stem[-1] in "pkfθʃsʧ":
            return f"{stem}t"
        if stem[-1] == "d":
            return f"{stem}{'ɪ' if self._british else 'ᵻ'}d"
        if stem[-1] != "t":
            return f"{stem}d"
        if self._british or len(stem) < 2:
            return f"{stem}ɪd"
        return f"{stem[:-1]}ɾᵻd" if stem[-2] in _FLAPPING else f"{stem}ᵻd"

    def _with_ing(self, stem: str) -> str:
        if not self._british and len(stem) > 1 and stem[-1] == "t" and stem[-2] in _FLAPPING:
            return f"{stem[:-1]}ɾɪŋ"
        if self._british and stem[-1] in "əː":
            return f"{stem}ɹɪŋ"
        return f"{stem}ɪŋ"


@cache
def lexicon(*, british: bool) -> Lexicon:
    """The dictionary of a dialect, loaded when it is first asked for."""
    return Lexicon(british=british)


def is_stressed(phonemes: str) -> bool:
    """Whether a word has a stressed syllable."""
    return not _STRESSED.isdisjoint(phonemes)


def _folded(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word)
    return "".join(char for char in letters if not unicodedata.combining(char)).lower()


def _unescaped(word: str) -> str:
    return json.loads(f'"{word}"') if "\\" in word else word


def _file(name: str) -> Path:
    spec = find_spec("misaki")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("misaki is not installed")
    return Path(spec.submodule_search_locations[0]) / "data" / name
