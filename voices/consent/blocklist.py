"""Whether the voice in a recording is that of a speaker whom the operator has blocked.

Both encoders have to say so. CAM++ has to be surer than of a statement and its own clip
(`check.MIN_CAMPP`): every recording is compared with every blocked speaker, so one wrong pair in a
thousand would refuse many.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from speakers.voice_print import VoicePrint

VERSION = "ge2e+campp-1"
"""What prints are kept under: of another encoder, or another floor, they can't be compared."""

MIN_GE2E, MIN_CAMPP = 0.55, 0.68
"""`bench.consent.blocklist`, with 351 recordings of 261 people of LibriSpeech: of 450 pairs of one
person, recorded alike, 434 are known, and 2,098 of 2,500 of which one came through a codec, a room,
a loudspeaker and the like; of 231,475 pairs of two, four are taken for one. CAM++ tells people
apart; GE2E, which rooms and loudspeakers change, only has to agree."""

BLOCKED = "speaker_blocked"

_GE2E, _CAMPP = 256, 192


def to_bytes(voice: VoicePrint) -> bytes:
    """A print as it is kept: 448 little-endian float32."""
    return np.concatenate([voice.ge2e, voice.campp]).astype("<f4").tobytes()


def from_bytes(kept: bytes) -> VoicePrint:
    """The reverse of `to_bytes`. Raises ValueError for bytes of another length."""
    both = np.frombuffer(kept, "<f4")
    if both.shape != (_GE2E + _CAMPP,):
        raise ValueError(f"A voice's print has {_GE2E + _CAMPP} numbers, not {both.size}.")
    return VoicePrint(both[:_GE2E], both[_GE2E:])


def nearest(heard: VoicePrint, blocked: Sequence[VoicePrint]) -> int | None:
    """The index of the blocked speaker that is heard, None for none of them.

    All of them are compared in one go, whichever of them it is, so that how long it takes says
    nothing but how many are blocked.
    """
    if not blocked:
        return None
    ge2e = _cosines(heard.ge2e, [each.ge2e for each in blocked])
    campp = _cosines(heard.campp, [each.campp for each in blocked])
    alike = (ge2e >= MIN_GE2E) & (campp >= MIN_CAMPP)
    best = int(np.argmax(np.where(alike, ge2e + campp, -np.inf)))
    return best if alike[best] else None


def _cosines(one: NDArray[np.float32], others: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    return np.stack(others) @ one
