"""Parses pinyin as people write it: "chóng qìng" and "chong2qing4" become "chong2", "qing4".

Hanyu Pinyin as in GB/T 16159-2012, without ê and the interjections. In the parsed form ü is v and
the neutral tone is 5.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_FINALS = {
    "": "a o e ai ei ao ou an en ang eng er",
    "b": "a o ai ei ao an en ang eng i ie iao ian in ing u",
    "p": "a o ai ei ao ou an en ang eng i ie iao ian in ing u",
    "m": "a o e ai ei ao ou an en ang eng i ie iao iu ian in ing u",
    "f": "a o ei ou an en ang eng u",
    "d": "a e ai ei ao ou an en ang eng ong i ia ie iao iu ian ing u uo ui uan un",
    "t": "a e ai ei ao ou an ang eng ong i ie iao ian ing u uo ui uan un",
    "n": "a e ai ei ao ou an en ang eng ong i ie iao iu ian in iang ing u uo uan v ve",
    "l": "a o e ai ei ao ou an ang eng ong i ia ie iao iu ian in iang ing u uo uan un v ve",
    "g": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "k": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "h": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "j": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "q": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "x": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "zh": "a e ai ei ao ou an en ang eng ong i u ua uo uai ui uan un uang",
    "ch": "a e ai ao ou an en ang eng ong i u ua uo uai ui uan un uang",
    "sh": "a e ai ei ao ou an en ang eng i u ua uo uai ui uan un uang",
    "r": "e ao ou an en ang eng ong i u ua uo ui uan un",
    "z": "a e ai ei ao ou an en ang eng ong i u uo ui uan un",
    "c": "a e ai ao ou an en ang eng ong i u uo ui uan un",
    "s": "a e ai ao ou an en ang eng ong i u uo ui uan un",
    "y": "a o e ao ou an ang ong i in ing u ue uan un",
    "w": "a o ai ei an en ang eng u",
}
SYLLABLES = frozenset(
    initial + final for initial, finals in _FINALS.items() for final in finals.split()
)
"""All syllables of Mandarin without tones, ü as v."""

_MARKS = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0306": "3", "\u0300": "4"}
_DIAERESIS = "\u0308"
_LONGEST = max(map(len, SYLLABLES)) + 1  # with a final r


class NotPinyin(ValueError):
    """`part` of the text is not a syllable, or has two tones."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


class NoTone(ValueError):
    """No syllable has a tone."""


def syllables(text: str) -> list[str]:
    """Parse written pinyin into syllables like "chong2", or "huar1" for one with a final r.

    Tones are marks or numbers; 0, 5 and no tone are neutral. ü may be written ü, v or u:.
    Syllables may be run together. Raises NotPinyin, or NoTone for a text without any tone.
    """
    parsed: list[str] = []
    toned = False
    decomposed = unicodedata.normalize("NFD", text.strip().lower())
    decomposed = decomposed.replace("u:", "v").replace(f"u{_DIAERESIS}", "v")
    # NFD orders combining marks: ǚ becomes u, diaeresis, caron.
    for piece in re.split(r"[\s'’ʼ\-·,，]+|(?<=[0-9])", decomposed):
        if piece:
            pairs = _parse(piece)
            toned = toned or any(tone for _, tone in pairs)
            parsed += [f"{syllable}{tone or '5'}" for syllable, tone in pairs]
    if parsed and not toned:
        raise NoTone(text)
    return parsed


def marked(syllable: str) -> str:
    """Write a syllable's tone as a mark: "nv3" becomes "nǚ", "men5" becomes "men"."""
    letters, tone = syllable[:-1].replace("v", "ü"), syllable[-1]
    if tone not in "1234":
        return letters if tone in "05" else syllable
    # On a or e, on the o of ou, else on the last vowel (GB/T 16159-2012).
    first = next((letters.index(each) for each in ("a", "e", "ou") if each in letters), None)
    vowels = [at for at, char in enumerate(letters) if char in "iouü"]
    at = first if first is not None else vowels[-1] if vowels else len(letters) - 1
    mark = next(mark for mark, number in _MARKS.items() if number == tone)
    return unicodedata.normalize("NFC", f"{letters[: at + 1]}{mark}{letters[at + 1 :]}")


def split_letters(letters: str) -> tuple[str, ...]:
    """Split small letters without tones into syllables, the longest first; () if they are none."""
    return _split(letters) or ()


def _parse(piece: str) -> list[tuple[str, str]]:
    """Split a piece without spaces into (syllable, tone) pairs; the tone is "" if not written."""
    number = ""
    if piece[-1] in "012345":
        piece, number = piece[:-1], "5" if piece[-1] == "0" else piece[-1]
    letters: list[str] = []
    marks: list[str] = []
    for char in piece:
        if char in _MARKS and letters:
            marks[-1] += _MARKS[char]
        else:
            letters.append("v" if char == "ü" else char)
            marks.append("")
    parts = _split("".join(letters))
    if not parts or (number and len(parts) > 1):
        raise NotPinyin(unicodedata.normalize("NFC", piece) + number)
    pairs, at = [], 0
    for part in parts:
        tone = "".join(marks[at : at + len(part)]) or number
        at += len(part)
        if len(tone) > 1 or (number and "".join(marks)):
            raise NotPinyin(unicodedata.normalize("NFC", piece) + number)
        pairs.append((_spelling(part), tone))
    return pairs


@lru_cache(maxsize=20_000)
def _split(letters: str) -> tuple[str, ...] | None:
    """Split letters into syllables, trying the longest first; None if that is impossible."""
    if not letters:
        return ()
    for length in range(min(_LONGEST, len(letters)), 0, -1):
        head = letters[:length]
        if _is_syllable(head):
            tail = _split(letters[length:])
            if tail is not None:
                return (head, *tail)
    return None


def _is_syllable(letters: str) -> bool:
    spelled = _spelling(letters)
    return spelled in SYLLABLES or (spelled.endswith("r") and spelled[:-1] in SYLLABLES)


def _spelling(letters: str) -> str:
    """Standardise jv, qve, nue, lue to ju, que, nve, lve."""
    if letters[:2] in ("jv", "qv", "xv", "yv"):
        return letters[0] + "u" + letters[2:]
    if letters in ("nue", "lue"):
        return letters[0] + "ve"
    return letters
