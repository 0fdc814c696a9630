"""The `Range` header (RFC 9110, 14.2), as far as it is needed: one range of bytes."""

import re

ONE_RANGE = re.compile(r"\Abytes=(\d*)-(\d*)\Z")


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
        start, end = max(0, length - int(last)), length
    else:
        start, end = int(first), min(length, int(last) + 1) if last else length
    if start >= end:
        raise Unsatisfiable
    return start, end
