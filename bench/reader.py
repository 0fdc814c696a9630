"""Transcribes speech with Whisper (faster-whisper) to count errors or to rate its clarity."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soxr
from faster_whisper import WhisperModel
from faster_whisper.audio import pad_or_trim
from faster_whisper.tokenizer import Tokenizer

from synthesis.engines.base import Samples
from synthesis.text.span import Span

RATE = 16_000
_LEAST = 1e-6
"""Probabilities of tokens below this count as this."""

_PROMPT = {
    "en": None,
    "zh": "以下是普通话的句子。",
}  # so that Whisper writes simplified characters and punctuation


class Reader:
    """A Whisper model from a folder in CTranslate2's format."""

    def __init__(self, folder: Path) -> None:
        self._model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1)

    def error(
        self, speech: list[Samples], texts: list[str], language: str, sample_rate: int
    ) -> float:
        """The word error rate ("en") or character error rate ("zh") over all texts."""
        wrong = length = 0
        for samples, text in zip(speech, texts, strict=True):
            segments, _ = self._model.transcribe(
                _resampled(samples, sample_rate),
                language=language,
                beam_size=5,
                condition_on_previous_text=False,
                initial_prompt=_PROMPT[language],
            )
            read = units("".join(segment.text for segment in segments), language)
            wanted = units(text, language)
            wrong += distance(wanted, read)
            length += len(wanted)
        return wrong / length

    def clarity(
        self, speech: Samples, spans: Sequence[Span], sample_rate: int
    ) -> dict[str, np.floating]:
        """Mean log probability per token (nats) of each span's text given `speech` of at most
        30 s, by the span's language."""
        tokenizer = Tokenizer(
            self._model.hf_tokenizer, multilingual=True, task="transcribe", language="zh"
        )
        begin = {"zh": "", "en": " "}  # as in Whisper's own transcripts
        tokens = [tokenizer.encode(begin[span.language] + span.text) for span in spans]
        features = self._model.feature_extractor(_resampled(speech, sample_rate))
        [alignment] = self._model.model.align(
            self._model.encode(pad_or_trim(features)),
            tokenizer.sot_sequence,
            [[token for each in tokens for token in each]],
            features.shape[-1],
        )
        nats = np.log(np.maximum(alignment.text_token_probs, _LEAST))
        ends = np.cumsum([len(each) for each in tokens])
        return {
            span.language: nats[end - len(each) : end].mean()
            for span, each, end in zip(spans, tokens, ends, strict=True)
        }


def _resampled(samples: Samples, sample_rate: int) -> Samples:
    resampled: Samples = soxr.resample(samples, sample_rate, RATE).astype(np.float32)
    return resampled


def units(text: str, language: str) -> list[str]:
    """The words ("en") or characters ("zh") of a text, without its punctuation."""
    text = re.sub(r"[^\w\s]", "", text.lower())
    return text.split() if language == "en" else list(text.replace(" ", ""))


def distance(wanted: list[str], read: list[str]) -> int:
    """Levenshtein distance."""
    row = list(range(len(read) + 1))
    for i, a in enumerate(wanted, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(read, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]
