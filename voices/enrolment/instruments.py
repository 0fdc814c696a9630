"""The models of enrolment, loaded once, and only in the enrolment worker."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from voices.consent.check import ConsentChecker
from voices.consent.genuine import Genuineness
from voices.consent.recogniser import Recogniser
from watermark import WATERMARKS

if TYPE_CHECKING:
    from speakers.encoders import Encoders
    from voices.screening import Screening


class UnusableClip(Exception):
    """No voice can be made of this clip, however often it is tried."""


class Enroller(Protocol):
    """An engine, as far as enrolment uses it."""

    engine: str

    def conditioning(
        self, samples: NDArray[np.float32], transcript: str, on_progress: Callable[[float], None]
    ) -> bytes:
        """The data to speak like the person of a clip [n] at voices.decode.SAMPLE_RATE.

        Raises UnusableClip.
        """

    def sample(self, conditioning: bytes) -> bytes:
        """A WAV file of speech in the voice."""


class Screens(Protocol):
    """voices.screening.Screener, as far as enrolment uses it."""

    def screen(self, samples: NDArray[np.float32], sample_rate: int) -> "Screening": ...


@dataclass(frozen=True, slots=True)
class Instruments:
    """`enrollers` are the installed engines, the default one first."""

    screener: Screens
    checker: ConsentChecker
    enrollers: Sequence[Enroller]


@cache
def encoders() -> "Encoders":
    """What tells voices apart: screening, consent and the fitting of a voice share it."""
    from speakers.encoders import Encoders  # brings torch, which only enrolment wants

    return Encoders.load()


@cache
def screener() -> Screens:
    """The judge of a clip's sound."""
    from voices.screening import Screener  # imports torch, which only enrolment needs

    return Screener(encoders())


@cache
def checker() -> ConsentChecker:
    """The recogniser, whose voice it is, and whether it is a person's. Raises RecogniserMissing."""
    if settings.ACCEPT_SYNTHETIC_CONSENT:
        genuine = Genuineness(None)
    else:
        specs = [spec for spec in WATERMARKS.values() if not spec.missing()]
        genuine = Genuineness(marks=[spec.load_detector() for spec in specs])
    return ConsentChecker(Recogniser(settings.MODELS / "whisper"), encoders(), genuine)
