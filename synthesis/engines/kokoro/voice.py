"""Reads, checks and writes the conditioning of a voice for the kokoro engine."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from ..base import Conditioning, ConditioningInvalid
from .bands import BANDS
from .catalogue import BASE_VOICES
from .colour import CLASSES, MOST, Colour
from .voices_file import STYLE

ENGINE, VERSION = "kokoro", 3
TIMBRE = STYLE // 2
"""Elements 0 to 127 of a style are the voice's timbre, 128 to 255 its prosody."""

MOST_TAPS = 1024
FORMANTS = (0.8, 1.25)
MOST_GAIN = 24.0

Weights = NDArray[np.float32]
"""One weight for each base voice, in the catalogue's order, summing to 1; shape [54]."""


def _no_offset() -> NDArray[np.float32]:
    return np.zeros(STYLE, np.float32)


def _flat() -> NDArray[np.float32]:
    return np.ones(1, np.float32)


def _uncoloured() -> Colour:
    bands = len(BANDS)
    return Colour(
        np.zeros((CLASSES, bands + 1), np.float32), np.zeros((CLASSES, bands), np.float32)
    )


@dataclass(frozen=True, slots=True)
class KokoroVoice:
    """A voice: a blend of base voices and its differences from that blend.

    `timbre`, `prosody`: weights of the base voices, [54]. `offset`: added to every style vector,
    [256]. `pitch`: octaves up. `liveliness`: factor on the melody's distance from its mean, in log
    F0. `formants`: factor on all resonances. `taps`: a FIR filter at the engine's rate, [n].
    `colour`: the filter of each class of sounds. `gain`: dB by which it is made louder, so that it
    is as loud as all voices are; None for that of its base voices, blended as its timbre is.
    """

    timbre: Weights
    prosody: Weights
    offset: NDArray[np.float32] = field(default_factory=_no_offset)
    pitch: float = 0.0
    liveliness: float = 1.0
    formants: float = 1.0
    taps: NDArray[np.float32] = field(default_factory=_flat)
    colour: Colour = field(default_factory=_uncoloured)
    gain: float | None = None

    def style(self, voices: NDArray[np.float32], expressiveness: float) -> NDArray[np.float32]:
        """The style vectors [510, 256], one per count of phonemes, from all base voices [54, 510,
        256]. `expressiveness` scales the prosody half about the mean of base voices of the same
        register."""
        timbre = np.tensordot(self.timbre, voices[..., :TIMBRE], 1) + self.offset[:TIMBRE]
        prosody = np.tensordot(self.prosody, voices[..., TIMBRE:], 1) + self.offset[TIMBRE:]
        if expressiveness != 1:
            mean = voices[_register(self.prosody), :, TIMBRE:].mean(0)
            prosody = mean + np.float32(expressiveness) * (prosody - mean)
        return np.concatenate([timbre, prosody], axis=1)

    def gain_of(self, gains: NDArray[np.float32]) -> float:
        """The voice's gain in dB, where base voices have `gains` [54]."""
        return float(self.timbre @ gains) if self.gain is None else self.gain

    def changed(self, taps: NDArray[np.float32], higher: float) -> KokoroVoice:
        """The same voice with a filter [n], and `higher` octaves up."""
        return replace(self, taps=taps, pitch=float(np.clip(self.pitch + higher, -1, 1)))

    def conditioning(self, voices_digest: str) -> Conditioning:
        """The voice as arrays; `voices_digest` identifies the file of base voices it needs."""
        gain = {} if self.gain is None else {"gain": np.array([self.gain], np.float32)}
        return Conditioning(
            engine=ENGINE,
            version=VERSION,
            arrays={
                "timbre": self.timbre.astype(np.float32),
                "prosody": self.prosody.astype(np.float32),
                "offset": self.offset.astype(np.float32),
                "melody": np.array([self.pitch, self.liveliness], np.float32),
                "formants": np.array([self.formants], np.float32),
                "taps": self.taps.astype(np.float32),
                "centres": self.colour.centres.astype(np.float32),
                "gains": self.colour.gains.astype(np.float32),
                "voices": np.array(voices_digest),
                **gain,
            },
        )

    @classmethod
    def read(cls, conditioning: Conditioning, voices_digest: str) -> KokoroVoice:
        """Raises ConditioningInvalid for another engine, version or voices file, or bad arrays."""
        arrays = conditioning.arrays_for(ENGINE, VERSION, (*_SHAPES, "voices"))
        if str(arrays["voices"]) != voices_digest:
            raise ConditioningInvalid("made from another file of base voices: enrol again")
        # Voices fitted before there was a gain have none. The others can be read by what knows no
        # gains, as they are in the midst of an upgrade: so it is no other version.
        known = {**_SHAPES, **({"gain": (1,)} if "gain" in arrays else {})}
        for name, shape in known.items():
            array = arrays[name]
            fits = array.shape == shape or (shape is None and 0 < array.size <= MOST_TAPS)
            if not fits or array.dtype != np.float32 or not np.isfinite(array).all():
                raise ConditioningInvalid(f"{name}: {array.dtype} of {array.shape} or not finite")
        pitch, liveliness = (float(number) for number in arrays["melody"])
        formants = float(arrays["formants"][0])
        if not (
            abs(pitch) <= 1 and 0 <= liveliness <= 2 and FORMANTS[0] <= formants <= FORMANTS[1]
        ):
            raise ConditioningInvalid(f"melody {pitch}, {liveliness} or formants {formants}")
        gain = float(arrays["gain"][0]) if "gain" in arrays else None
        if gain is not None and abs(gain) > MOST_GAIN:
            raise ConditioningInvalid(f"gain of {gain:.1f} dB")
        colour = Colour(arrays["centres"], arrays["gains"])
        if np.abs(colour.gains).max() > MOST:
            raise ConditioningInvalid(f"gains of {np.abs(colour.gains).max():.1f} dB")
        return cls(
            arrays["timbre"],
            arrays["prosody"],
            arrays["offset"],
            pitch,
            liveliness,
            formants,
            arrays["taps"].reshape(-1),
            colour,
            gain,
        )


_SHAPES: dict[str, tuple[int, ...] | None] = {
    "timbre": (len(BASE_VOICES),),
    "prosody": (len(BASE_VOICES),),
    "offset": (STYLE,),
    "melody": (2,),
    "formants": (1,),
    "taps": None,
    "centres": (CLASSES, len(BANDS) + 1),
    "gains": (CLASSES, len(BANDS)),
}
_FEMALE = np.array([voice.gender == "female" for voice in BASE_VOICES])


def _register(prosody: Weights) -> NDArray[np.bool_]:
    return _FEMALE if prosody[_FEMALE].sum() >= 0.5 else ~_FEMALE
