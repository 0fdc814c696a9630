"""Finds out whether a file holds speech that was made here, by every layer that can tell.

To add a layer, write a function of a file's bytes that returns a Finding, and put it into LAYERS.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from synthesis.made_here import credentials_layer, label_layer, watermark_layer
from synthesis.made_here.finding import Finding, Found

LAYERS: Mapping[str, Callable[[bytes], Finding]] = {
    label_layer.NAME: label_layer.look,
    credentials_layer.NAME: credentials_layer.look,
    watermark_layer.NAME: watermark_layer.look,
}
"""By the name that answers give them, in the order in which they are shown."""


def examine(data: bytes) -> list[Finding]:
    """What each layer says of a file; none is left out, whatever another one has found."""
    return [look(data) for look in LAYERS.values()]


def verdict(findings: Sequence[Finding]) -> str:
    """`made_here`, `other` (marked as synthetic, and not as made here), or `unlabelled`."""
    found = {finding.found for finding in findings}
    if found & {Found.MADE_HERE, Found.CHANGED}:
        return "made_here"
    return "other" if found & {Found.ELSEWHERE, Found.SYNTHETIC} else "unlabelled"
