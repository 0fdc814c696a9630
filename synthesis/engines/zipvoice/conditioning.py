"""A person's voice for ZipVoice: the mel spectrum of their clip, and the words in it.

The arrays are `prompt_text` (a string), `mel` float32 [frames, 100] (natural logarithms, as loud as
the model wants its prompts) and `level`, the root mean square that the clip had, if it was lower.
The clip is not needed again.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..base import Clip, Conditioning, ConditioningInvalid, EngineError, OnProgress
from ..prompt_clip import check_length, resampled, with_quiet_tail
from .config import HOP, MELS, PROMPT_RMS, SAMPLE_RATE
from .mel import log_mel
from .prompt import shortened

ENGINE = "zipvoice"
VERSION = 1


class Enroller:
    """See synthesis.engines.base.Enrolling. It needs no model file."""

    name = ENGINE

    def enrol(self, clip: Clip, transcript: str, on_progress: OnProgress) -> Conditioning:
        """Make the conditioning of the person in the clip. Raises EngineError for a bad length,
        for a clip without speech, and where nobody knows what is said in it."""
        check_length(clip)
        if not any(char.isalnum() for char in transcript):
            raise EngineError("the clip has no transcript, which the model needs")
        clip, words = shortened(clip, transcript.strip())
        on_progress(0.3)
        samples = resampled(with_quiet_tail(clip), SAMPLE_RATE)
        level = float(np.sqrt((samples**2).mean()))
        if level < PROMPT_RMS:
            samples = samples * np.float32(PROMPT_RMS / level)
        mel = log_mel(samples)[: max(1, len(samples) // HOP)]
        on_progress(1.0)
        return Conditioning(
            ENGINE,
            VERSION,
            {
                "prompt_text": np.array(words),
                "mel": mel,
                "level": np.array(min(level, PROMPT_RMS), np.float32),
            },
        )


@dataclass(frozen=True, slots=True)
class Voice:
    """A conditioning as the engine speaks with it: `tokens` of the words, `features` float32
    [frames, 100] as the model is fed them, and `gain` of what it speaks."""

    tokens: tuple[int, ...]
    features: NDArray[np.float32] = field(repr=False)
    gain: float = 1.0

    @property
    def nbytes(self) -> int:
        return self.features.nbytes + 8 * len(self.tokens)


def parts(conditioning: Conditioning) -> tuple[str, NDArray[np.float32], float]:
    """The words, the mel and the gain of a conditioning. Raises ConditioningInvalid."""
    arrays = conditioning.arrays_for(ENGINE, VERSION, ("prompt_text", "mel", "level"))
    mel, level = arrays["mel"], arrays["level"]
    if mel.ndim != 2 or mel.shape[1] != MELS or not len(mel) or not np.isfinite(mel).all():
        raise ConditioningInvalid(f"mel of shape {mel.shape}, or not finite")
    if level.shape != () or not 0 < float(level) <= PROMPT_RMS * 1.001:
        raise ConditioningInvalid("a level out of range")
    return str(arrays["prompt_text"]), mel.astype(np.float32), float(level) / PROMPT_RMS
