"""All checks of one recording, in order."""

from __future__ import annotations

import math
import time

import numpy as np

from voices.screening import band, clipping, echo, music, noise, speakers
from voices.screening.listening import Listening, Models
from voices.screening.recording import Recording, Samples, Span
from voices.screening.result import Finding, Screening
from voices.screening.thresholds import Thresholds

_ORDER = (
    *("silence", "too_short", "too_long", "too_little_speech", "too_quiet"),
    *("clipping", "music", "several_speakers", "noise", "echo", "narrow_band"),
)
_SHORTEST = 0.5
"""Seconds under which models have nothing to hear."""


class Screener:
    """The models and thresholds of screening, loaded once a process; safe for threads."""

    def __init__(self, thresholds: Thresholds | None = None, models: Models | None = None) -> None:
        self.thresholds = thresholds or Thresholds.load()
        self.models = models or Models()

    def screen(self, samples: Samples, sample_rate: int) -> Screening:
        """See `voices.screening.screen`."""
        started = time.perf_counter()
        recording = Recording(_checked(samples, sample_rate), sample_rate)
        rules = self.thresholds.rules
        measures = plain_measures(recording)
        measures["clip_seconds"] = recording.seconds
        if measures["level_dbfs"] < rules["silence_dbfs"] or recording.seconds < _SHORTEST:
            findings = self._without_models(recording, measures)
        else:
            heard = self.models.listen(recording)
            measures |= heard_measures(recording, heard)
            findings = self._findings(recording, heard, measures)
        findings.sort(key=lambda finding: (not finding.refuses, _ORDER.index(finding.code)))
        return Screening(tuple(findings), measures, time.perf_counter() - started)

    def _without_models(self, recording: Recording, measures: dict[str, float]) -> list[Finding]:
        rules, whole = self.thresholds.rules, _whole(recording)
        found = []
        if measures["level_dbfs"] < rules["silence_dbfs"]:
            found.append(_refused("silence", whole, level=round(measures["level_dbfs"], 1)))
        return found + self._length(recording)

    def _length(self, recording: Recording) -> list[Finding]:
        rules, seconds = self.thresholds.rules, recording.seconds
        if seconds < rules["least_seconds"]:
            figures = {"seconds": round(seconds, 1), "least": rules["least_seconds"]}
            return [_refused("too_short", _whole(recording), **figures)]
        if seconds > rules["most_seconds"]:
            figures = {"seconds": round(seconds, 1), "most": rules["most_seconds"]}
            beyond = ((rules["most_seconds"], round(seconds, 2)),)
            return [_refused("too_long", beyond, **figures)]
        return []

    def _findings(
        self, recording: Recording, heard: Listening, measures: dict[str, float]
    ) -> list[Finding]:
        rules, whole = self.thresholds.rules, _whole(recording)
        found = self._length(recording)
        for name, detector in self.thresholds.detectors.items():
            measures[f"{name}_score"] = detector.score(measures)
        if measures["speech_seconds"] < rules["least_speech_seconds"]:
            figures = {
                "seconds": round(measures["speech_seconds"], 1),
                "least": rules["least_speech_seconds"],
            }
            found.append(_refused("too_little_speech", whole, **figures))
        if measures["speech_dbfs"] < rules["quiet_dbfs"]:
            level = round(measures["speech_dbfs"], 1)
            found.append(_refused("too_quiet", whole, level=level, least=rules["quiet_dbfs"]))
        if measures["band_hz"] < rules["least_band_hz"]:
            khz = round(measures["band_hz"] / 1000, 1)
            found.append(_refused("narrow_band", whole, khz=khz))
        if (
            measures["flat_runs"] > rules["flat_runs_a_second"]
            or measures["top_ratio"] > rules["top_ratio"]
            or self._is("clipping", measures)
        ):
            percent = round(max(0.1, 100 * measures["time_at_top"]), 1)
            found.append(_refused("clipping", clipping.spans(recording), percent=percent))
        if self._is("music", measures):
            where = music.spans(heard) or whole
            found.append(_refused("music", where, seconds=_seconds(where)))
        if self._is("several_speakers", measures):
            where = speakers.spans(heard) or whole
            found.append(_refused("several_speakers", where, seconds=_seconds(where)))
        if self._is("echo", measures):
            found.append(_refused("echo", echo.spans(recording), rt60=round(measures["rt60"], 1)))
        refused = self._is("noise", measures)
        if refused or measures["noise_score"] > self.thresholds.detectors["noise"].warn:
            where = noise.spans(recording, heard, rules["noise_warn_db"])
            figures = {"snr": round(measures["snr_db"])}
            found.append(Finding("noise", refused, figures, where))
        return found

    def _is(self, name: str, measures: dict[str, float]) -> bool:
        return measures[f"{name}_score"] > self.thresholds.detectors[name].refuse


def plain_measures(recording: Recording) -> dict[str, float]:
    """What is measured without a model."""
    power = float(np.mean(np.square(recording.samples, dtype=np.float64)))
    return {"level_dbfs": 10 * math.log10(power + 1e-12), **clipping.measure(recording)}


def heard_measures(recording: Recording, heard: Listening) -> dict[str, float]:
    """What is measured with the help of models."""
    return {
        "speech_seconds": heard.speech_seconds,
        **band.measure(recording, heard),
        **music.measure(recording, heard),
        **speakers.measure(heard),
        **noise.measure(recording, heard),
        **echo.measure(recording, heard),
    }


def _checked(samples: Samples, sample_rate: int) -> Samples:
    samples = np.asarray(samples)
    if samples.ndim != 1:
        raise ValueError(f"samples of shape {samples.shape}, not [n]")
    if not 8_000 <= sample_rate <= 192_000:
        raise ValueError(f"a sample rate of {sample_rate} Hz, not 8000 to 192000")
    samples = samples.astype(np.float32, copy=False)
    if not np.isfinite(samples).all():
        raise ValueError("samples that are not finite")
    return samples


def _refused(code: str, spans: tuple[Span, ...], **figures: float) -> Finding:
    return Finding(code, True, figures, spans)


def _whole(recording: Recording) -> tuple[Span, ...]:
    return ((0.0, round(recording.seconds, 2)),)


def _seconds(spans: tuple[Span, ...]) -> float:
    return round(sum(b - a for a, b in spans), 1)
