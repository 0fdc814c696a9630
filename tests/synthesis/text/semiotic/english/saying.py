"""What is said of an English text, as the tests of this folder write it down."""

from __future__ import annotations

import re

from synthesis.text import plan, spans


def said(written: str) -> str:
    """All words of a text's segments, with no space before a mark that ends something."""
    parts = [spans(segment.text, language="en") for segment in plan(written)]
    words = " ".join(span.text for part in parts for span in part)
    return re.sub(r" ([,.:;)?!])", r"\1", words)
