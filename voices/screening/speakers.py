"""Detects several speakers, in turn or at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voices.screening.listening import Listening
from voices.screening.models.segmentation import FRAME_SECONDS, SETS
from voices.screening.recording import Array, Span, merged, smooth, spans_of

_MEMBERS = np.array([[float(s in members) for s in range(3)] for members in SETS], np.float32)
_BOTH = np.array([len(members) == 2 for members in SETS], np.float32)


def measure(heard: Listening) -> dict[str, float]:
    """Seconds of a second speaker and of two at once, the certainty of segmentation, and the
    differences between windows by each encoder."""
    second = overlap = doubt = soft = 0.0
    for _start, probabilities, _hidden in heard.speakers:
        active = probabilities @ _MEMBERS
        talk = np.sort((active > 0.5).sum(0))[::-1] * FRAME_SECONDS
        second = max(second, float(talk[1]))
        both = probabilities @ _BOTH
        overlap = max(overlap, float((both > 0.5).sum() * FRAME_SECONDS))
        speech = 1 - probabilities[:, 0]
        total = max(float(speech.sum()), 1e-3)
        soft = max(soft, float(both.sum()) / total)
        mass = np.sort(active.sum(0))[::-1] / total
        doubt = max(doubt, float(mass[1]))
    figures = {
        "second_speaker_seconds": second,
        "overlap_seconds": overlap,
        "overlap_share": soft,
        "second_speaker_share": doubt,
        "second_voice_campp": heard.second_voice[0],
        "second_voice_ge2e": heard.second_voice[1],
    }
    for name, vectors in (("campp", heard.campp), ("ge2e", heard.ge2e)):
        least, between, apart = _spread(vectors)
        figures[f"least_likeness_{name}"] = least
        figures[f"two_groups_{name}"] = between
        figures[f"groups_apart_{name}"] = apart
    return figures


def _spread(vectors: Array) -> tuple[float, float, float]:
    """The 5th percentile of cosines between windows; the cosine between the means of the two most
    different parts; and how much more alike windows are within the parts than between them."""
    count = len(vectors)
    if count < 2:
        return 1.0, 1.0, 0.0
    likeness = vectors @ vectors.T
    least = float(np.percentile(likeness[np.triu_indices(count, 1)], 5))
    best = (1.0, 0.0)
    for labels in _partitions(likeness):
        a, b = vectors[labels].mean(0), vectors[~labels].mean(0)
        cosine = float(a @ b / max(np.linalg.norm(a) * np.linalg.norm(b), 1e-9))
        same = np.equal.outer(labels, labels) & ~np.eye(count, dtype=bool)
        within = float(likeness[same].mean()) if same.any() else 1.0
        across = float(likeness[np.not_equal.outer(labels, labels)].mean())
        if cosine < best[0]:
            best = cosine, within - across
    return least, *best


def _partitions(likeness: Array) -> list[NDArray[np.bool_]]:
    """All splits in time, and the groups around the two least similar windows."""
    count = len(likeness)
    partitions = [np.arange(count) < cut for cut in range(1, count)]
    i, j = np.unravel_index(int(likeness.argmin()), likeness.shape)
    labels = likeness[i] > likeness[j]
    if 0 < labels.sum() < count:
        partitions.append(labels)
    return partitions


def spans(heard: Listening) -> tuple[Span, ...]:
    """Where a speaker other than the main one talks, or, if there is none, where voices change."""
    others: list[Span] = []
    for start, probabilities, _hidden in heard.speakers:
        active = probabilities @ _MEMBERS
        main = int(active.sum(0).argmax())
        other = smooth(1 - probabilities[:, 0] - probabilities[:, main + 1], 15) > 0.5
        others += [
            (round(a + start, 2), round(b + start, 2))
            for a, b in spans_of(other, FRAME_SECONDS, 0.2)
        ]
    if not others and len(heard.ge2e) > 1:
        centre = heard.ge2e.mean(0)
        odd = int((heard.ge2e @ centre).argmin())
        a, b = heard.windows[odd]
        others = [(round(float(a), 2), round(float(b), 2))]
    return merged(others)
