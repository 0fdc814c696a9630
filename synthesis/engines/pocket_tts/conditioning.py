"""A person's voice for Pocket TTS: the frames of their clip, as Mimi hears it.

The arrays are `frames` float32 [t, 32], 12.5 per second, and `weights`, the fingerprint of the
weights that they are of. The clip is not needed again.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..base import Clip, Conditioning, ConditioningInvalid, OnProgress
from ..prompt_clip import check_length, resampled, with_quiet_tail
from .files import SAMPLE_RATE
from .model import PocketModel, State, nbytes

ENGINE = "pocket_tts"
VERSION = 1


class Enroller:
    """See synthesis.engines.base.Enrolling. It loads all weights, as they are in one file."""

    name = ENGINE

    def __init__(self, model: PocketModel) -> None:
        self._model = model

    def enrol(self, clip: Clip, transcript: str, on_progress: OnProgress) -> Conditioning:
        """Make the conditioning of the person in the clip, whose words the model does not need.

        Raises EngineError for a bad length and for a clip without speech.
        """
        check_length(clip)
        clip = with_quiet_tail(clip)
        on_progress(0.1)
        frames = self._model.heard(resampled(clip, SAMPLE_RATE))
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
    arrays = conditioning.arrays_for(ENGINE, VERSION, ("frames", "weights"))
    if str(arrays["weights"]) != weights:
        raise ConditioningInvalid("made with other weights: enrol again")
    frames = arrays["frames"]
    if frames.ndim != 2 or frames.shape[1] != size or not len(frames):
        raise ConditioningInvalid(f"frames of shape {frames.shape}")
    if not np.isfinite(frames).all():
        raise ConditioningInvalid("frames that are not finite")
    return frames.astype(np.float32)
