"""The watermark in the sound itself, which stays when the file is converted or cut."""

from __future__ import annotations

from synthesis.aigc.watermark_check import watermark_in
from synthesis.made_here.finding import Finding, Found, Sure

NAME = "watermark"


def look(data: bytes) -> Finding:
    """Listen for the mark. It has no key: others' speech may carry it, too."""
    heard = watermark_in(data)
    if heard is None or not heard.is_telling:
        return Finding(NAME, Found.NOT_READ)
    score = round(min(1.0, max(0.0, heard.score)), 3)
    if heard.is_marked:
        return Finding(NAME, Found.SYNTHETIC, Sure.LIKELY, score=score)
    return Finding(NAME, Found.NOTHING, score=score)
