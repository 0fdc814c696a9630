"""A recording that somebody uploads, made into samples safely. No Django in here.

`decode` tells the format by content and lets a confined child process decode it; what can't
be used raises `ClipRefused` with a stable code and a sentence that tells what to do.
"""

from voices.decode.clip import SAMPLE_RATE, DecodedClip
from voices.decode.confined import DecodeLimits, decode
from voices.decode.refusal import REFUSALS, ClipRefused

__all__ = ["REFUSALS", "SAMPLE_RATE", "ClipRefused", "DecodeLimits", "DecodedClip", "decode"]
