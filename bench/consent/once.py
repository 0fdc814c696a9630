"""The models of the checks, which hear the same sound once: one reading serves several ways in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from bench.screening.sources import Samples
from speakers.encoders import Encoders
from speakers.kaldi import FLOOR
from speakers.voice_print import VoicePrint
from voices.consent.genuine import Genuineness
from voices.consent.recogniser import Heard, Recogniser
from voices.screening.synthetic import Judgement

Known = dict[tuple[Any, ...], Any]


def sound(samples: Samples) -> bytes:
    """Names a sound [n]."""
    return hashlib.blake2b(samples.tobytes(), digest_size=16).digest()


class OnceRecogniser(Recogniser):
    """As Recogniser."""

    def __init__(self, folder: Any) -> None:
        super().__init__(folder)
        self._known: dict[tuple[bytes, int, str | None, bool], Heard] = {}

    def hear(
        self,
        samples: Samples,
        sample_rate: int,
        *,
        language: str | None = None,
        in_words: bool = False,
    ) -> Heard:
        key = (sound(samples), sample_rate, language, in_words)
        if key not in self._known:
            self._known[key] = super().hear(
                samples, sample_rate, language=language, in_words=in_words
            )
        return self._known[key]


@dataclass(frozen=True)
class OnceGenuineness(Genuineness):
    """As Genuineness."""

    known: Known = field(default_factory=dict, repr=False)

    def mark(self, samples: Samples, sample_rate: int) -> float | None:
        key = ("mark", sound(samples), sample_rate)
        if key not in self.known:
            self.known[key] = Genuineness.mark(self, samples, sample_rate)
        found: float | None = self.known[key]
        return found

    def judged(self, samples: Samples, sample_rate: int) -> Judgement | None:
        key = ("judged", sound(samples), sample_rate)
        if key not in self.known:
            self.known[key] = Genuineness.judged(self, samples, sample_rate)
        found: Judgement | None = self.known[key]
        return found


@dataclass(frozen=True)
class OnceEncoders(Encoders):
    """As Encoders."""

    known: Known = field(default_factory=dict, repr=False)

    def voice_print(self, samples: Samples, sample_rate: int, floor: float = FLOOR) -> VoicePrint:
        key = (sound(samples), sample_rate, floor)
        if key not in self.known:
            self.known[key] = Encoders.voice_print(self, samples, sample_rate, floor)
        found: VoicePrint = self.known[key]
        return found
