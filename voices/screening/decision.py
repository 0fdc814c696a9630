"""Decides from the measures which codes refuse a recording, and which only warn."""

from __future__ import annotations

from collections.abc import Mapping

from voices.screening.thresholds import Thresholds

ORDER = (
    *("silence", "too_short", "too_long", "too_little_speech", "too_quiet"),
    *("clipping", "echo", "music", "several_speakers", "noise", "narrow_band"),
)
"""Codes by importance: the first one that applies is shown."""

SHORTEST_SECONDS = 0.5
"""A shorter recording is too short for the models."""


def is_silent(measures: Mapping[str, float], thresholds: Thresholds) -> bool:
    """True if the recording is too quiet or too short for the models to be run."""
    return (
        measures["level_dbfs"] < thresholds.rules["silence_dbfs"]
        or measures["clip_seconds"] < SHORTEST_SECONDS
    )


def decide(measures: Mapping[str, float], thresholds: Thresholds) -> dict[str, bool]:
    """The codes that apply, in ORDER; True if the code refuses, False if it only warns."""
    rules = thresholds.rules
    applies = {
        "silence": measures["level_dbfs"] < rules["silence_dbfs"],
        "too_short": measures["clip_seconds"] < rules["least_seconds"],
        "too_long": measures["clip_seconds"] > rules["most_seconds"],
    }
    warned = {}
    if not is_silent(measures, thresholds):
        scores = scores_of(measures, thresholds)
        applies |= {
            "too_little_speech": measures["speech_seconds"] < rules["least_speech_seconds"],
            "too_quiet": measures["speech_dbfs"] < rules["quiet_dbfs"],
            "narrow_band": measures["band_hz"] < rules["least_band_hz"],
        }
        for name in ("clipping", "echo", "music", "several_speakers", "noise"):
            applies[name] = scores[name] > thresholds.detectors[name].refuse
        applies["clipping"] |= measures["flat_runs"] > rules["flat_runs_a_second"]
        # The noise detector counts music and voices in the background as noise, too.
        warned["noise"] = scores["some_noise"] > thresholds.detectors["some_noise"].refuse
    refused = {code: True for code in ORDER if applies.get(code)}
    if not refused and warned.get("noise"):
        return {"noise": False}
    return refused


def scores_of(measures: Mapping[str, float], thresholds: Thresholds) -> dict[str, float]:
    """The score of every detector."""
    return {name: one.score(measures) for name, one in thresholds.detectors.items()}
