"""Speaks with a voice and measures it: likeness by three encoders, pitch, naturalness, levels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from speechmos import dnsmos

from bench.reader import Reader
from bench.sentences import ENGLISH, MANDARIN
from bench.voices.people import Person
from bench.voices.third import Third
from speakers.encoders import Encoders
from speakers.speech import speech_of
from synthesis.engines.base import Clip, Conditioning, Samples, SegmentRequest
from synthesis.engines.kokoro.engine import KokoroEngine
from synthesis.engines.kokoro.fitting.speaker import RATE, melody
from synthesis.engines.loudness import loudness, true_peak
from synthesis.engines.speaking import speak
from synthesis.text import spans

Vector = NDArray[np.float32]

ENCODERS = ("ge2e", "campp", "third")
LANGUAGES = ("en", "zh")
TEXTS = {
    "en": [ENGLISH[index] for index in (7, 11, 12, 15)],
    "zh": [MANDARIN[index] for index in (8, 12, 15, 16)],
}
"""None of the sentences used in fitting, and no digits, which transcripts write in various ways."""

MEASURES = (
    *(f"{encoder} {language}" for encoder in ENCODERS for language in LANGUAGES),
    *("semitones", "mos", "read en", "read zh", "lufs", "peak"),
)


@dataclass(frozen=True, slots=True)
class Ears:
    """The encoders: the two of the fit, and the third, which takes no part in it."""

    encoders: Encoders
    third: Third

    def __call__(self, speech: Samples) -> dict[str, Vector]:
        """The unit vector of `speech`, as `speech_of` gives it, by each of ENCODERS."""
        voice = self.encoders.embed(speech)
        return {"ge2e": voice.ge2e, "campp": voice.campp, "third": self.third(speech)}

    def of_clip(self, clip: Clip) -> dict[str, Vector]:
        return self(speech_of(clip.samples, clip.sample_rate))


@dataclass(frozen=True, slots=True)
class Judged:
    """A voice that was judged: all MEASURES, and its vectors by each encoder, over languages."""

    row: dict[str, float]
    voice: dict[str, Vector]


class Judge:
    """Speaks the sentences with a voice and measures the audio."""

    def __init__(self, engine: KokoroEngine, ears: Ears, reader: Reader | None, count: int):
        self._engine, self._ears, self._reader = engine, ears, reader
        self._texts = {language: texts[:count] for language, texts in TEXTS.items()}

    def __call__(self, person: Person, conditioning: Conditioning) -> Judged:
        """Cosines, semitones off (absolute), DNSMOS overall, error rates (NaN without a reader),
        integrated loudness and true peak."""
        wanted = self._ears.of_clip(person.judge)
        pitch = melody(speech_of(person.fitted.samples, person.fitted.sample_rate))[0]
        row: dict[str, float] = dict.fromkeys(MEASURES, np.nan)
        off, mos, all_said = [], [], []
        vectors: dict[str, list[Vector]] = {encoder: [] for encoder in ENCODERS}
        for language, texts in self._texts.items():
            utterances = [self._say(text, conditioning) for text in texts]
            said = np.concatenate(utterances)
            all_said.append(said)
            speech = speech_of(said, self._engine.sample_rate)
            for encoder, vector in self._ears(speech).items():
                row[f"{encoder} {language}"] = float(vector @ wanted[encoder])
                vectors[encoder].append(vector)
            off.append(12 * (melody(speech)[0] - pitch))
            mos.append(_naturalness(speech))
            if self._reader:
                row[f"read {language}"] = self._reader.error(
                    utterances, texts, language, self._engine.sample_rate
                )
        together = np.concatenate(all_said)
        row["semitones"], row["mos"] = abs(float(np.mean(off))), float(np.mean(mos))
        row["lufs"] = loudness(together, self._engine.sample_rate)
        row["peak"] = true_peak(together)
        return Judged(row, {name: _unit(np.sum(each, axis=0)) for name, each in vectors.items()})

    def _say(self, text: str, conditioning: Conditioning) -> Samples:
        return speak(self._engine, conditioning, SegmentRequest(spans(text)))


def _unit(vector: Vector) -> Vector:
    unit: Vector = vector / np.linalg.norm(vector)
    return unit


def _naturalness(speech: Samples) -> float:
    return float(dnsmos.run(speech / np.abs(speech).max(), RATE)["ovrl_mos"])
