"""File names made of what people have written, and the header that carries one.

A name must be good on Windows, macOS, Linux and in a zip: https://learn.microsoft.com/windows/
win32/fileio/naming-a-file has the strictest rules, and ext4 takes at most 255 bytes.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

UNTITLED = "Lesson"
LONGEST_BYTES = 150
"""Of a name without its extension, in UTF-8: 50 Chinese characters."""

_DIVIDES = str.maketrans(dict.fromkeys("/\\|:", "-") | dict.fromkeys('<>"?*'))
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\Z", re.I)
_JOINERS = "\u200c\u200d"
"""They hold emoji and letters of some scripts together. All other format characters go: with those
that turn the direction, `gpj.exe` may look like `exe.jpg`."""
_SAFE = "!#$&+-.^_`|~"
"""What RFC 5987 lets stand in a value, besides letters and digits."""


def file_name(title: str, extension: str) -> str:
    """A name for a file of what has this title; `extension` comes without a dot."""
    return f"{stem(title) or UNTITLED}.{extension}"


def stem(text: str, *, longest_bytes: int = LONGEST_BYTES) -> str:
    """A text as a file name without extension; empty if nothing of it can stand in one."""
    kept = "".join(map(_kept, unicodedata.normalize("NFC", text))).translate(_DIVIDES)
    name = " ".join(kept.split()).lstrip(" .-" + _JOINERS)
    name = _cut(name, longest_bytes).rstrip(" .-" + _JOINERS)
    if _RESERVED.match(name.partition(".")[0].rstrip()):
        name = f"_{name}"
    return name


def first_words(text: str, *, longest: int = 32) -> str:
    """The beginning of a line as a part of a file name: whole words, of at most so many bytes."""
    name = stem(text, longest_bytes=longest)
    whole = stem(text)
    if len(name) < len(whole) and name.isascii() and whole[len(name)].isalnum() and " " in name:
        name = name.rpartition(" ")[0]
    return name.rstrip(" .,;!-—。，！？；：、")


def disposition(name: str, *, attached: bool = True) -> str:
    """The value of `Content-Disposition` (RFC 6266) for a file of that name.

    Clients that don't know `filename*` (RFC 5987) get the name without what is not ASCII.
    """
    kind = "attachment" if attached else "inline"
    plain = "".join(char for char in name if char.isascii() and char.isprintable())
    plain = plain.replace("\\", "").replace('"', "")
    # Before the extension there may be nothing left.
    base, _dot, extension = plain.rpartition(".")
    base = " ".join(base.split()).strip(" .-") or UNTITLED
    plain = f"{base}.{extension}"
    if plain == name:
        return f'{kind}; filename="{name}"'
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe=_SAFE)}"


def _kept(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cc" or category[0] == "Z":
        return " "
    if category[0] == "C" and char not in _JOINERS:
        return ""
    return char


def _cut(name: str, longest_bytes: int) -> str:
    """The beginning of a name that takes at most so many bytes, cut between whole characters as
    they are seen: a letter keeps its marks, and an emoji its parts."""
    data = name.encode()
    if len(data) <= longest_bytes:
        return name
    end = len(data[:longest_bytes].decode(errors="ignore"))
    while end and (_follows(name[end]) or name[end - 1] in _JOINERS):
        end -= 1
    return name[:end]


def _follows(char: str) -> bool:
    """Whether the character belongs to the one before it."""
    is_skin_tone = "\U0001f3fb" <= char <= "\U0001f3ff"
    return unicodedata.category(char)[0] == "M" or char in _JOINERS or is_skin_tone
