"""Detects clipping: waves cut off at the highest level of the microphone or its amplifier.

Resampling and codecs round off the flat tops, so single flat samples mean little. The lasting sign
is that far more peaks than in normal speech have nearly the same height.
"""

from __future__ import annotations

import numpy as np

from voices.screening.recording import Recording, Span, merged


def measure(recording: Recording) -> dict[str, float]:
    """Measure signs of clipping.

    `flat_runs`: runs of 3 or more samples at the extreme, per second. `peaks_at_top`: among peaks
    in the upper half, the share within 1 dB of their 99.5th percentile; `peaks_evenness`: log ratio
    of their number to that of peaks 1 to 2 dB below. `crest_db`: peak over RMS. `top_ratio`:
    samples in the top bin over those in the bins below it. `time_at_top`: share of samples over
    89 % of the largest. `bump`: see the function.
    """
    samples = recording.samples
    wave = np.abs(samples)
    top = float(wave.max(initial=0.0))
    if top <= 0:
        return dict.fromkeys(
            (
                "flat_runs",
                "peaks_at_top",
                "peaks_evenness",
                "top_ratio",
                "time_at_top",
                "crest_db",
                "bump",
            ),
            0.0,
        )
    heights = peaks(wave)
    high = np.percentile(heights, 99.5) if len(heights) else top
    upper = heights[heights > 0.5 * high]
    near = heights[heights > 0.89 * high]
    below = ((heights > 0.79 * high) & (heights <= 0.89 * high)).sum()
    histogram = np.histogram(wave / top, bins=50, range=(0, 1))[0]
    rms = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))
    return {
        "flat_runs": len(flat_runs(samples)) / max(recording.seconds, 0.1),
        "peaks_at_top": len(near) / max(len(upper), 1),
        "peaks_evenness": float(np.log((len(near) + 1) / (below + 1))),
        "top_ratio": float(histogram[-1] / max(histogram[-4:-1].mean(), 1.0)),
        "time_at_top": float(np.mean(wave > 0.89 * top)),
        "bump": bump(wave),
        "crest_db": float(20 * np.log10(top / max(rms, 1e-9))),
    }


def bump(wave: np.ndarray) -> float:
    """The greatest log ratio of sample counts between a level range and the range a tenth below.

    In unclipped speech, counts only fall as levels rise.
    """
    counts = np.histogram(wave / wave.max(), bins=40, range=(0, 1))[0] + 2e-4 * len(wave)
    lower = counts[:-7] + counts[1:-6] + counts[2:-5]
    upper = counts[4:-3] + counts[5:-2] + counts[6:-1]
    return float(np.log(upper / lower)[8:].max())


def peaks(wave: np.ndarray) -> np.ndarray:
    """Heights of the local maxima of |samples| above a fifth of the largest."""
    middle = wave[1:-1]
    return middle[(middle >= wave[:-2]) & (middle > wave[2:]) & (middle > 0.2 * wave.max())]


def flat_runs(samples: np.ndarray) -> np.ndarray:
    """Start and end indices [k, 2] of runs of 3 or more samples within 0.1 % of an extreme."""
    runs = []
    for extreme in (samples.max(initial=0), -samples.min(initial=0)):
        if extreme <= 0:
            continue
        sign = 1 if extreme == samples.max(initial=0) else -1
        at = samples * sign >= 0.999 * extreme
        edges = np.flatnonzero(np.diff(np.concatenate([[0], at.astype(np.int8), [0]])))
        pairs = edges.reshape(-1, 2)
        runs.append(pairs[pairs[:, 1] - pairs[:, 0] >= 3])
    return np.concatenate(runs) if runs else np.zeros((0, 2), int)


def spans(recording: Recording) -> tuple[Span, ...]:
    """Where samples reach 89 % of the largest, merged across gaps of 0.1 s."""
    wave = np.abs(recording.samples)
    at = np.flatnonzero(wave > 0.89 * wave.max(initial=0)) / recording.rate
    near = [(round(float(t) - 0.02, 2), round(float(t) + 0.02, 2)) for t in at]
    return tuple((max(0.0, a), b) for a, b in merged(near, 0.1))
