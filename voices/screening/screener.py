"""Runs all checks of a recording in order."""

from __future__ import annotations

import math
import time

import numpy as np

from speakers.encoders import Encoders
from voices.screening import band, clipping, echo, music, noise, speakers
from voices.screening.decision import decide, is_silent, scores_of
from voices.screening.listening import Listening, Models
from voices.screening.other_sounds import measures as other_sounds
from voices.screening.recording import Recording, Samples, Span
from voices.screening.result import Finding, Screening
from voices.screening.thresholds import Thresholds


class Screener:
    """Screening's models and thresholds; load it once per process. Thread-safe."""

    def __init__(self, encoders: Encoders, thresholds: Thresholds | None = None) -> None:
        self.thresholds = thresholds or Thresholds.load()
        self.models = Models(encoders)

    def screen(self, samples: Samples, sample_rate: int) -> Screening:
        """See `voices.screening.screen`."""
        started = time.perf_counter()
        recording = Recording(_checked(samples, sample_rate), sample_rate)
        measures = plain_measures(recording)
        heard = None
        if not is_silent(measures, self.thresholds):
            heard = self.models.listen(recording)
            measures |= heard_measures(recording, heard)
        findings = tuple(
            self._finding(code, refuses, recording, heard, measures)
            for code, refuses in decide(measures, self.thresholds).items()
        )
        if heard is not None:
            scores = scores_of(measures, self.thresholds)
            measures |= {f"{name}_score": score for name, score in scores.items()}
        return Screening(findings, measures, time.perf_counter() - started)

    def _finding(
        self,
        code: str,
        refuses: bool,
        recording: Recording,
        heard: Listening | None,
        measures: dict[str, float],
    ) -> Finding:
        """Build the finding of a code, with its figures and spans."""
        rules = self.thresholds.rules
        where: tuple[Span, ...] = ()
        if heard is not None:
            if code == "music":
                where = music.spans(heard)
            elif code == "several_speakers":
                where = speakers.spans(heard)
            elif code == "noise":
                where = noise.spans(recording, heard, rules["noise_span_db"])
            elif code == "clipping":
                where = clipping.spans(recording)
        if code == "too_long":
            where = ((rules["most_seconds"], round(recording.seconds, 2)),)
        where = where or ((0.0, round(recording.seconds, 2)),)
        return Finding(code, refuses, self._figures(code, measures, where), where)

    def _figures(
        self, code: str, measures: dict[str, float], where: tuple[Span, ...]
    ) -> dict[str, float]:
        """The figures for the sentence in WORDINGS."""
        rules = self.thresholds.rules
        heard_seconds = round(sum(b - a for a, b in where), 1)
        clip_seconds = round(measures["clip_seconds"], 1)
        match code:
            case "silence":
                return {"level": round(measures["level_dbfs"], 1)}
            case "too_quiet":
                return {"level": round(measures["speech_dbfs"], 1), "least": rules["quiet_dbfs"]}
            case "too_short":
                return {"seconds": clip_seconds, "least": rules["least_seconds"]}
            case "too_long":
                return {"seconds": clip_seconds, "most": rules["most_seconds"]}
            case "too_little_speech":
                spoken = round(measures["speech_seconds"], 1)
                return {"seconds": spoken, "least": rules["least_speech_seconds"]}
            case "music" | "several_speakers":
                return {"seconds": heard_seconds}
            case "noise":
                return {"snr": round(measures["snr_least"])}
            case "clipping":
                return {"percent": round(max(0.1, 100 * measures["time_at_top"]), 1)}
            case "echo":
                return {"rt60": round(measures["rt60"], 1)}
            case "narrow_band":
                return {"khz": round(measures["band_hz"] / 1000, 1)}
        raise KeyError(code)


def plain_measures(recording: Recording) -> dict[str, float]:
    """The measures that need no model."""
    power = (
        float(np.mean(np.square(recording.samples, dtype=np.float64))) if recording.seconds else 0.0
    )
    return {
        "clip_seconds": recording.seconds,
        "level_dbfs": 10 * math.log10(power + 1e-12),
        **clipping.measure(recording),
    }


def heard_measures(recording: Recording, heard: Listening) -> dict[str, float]:
    """The measures from the models' output."""
    return {
        "speech_seconds": heard.speech_seconds,
        **band.measure(recording, heard),
        **music.measure(recording, heard),
        **speakers.measure(heard),
        **noise.measure(recording, heard),
        **echo.measure(recording, heard),
        **other_sounds.measure(heard.others),
    }


def _checked(samples: Samples, sample_rate: int) -> Samples:
    samples = np.asarray(samples)
    if samples.ndim != 1:
        raise ValueError(f"samples have the shape {samples.shape}, not [n]")
    if not 8_000 <= sample_rate <= 192_000:
        raise ValueError(f"the sample rate is {sample_rate} Hz, not 8000 to 192000")
    samples = samples.astype(np.float32, copy=False)
    if not np.isfinite(samples).all():
        raise ValueError("samples are not finite")
    return samples
