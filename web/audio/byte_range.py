"""The `Range` header (RFC 9110, 14.2), as far as it is needed: one range of bytes."""

import re

ONE_RANGE = re.compile(r"\Abytes=([0-9]*)-([0-9]*)\Z")
MOST_DIGITS = 19
"""More than any file's length has, and few enough for Python to convert."""


class Unsatisfiable(Exception):
    """The range lies outside of the file: 416."""


def parse(header: str, length: int) -> tuple[int, int] | None:
    """First byte and end (exclusive) of the range asked for.

    None means the whole file: no header, or one that may be ignored (several ranges, other
    units). Raises Unsatisfiable.
    """
    match = ONE_RANGE.match(header.strip())
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if first == "":
        start, end = max(0, length - _number(last)), length
    else:
        start, end = _number(first), min(length, _number(last) + 1) if last else length
    if start >= end:
        raise Unsatisfiable
    return start, end


def _number(digits: str) -> int:
    """The number; one of more than MOST_DIGITS is cut, and still lies beyond every file's end."""
    return int(digits.lstrip("0")[:MOST_DIGITS] or "0")
