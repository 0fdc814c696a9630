"""Decodes uploaded recordings safely. Nothing in here imports Django.

`decode` recognises the format by content and has a confined child process decode it. A recording
that can't be used raises `ClipRefused`, with a stable code and a sentence that says what to do.
"""

from voices.decode.clip import SAMPLE_RATE, DecodedClip
from voices.decode.confined import DecodeLimits, decode
from voices.decode.refusal import REFUSALS, ClipRefused

__all__ = ["REFUSALS", "SAMPLE_RATE", "ClipRefused", "DecodeLimits", "DecodedClip", "decode"]
