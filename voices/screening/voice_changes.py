"""Whether the voice changes in a recording: any stretch of it against the rest, by two encoders."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voices.screening.models.segmentation import FRAME_SECONDS as SEGMENT_SECONDS
from voices.screening.models.segmentation import SETS
from voices.screening.models.speaker_print import FRAME_SECONDS, CamPlusPlus, Ge2e
from voices.screening.models.voice_activity import FRAME
from voices.screening.recording import RATE, Array, Samples

_STEP_SECONDS = 0.25
_LEAST_STEPS = 3
_MOST_STEPS = 60
_WINDOW_STEPS = 4
_VOICED = 0.5


def voice_changes(
    samples: Samples,
    voice: Array,
    speakers: list[tuple[float, Array]],
    campp: CamPlusPlus,
    ge2e: Ge2e,
) -> dict[str, float]:
    """Cosines of the speech inside of a stretch and outside of it, the least over all stretches.

    Steps are quarters of a second of speech, pauses left out.
    """
    frames = campp.frames(samples)
    figures = _of_segmentation(frames, speakers, campp)
    figures |= dict.fromkeys(
        (
            *("stretch_campp", "stretch_ge2e", "stretch_both", "cut_campp", "cut_ge2e"),
            *("steps_least_campp", "steps_least_ge2e", "steps_mean_campp", "steps_mean_ge2e"),
        ),
        1.0,
    )
    at = np.minimum(
        (np.arange(len(frames)) * FRAME_SECONDS * RATE / FRAME).astype(int), len(voice) - 1
    )
    spoken = np.flatnonzero(voice[at] > _VOICED) if len(frames) else at
    per_step = _STEP_SECONDS / FRAME_SECONDS
    count = min(_MOST_STEPS, int(len(spoken) / per_step))
    if count < 2 * _LEAST_STEPS:
        return figures
    edges = np.linspace(0, len(spoken), count + 1).astype(int)
    step_of = np.repeat(np.arange(count), np.diff(edges))
    member = np.equal.outer(np.arange(count), step_of).astype(np.float32)
    used = frames[spoken]

    pairs = _stretches(count)
    inside = np.array([(np.arange(count) >= a) & (np.arange(count) < b) for a, b in pairs])
    is_cut = np.array([a == 0 or b == count for a, b in pairs])
    vectors_in = campp.pooled(used, inside.astype(np.float32) @ member)
    vectors_out = campp.pooled(used, (~inside).astype(np.float32) @ member)
    by_campp = (vectors_in * vectors_out).sum(1)

    windows = _windows(samples, spoken, edges)
    prints = ge2e(windows)
    # A window lies over _WINDOW_STEPS steps; it counts for a stretch by the middle.
    middle = np.arange(len(prints)) + _WINDOW_STEPS // 2
    there = inside[:, np.minimum(middle, count - 1)].astype(np.float32)
    by_ge2e = _cosine(there @ prints, (1 - there) @ prints)
    figures["stretch_campp"] = float(by_campp.min())
    figures["stretch_ge2e"] = float(by_ge2e.min())
    figures["stretch_both"] = float((by_campp + by_ge2e).min())
    figures["cut_campp"] = float(by_campp[is_cut].min())
    figures["cut_ge2e"] = float(by_ge2e[is_cut].min())
    around = np.abs(np.subtract.outer(np.arange(count), np.arange(count))) <= 1
    steps = campp.pooled(used, around.astype(np.float32) @ member)
    for name, rows in (("campp", steps), ("ge2e", prints)):
        likeness = rows @ rows.T
        apart = likeness[np.triu_indices(len(rows), 3)]
        if len(apart):
            figures[f"steps_least_{name}"] = float(np.percentile(apart, 5))
            figures[f"steps_mean_{name}"] = float(apart.mean())
    return figures


def _stretches(count: int) -> list[tuple[int, int]]:
    """First and last + 1 step of stretches with _LEAST_STEPS inside and outside."""
    every = 1 if count <= 30 else 2
    return [
        (a, b)
        for a in range(0, count, every)
        for b in range(a + _LEAST_STEPS, count + 1, every)
        if count - (b - a) >= _LEAST_STEPS
    ]


def _windows(samples: Samples, spoken: NDArray[np.int64], edges: NDArray[np.int64]) -> Array:
    """Windows [w, n] of a second of speech, one from each step on."""
    hop = round(FRAME_SECONDS * RATE)
    places = (spoken[:, None] * hop + np.arange(hop)).ravel()
    places = places[places < len(samples)]
    size = round(_WINDOW_STEPS * _STEP_SECONDS * RATE)
    starts = [int(e) * hop for e in edges[:-1] if int(e) * hop + size <= len(places)]
    starts = starts or [0]
    return np.stack([np.resize(samples[places[s : s + size]], size) for s in starts])


def _of_segmentation(
    frames: Array, speakers: list[tuple[float, Array]], campp: CamPlusPlus
) -> dict[str, float]:
    """Likeness of the speakers that segmentation suspects, and of where two may speak at once,
    by the frames in which each is suspected, however faintly."""
    best: tuple[float, Array] | None = None
    for start, probabilities in speakers:
        sole = probabilities[:, 1:4]
        order = np.argsort(sole.sum(0))[::-1]
        both = probabilities[:, [len(members) == 2 for members in SETS]].sum(1)
        three = np.stack([sole[:, order[0]], sole[:, order[1]], both])
        mass = float(three[1].sum() + three[2].sum())
        if best is None or mass > best[0]:
            time = (np.arange(len(frames)) * FRAME_SECONDS - start) / SEGMENT_SECONDS
            index = np.clip(time.astype(int), 0, three.shape[1] - 1)
            inside = (time >= 0) & (time < three.shape[1])
            best = mass, np.where(inside, three[:, index], 0).astype(np.float32)
    if best is None or not len(frames):
        return {"suspect_campp": 1.0, "overlap_campp": 1.0, "suspect_peak": 0.0}
    weights = best[1]
    one, other, both_at_once = campp.pooled(frames, weights**2 + 1e-6)
    return {
        "suspect_campp": float(one @ other),
        "overlap_campp": float(one @ both_at_once),
        "suspect_peak": float(np.sort(weights[1])[-25:].mean()),
    }


def _cosine(a: Array, b: Array) -> Array:
    """Of rows; 1 where one of them is nothing."""
    size = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    return np.where(size > 1e-6, (a * b).sum(1) / np.maximum(size, 1e-6), 1.0)
