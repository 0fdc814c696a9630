"""Makes a conditioning of a person's clip."""

from __future__ import annotations

import numpy as np
import torch
from transformers import WhisperFeatureExtractor

from speakers.voice_print import SAMPLE_RATE as SPEAKER_RATE

from ..base import Clip, Conditioning, OnProgress, Samples
from ..prompt_clip import check_length, resampled, with_quiet_tail
from . import conditioning
from .acoustic.mel import mel_features
from .config import ENCODER_RATE, SAMPLE_RATE, TOKEN_RATE
from .speaker import SpeakerEncoder
from .speech_tokenizer import SpeechTokenizer

WHISPER_RATE = 16_000
WINDOW_SECONDS = 30


class Frontend:
    """Makes conditionings on the CPU. Enrolment loads only this, none of the weights for speaking.

    See synthesis.engines.base.Enrolling.
    """

    name = conditioning.ENGINE

    def __init__(
        self,
        speech_tokenizer: SpeechTokenizer,
        features: WhisperFeatureExtractor,
        speaker: SpeakerEncoder,
        codebook: str,
    ) -> None:
        self._speech_tokenizer = speech_tokenizer
        self._features = features
        self._speaker = speaker
        self._codebook = codebook

    def enrol(self, clip: Clip, transcript: str, on_progress: OnProgress) -> Conditioning:
        """Make the conditioning of the person in the clip. Raises EngineError for a bad length
        and for a clip without speech.

        `transcript` is the text spoken in the clip. Without it the voice is less like the
        person's, as the language model has no example of how they speak.
        """
        check_length(clip)
        clip = with_quiet_tail(clip)
        on_progress(0.0)
        tokens = self.speech_tokens(resampled(clip, WHISPER_RATE))
        on_progress(0.7)
        mel = mel_features(torch.tensor(resampled(clip, SAMPLE_RATE))).T.numpy()
        on_progress(0.8)
        speaker = self._speaker(resampled(clip, SPEAKER_RATE))
        on_progress(1.0)
        return conditioning.keep(
            prompt_text=transcript.strip(),
            speech_tokens=tokens,
            mel=mel,
            speaker=speaker,
            codebook=self._codebook,
        )

    def speech_tokens(self, samples: Samples) -> np.ndarray:
        """Encode samples [n] at 16 kHz as tokens [s], 25 per second, in windows of 30 seconds."""
        pool = ENCODER_RATE // TOKEN_RATE
        stride = 2 * pool * self._features.hop_length
        windows = []
        for start in range(0, len(samples), WINDOW_SECONDS * WHISPER_RATE):
            inputs = self._features(
                samples[start : start + WINDOW_SECONDS * WHISPER_RATE],
                sampling_rate=WHISPER_RATE,
                return_attention_mask=True,
                return_tensors="pt",
                padding="longest",
                pad_to_multiple_of=stride,
            )
            mask = inputs["attention_mask"]
            tokens = self._speech_tokenizer(inputs["input_features"], mask)[0]
            windows.append(tokens[mask[0, :: 2 * pool].bool()].numpy())
        return np.concatenate(windows)
