"""The label of GB 45438 in a file's metadata: signed by us, and not bound to the sound."""

from __future__ import annotations

from django.conf import settings

from synthesis.aigc.label import labels_in
from synthesis.aigc.producer import producer
from synthesis.made_here.finding import Finding, Found, Sure

NAME = "label"


def look(data: bytes) -> Finding:
    """Look for a label. Most formats have it at the beginning of the file, some at the end."""
    edge = settings.MAX_LABEL_BYTES // 2
    searched = data if len(data) <= 2 * edge else data[:edge] + data[-edge:]
    labels = list(labels_in(searched))
    for label in labels:
        if producer().made(label):
            return Finding(NAME, Found.MADE_HERE, Sure.HINT, details={"id": label["ProduceID"]})
    if labels:
        named = labels[0]["ContentProducer"][:100]
        return Finding(NAME, Found.ELSEWHERE, Sure.HINT, details={"producer": named})
    return Finding(NAME, Found.NOTHING)
