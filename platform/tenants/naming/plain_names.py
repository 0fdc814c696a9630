"""Names that strangers chose, in mails: as plain text, on one line, and never as a link."""

import re
import unicodedata

LONGEST = 100
# Mail programs make links of addresses, also of those without `https://`.
_DOT = re.compile(r"([.\u3002\uff0e\uff61])(?=\w)")
_SCHEME = re.compile(r":(?=[/\\\w])")
_AT = re.compile(r"\s*[@\uff20]\s*")


def inert(name: str) -> str:
    """The name without control characters and line breaks, in which nothing is taken for a link:
    `evil.example` becomes `evil. example`, and `https://x` becomes `https: //x`."""
    # Bidirectional marks are of category Cf: they could make it read as something else.
    shown = "".join(" " if unicodedata.category(each)[0] in "CZ" else each for each in name)
    shown = _AT.sub(" at ", _SCHEME.sub(": ", _DOT.sub(r"\1 ", shown)))
    return " ".join(shown.split())[:LONGEST]
