"""Text in XML."""

from __future__ import annotations

import re
from html import escape

_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text(value: str) -> str:
    """As text of an element or value of an attribute; what XML 1.0 has no place for is left out."""
    return escape(_FORBIDDEN.sub("", value))


def json_text(value: str) -> str:
    """JSON as text of an element, which a search for its quotes finds as it is."""
    return value.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e")


def seconds(samples: int, rate: int) -> str:
    """Samples as a clock value."""
    return f"{samples / rate:.3f}s"
