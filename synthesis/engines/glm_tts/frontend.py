"""What goes into the model: the text as tokens, and a person's clip as conditioning."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence

import numpy as np
import soxr
import torch
from transformers import WhisperFeatureExtractor

from speakers.voice_print import SAMPLE_RATE as SPEAKER_RATE
from synthesis.text.span import Span

from ..base import Clip, Conditioning, EngineError, OnProgress, Samples, Unspeakable
from . import conditioning
from .config import SAMPLE_RATE
from .mel import mel_features
from .phonemes import PhonemeUnknown, spell
from .speaker import SpeakerEncoder
from .speech_tokenizer import SpeechTokenizer
from .tokenizer import TextTokenizer

log = logging.getLogger(__name__)

WHISPER_RATE = 16_000
WINDOW_SECONDS = 30
LEAST_SECONDS, MOST_SECONDS = 1.0, 30.0
ENDINGS = ".!?…。！？;；"


def text_tokens(spans: Sequence[Span], tokenizer: TextTokenizer) -> list[int]:
    """Text and phonemes of a segment as tokens. Raises Unspeakable when none are left.

    A reading whose phonemes the tokenizer lacks is said as it is written (the dictionary refuses
    such entries when they are saved; this one was made for another engine).
    """
    tokens: list[int] = []
    for part in _parts(spans, tokenizer):
        tokens += tokenizer.encode(part) if isinstance(part, str) else part
    if not tokens or not any(mark.isalnum() for span in spans for mark in span.text):
        raise Unspeakable(f"no words in {''.join(span.text for span in spans)[:80]!r}")
    return tokens


def _parts(spans: Sequence[Span], tokenizer: TextTokenizer) -> Iterator[str | list[int]]:
    """Neighbouring texts as one, as byte pairs may lie across; readings by themselves."""
    text = ""
    for span in spans:
        spelled = _spelled(span, tokenizer)
        if spelled is None:
            text += span.text.lower()
            continue
        if text:
            yield text
        text = ""
        yield spelled
    if spans and not text.rstrip().endswith(tuple(ENDINGS)):
        text = text.rstrip() + ("。" if spans[-1].language == "zh" else ".")
    yield text


def _spelled(span: Span, tokenizer: TextTokenizer) -> list[int] | None:
    if not span.reading:
        return None
    try:
        return tokenizer.spelled(spell(span.language, span.reading, tokenizer.phonemes))
    except PhonemeUnknown as error:
        log.warning("a reading is not followed: %s", error)
        return None


def prompt_tokens(transcript: str, tokenizer: TextTokenizer) -> list[int]:
    """The text of a prompt as tokens; none for an empty transcript."""
    return tokenizer.encode(f"{transcript.lower()} ") if transcript else []


class Frontend:
    """Makes conditionings, on the CPU. Processes that enrol load this alone: no weights that speak.

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
        """The conditioning of the person in the clip. Raises EngineError for an unusable clip.

        `transcript` is what is said in the clip. Without it the voice is further from the
        person's: the language model then has no example of how they speak.
        """
        if not LEAST_SECONDS <= clip.seconds <= MOST_SECONDS:
            raise EngineError(
                f"a clip of {clip.seconds:.1f} s; {LEAST_SECONDS:g} to {MOST_SECONDS:g} s are known"
            )
        on_progress(0.0)
        tokens = self.speech_tokens(_resampled(clip, WHISPER_RATE))
        on_progress(0.7)
        mel = mel_features(torch.tensor(_resampled(clip, SAMPLE_RATE))).T.numpy()
        on_progress(0.8)
        speaker = self._speaker(_resampled(clip, SPEAKER_RATE))
        on_progress(1.0)
        return conditioning.keep(
            prompt_text=transcript.strip(),
            speech_tokens=tokens,
            mel=mel,
            speaker=speaker,
            codebook=self._codebook,
        )

    def speech_tokens(self, samples: Samples) -> np.ndarray:
        """Tokens [s], 25 a second, of samples [n] at 16 kHz; in windows of 30 seconds."""
        pool = self._speech_tokenizer.config.pooling_kernel_size
        stride = 2 * pool * self._features.hop_length
        made = []
        for start in range(0, len(samples), WINDOW_SECONDS * WHISPER_RATE):
            heard = self._features(
                samples[start : start + WINDOW_SECONDS * WHISPER_RATE],
                sampling_rate=WHISPER_RATE,
                return_attention_mask=True,
                return_tensors="pt",
                padding="longest",
                pad_to_multiple_of=stride,
            )
            mask = heard["attention_mask"]
            tokens = self._speech_tokenizer(heard["input_features"], mask)[0]
            made.append(tokens[mask[0, :: 2 * pool].bool()].numpy())
        return np.concatenate(made)


def _resampled(clip: Clip, rate: int) -> Samples:
    if clip.sample_rate == rate:
        return clip.samples
    return soxr.resample(clip.samples, clip.sample_rate, rate).astype(np.float32)
