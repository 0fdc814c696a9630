"""Measures how speech changes with its mood: that of real people, and that of Kokoro's voices.

    python -m bench.voices.moods people RAVDESS
    python -m bench.voices.moods voices MODELS

The people are actors of RAVDESS (Livingstone and Russo 2018, CC BY-NC-SA 4.0: measured here, and no
part of Lectern), two sentences in each mood. Each figure is the difference from the same speaker's
neutral speech, in the median over speakers: pitch in semitones, its range as a factor, pace as a
factor, loudness in LU. bench/figures/moods.json keeps them side by side.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.voices.people import decoded
from speakers.speech import speech_of
from synthesis.engines.base import Samples, SegmentRequest
from synthesis.engines.kokoro.engine import KokoroEngine
from synthesis.engines.kokoro.fitting.speaker import melody
from synthesis.engines.kokoro.moods import MOODS
from synthesis.engines.loudness import loudness
from synthesis.engines.speaking import speak
from synthesis.text import spans

KEPT = Path(__file__).parents[1] / "figures/moods.json"
NAMED = {
    "01": "neutral",
    "02": "calm",
    "03": "happy",
    "04": "sad",
    "05": "angry",
    "08": "surprised",
}
"""Of RAVDESS, by the third number of a file's name."""

VOICES = ("af_heart", "am_michael", "zf_xiaoxiao", "zm_yunyang")
TEXTS = (
    "Kids are talking by the door, and dogs are sitting there.",
    "孩子们在门口说话，小狗坐在那里。",
)
_QUIET = 35.0
"""dB below the loudest frame at which speech begins and ends."""


@dataclass(frozen=True, slots=True)
class Said:
    """One utterance: log2 of F0, its range in octaves, seconds and LUFS."""

    pitch: float
    range: float
    seconds: float
    loudness: float


def heard(samples: Samples, sample_rate: int) -> Said:
    """Measure an utterance [n]."""
    frame = sample_rate // 100
    power = (samples[: len(samples) // frame * frame].reshape(-1, frame) ** 2).mean(1)
    there = np.flatnonzero(power > power.max() / 10 ** (_QUIET / 10))
    said = samples[there[0] * frame : (there[-1] + 1) * frame]
    pitch, range_ = melody(speech_of(said, sample_rate))
    return Said(pitch, range_, len(said) / sample_rate, loudness(said, sample_rate))


def changes(spoken: dict[str, list[Said]]) -> dict[str, dict[str, float]]:
    """By how much each mood of one speaker differs from "neutral"."""

    def mean(mood: str, what: str) -> float:
        return float(np.mean([getattr(one, what) for one in spoken[mood]]))

    return {
        mood: {
            "semitones": 12 * (mean(mood, "pitch") - mean("neutral", "pitch")),
            "range": mean(mood, "range") / mean("neutral", "range"),
            "pace": mean("neutral", "seconds") / mean(mood, "seconds"),
            "LU": mean(mood, "loudness") - mean("neutral", "loudness"),
        }
        for mood in spoken
        if mood != "neutral"
    }


def people(folder: Path, actors: int) -> dict[str, dict[str, dict[str, float]]]:
    """The changes of the first `actors`, by actor and mood; both sentences, once, in the normal
    intensity."""
    found: dict[str, dict[str, list[Said]]] = defaultdict(lambda: defaultdict(list))
    for file in sorted(folder.rglob("03-01-*-01-*-01-*.wav")):
        _, _, mood, _, _, _, actor = file.stem.split("-")
        if mood in NAMED and int(actor) <= actors:
            clip = decoded(file)
            found[actor][NAMED[mood]].append(heard(clip.samples, clip.sample_rate))
    return {actor: changes(spoken) for actor, spoken in found.items()}


def voices(models: Path) -> dict[str, dict[str, dict[str, float]]]:
    """The changes of some base voices, by voice and mood."""
    engine = KokoroEngine(models / "kokoro")
    result = {}
    for name in VOICES:
        spoken = {
            mood: [
                heard(
                    speak(
                        engine,
                        engine.base_conditioning(name),
                        SegmentRequest(spans(text), mood_preset="" if mood == "neutral" else mood),
                    ),
                    engine.sample_rate,
                )
                for text in TEXTS
            ]
            for mood in ("neutral", *MOODS)
        }
        result[name] = changes(spoken)
    return result


def summary(by_speaker: dict[str, dict[str, dict[str, float]]]) -> dict[str, dict[str, object]]:
    """The median of each change over speakers, and how many of them change in its direction."""
    moods = next(iter(by_speaker.values()))
    result: dict[str, dict[str, object]] = {}
    for mood, measures in moods.items():
        rows = {
            what: np.array([each[mood][what] for each in by_speaker.values()]) for what in measures
        }
        result[mood] = {what: round(float(np.median(row)), 2) for what, row in rows.items()}
        result[mood]["alike"] = {
            what: _same_way(row, 1.0 if what in ("range", "pace") else 0.0)
            for what, row in rows.items()
        }
    return result


def _same_way(row: np.ndarray, plain: float) -> str:
    away = np.sign(row - plain)
    return f"{int((away == np.sign(np.median(row) - plain)).sum())} of {len(row)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    of_people = commands.add_parser("people")
    of_people.add_argument("folder", type=Path)
    of_people.add_argument("--actors", type=int, default=24)
    commands.add_parser("voices").add_argument("models", type=Path)
    arguments = parser.parse_args()
    kept = json.loads(KEPT.read_text()) if KEPT.is_file() else {}
    if arguments.command == "people":
        kept["people"] = summary(people(arguments.folder, arguments.actors))
    else:
        kept["voices"] = summary(voices(arguments.models))
    KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
    print(json.dumps(kept[arguments.command], indent=1))


if __name__ == "__main__":
    main()
