"""Builds and checks a person's conditioning, and prepares it for the model.

A conditioning has the arrays `prompt_text` (a string), `speech_tokens` int32 [s], `mel` float32
[2·s, 80], `speaker` float32 [192] and `codebook`, the fingerprint of the tokens' codebook. The clip
is not needed again. One conditioning is one take; a voice with several moods has several.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..base import Conditioning, ConditioningInvalid
from .config import MEL_RATE, MELS, SPEAKER, TOKEN_RATE

ENGINE = "glm_tts"
VERSION = 1
FRAMES_PER_TOKEN = MEL_RATE // TOKEN_RATE


@dataclass(frozen=True, slots=True)
class Voice:
    """A conditioning on the device: speech_tokens [s], mel [2·s, 80], speaker [192].

    Without a transcript the language model gets no prompt, since speech without its text misleads
    it; then only the flow imitates the voice.
    """

    prompt_text: str
    speech_tokens: Tensor = field(repr=False)
    mel: Tensor = field(repr=False)
    speaker: Tensor = field(repr=False)

    @property
    def nbytes(self) -> int:
        return sum(t.nbytes for t in (self.speech_tokens, self.mel, self.speaker))


def keep(
    *,
    prompt_text: str,
    speech_tokens: NDArray[np.integer],
    mel: NDArray[np.floating],
    speaker: NDArray[np.floating],
    codebook: str,
) -> Conditioning:
    """Build a conditioning; cuts tokens and mel to the same duration."""
    tokens = min(len(speech_tokens), len(mel) // FRAMES_PER_TOKEN)
    return Conditioning(
        engine=ENGINE,
        version=VERSION,
        arrays={
            "prompt_text": np.array(prompt_text),
            "speech_tokens": speech_tokens[:tokens].astype(np.int32),
            "mel": mel[: tokens * FRAMES_PER_TOKEN].astype(np.float32),
            "speaker": speaker.astype(np.float32),
            "codebook": np.array(codebook),
        },
    )


def voice_of(
    conditioning: Conditioning, *, codebook: str, speech_tokens: int, device: torch.device
) -> Voice:
    """Check a conditioning and move it to the device. Raises ConditioningInvalid."""
    arrays = conditioning.arrays_for(
        ENGINE, VERSION, ("prompt_text", "speech_tokens", "mel", "speaker", "codebook")
    )
    if str(arrays["codebook"]) != codebook:
        raise ConditioningInvalid("made with another speech tokenizer: enrol again")
    tokens, mel, speaker = arrays["speech_tokens"], arrays["mel"], arrays["speaker"]
    if tokens.ndim != 1 or not len(tokens) or tokens.min() < 0 or tokens.max() >= speech_tokens:
        raise ConditioningInvalid(f"speech tokens of shape {tokens.shape}, or out of range")
    if mel.shape != (FRAMES_PER_TOKEN * len(tokens), MELS) or not np.isfinite(mel).all():
        raise ConditioningInvalid(f"mel of shape {mel.shape} for {len(tokens)} tokens")
    if speaker.shape != (SPEAKER,) or not np.isfinite(speaker).all() or not speaker.any():
        raise ConditioningInvalid(f"speaker embedding of shape {speaker.shape}, or not finite")
    return Voice(
        prompt_text=str(arrays["prompt_text"]),
        speech_tokens=torch.tensor(tokens, dtype=torch.long, device=device),
        mel=torch.tensor(mel, dtype=torch.float32, device=device),
        speaker=torch.tensor(speaker, dtype=torch.float32, device=device),
    )
