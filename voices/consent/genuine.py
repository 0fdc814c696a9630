"""Decides whether recordings are of a person, and whether two of them were made together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

import watermark
from voices.consent.passed import Passed, digest_of
from voices.screening.conditions import FILE as CONDITIONS
from voices.screening.conditions import Agreement, agreement, conditions, differences
from voices.screening.synthetic import Detector, Judgement, detector
from voices.screening.synthetic.detector import FILE as DETECTOR

MARKED = "recording_marked"
SYNTHETIC = "consent_synthetic"
CLIP_SYNTHETIC = "clip_synthetic"
OTHER_CONDITIONS = "consent_other_conditions"

SURE = 0.65
"""The least score of a mark for which a recording is refused. What is marked keeps 0.8 and more
through codecs. Of people's recordings, five of 46 have 0.2 and more: three of 11 in simulated
rooms, two of 35 as they are, at up to 0.47."""


@dataclass(frozen=True, slots=True)
class Genuineness:
    """What the checks need. Without a `detector` and `marks` no recording is taken for a machine's;
    only installations that nobody else reaches may run so. `marks` find watermarks."""

    detector: Detector | None = field(default_factory=detector)
    agreement: Agreement = field(default_factory=agreement)
    marks: Sequence[watermark.Detector] = ()

    def mark(self, samples: NDArray[np.float32], sample_rate: int) -> float | None:
        """How surely mono `samples` [n] carry a mark that says that a machine made them: the best
        score of those that were found, 0 where none was; from SURE on they do. None where nobody
        looks for one."""
        if not self.marks:
            return None
        found = [each.detect(samples, sample_rate) for each in self.marks]
        return max(one.score if one.is_marked else 0.0 for one in found)

    def passed(
        self, mark: float | None, spoken: Judgement | None, apart: float | None = None
    ) -> Iterator[Passed]:
        """What a recording has passed, of what was asked and could be told."""
        if mark is not None:
            yield Passed("watermark", "+".join(watermark.WATERMARKS), mark, SURE)
        if spoken is not None and spoken.score is not None:
            yield Passed("synthetic", digest_of(DETECTOR), spoken.score, round(spoken.refuse, 3))
        if apart is not None:
            yield Passed("conditions", digest_of(CONDITIONS), apart, 0.0)

    def judged(self, samples: NDArray[np.float32], sample_rate: int) -> Judgement | None:
        """Whether a machine spoke mono `samples` [n]; None where nobody asks."""
        return self.detector.judge(samples, sample_rate) if self.detector else None

    def apart(
        self, statement: NDArray[np.float32], clip: NDArray[np.float32], sample_rate: int
    ) -> float | None:
        """By how much (log odds above the limit) room, noise, microphone and level of two
        recordings differ: over 0 they were not made together. None where one has too little sound
        to tell."""
        one, other = conditions(statement, sample_rate), conditions(clip, sample_rate)
        if one is None or other is None:
            return None
        return self.agreement.score(differences(one, other)) - self.agreement.refuse
