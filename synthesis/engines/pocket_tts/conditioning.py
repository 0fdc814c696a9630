"""A person's voice for Pocket TTS: the frames of their clip, as Mimi hears it.

The arrays are `frames` float32 [t, 32], 12.5 per second, and `weights`, the fingerprint of the
weights that they are of. The clip is not needed again.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import soxr
from numpy.typing import NDArray

from ..base import Clip, Conditioning, ConditioningInvalid, EngineError, OnProgress
from ..prompt_clip import with_quiet_tail
from .files import SAMPLE_RATE
from .model import PocketModel, State, nbytes

ENGINE = "pocket_tts"
VERSION = 1
LEAST_SECONDS, MOST_SECONDS = 1.0, 30.0


class Enroller:
    """See synthesis.engines.base.Enrolling. It loads all weights, as they are in one file."""

    name = ENGINE

    def __init__(self, model: PocketModel) -> None:
        self._model = model

    def enrol(self, clip: Clip, transcript: str, on_progress: OnProgress) -> Conditioning:
        """Make the conditioning of the person in the clip, whose words the model does not need.

        Raises EngineError for a bad length and for a clip without speech.
        """
        if not LEAST_SECONDS <= clip.seconds <= MOST_SECONDS:
            raise EngineError(
                f"the clip has {clip.seconds:.1f} s, not {LEAST_SECONDS:g} to {MOST_SECONDS:g} s"
            )
        clip = with_quiet_tail(clip)
        on_progress(0.1)
        samples = clip.samples
        if clip.sample_rate != SAMPLE_RATE:
            samples = soxr.resample(samples, clip.sample_rate, SAMPLE_RATE)
        frames = self._model.heard(samples.astype(np.float32))
        on_progress(1.0)
        return Conditioning(
            ENGINE,
            VERSION,
            {"frames": frames, "weights": np.array(self._model.fingerprint())},
        )


@dataclass(frozen=True, slots=True)
class Voice:
    """A person as the model has heard them."""

    state: State = field(repr=False)

    @property
    def nbytes(self) -> int:
        return nbytes(self.state)


def frames_of(conditioning: Conditioning, *, weights: str, size: int) -> NDArray[np.float32]:
    """The frames [t, size] of a conditioning. Raises ConditioningInvalid."""
    if (conditioning.engine, conditioning.version) != (ENGINE, VERSION):
        raise ConditioningInvalid(
            f"made for {conditioning.engine} {conditioning.version}, not {ENGINE} {VERSION}"
        )
    arrays = conditioning.arrays
    if missing := {"frames", "weights"} - set(arrays):
        raise ConditioningInvalid(f"the conditioning has no {', '.join(sorted(missing))}")
    if str(arrays["weights"]) != weights:
        raise ConditioningInvalid("made with other weights: enrol again")
    frames = arrays["frames"]
    if frames.ndim != 2 or frames.shape[1] != size or not len(frames):
        raise ConditioningInvalid(f"frames of shape {frames.shape}")
    if not np.isfinite(frames).all():
        raise ConditioningInvalid("frames that are not finite")
    return frames.astype(np.float32)
