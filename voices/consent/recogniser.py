"""Transcribes recordings: Whisper base (Radford et al. 2022), int8, run by CTranslate2."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

SAMPLE_RATE = 16_000
FILES = ("config.json", "model.bin", "tokenizer.json", "vocabulary.txt")
THREADS = min(2, os.cpu_count() or 1)

# Whisper writes Chinese in either script, and follows the one of its prompt. The prompt has none of
# the statement's words, as Whisper would then hear what it expects.
_PROMPTS = {"zh": "以下是普通话的句子。", "en": None}

_NO_SPEECH = -1
"""In a list of tokens: all those that are not speech."""


VERSION = "whisper base int8"


class RecogniserMissing(Exception):
    """The model's files are missing; the message names the command that fetches them."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said. `language` is "zh" or "en"."""

    text: str
    language: str


class Recogniser:
    """A loaded Whisper; construct it once in a process (1 s, 250 MB). Raises RecogniserMissing."""

    def __init__(self, folder: Path) -> None:
        from faster_whisper import WhisperModel  # slow to import, and only enrolment needs it

        if missing := [name for name in FILES if not (folder / name).is_file()]:
            raise RecogniserMissing(
                f"{folder} has no {missing[0]}; get it with: manage.py models pull whisper"
            )
        self._model = WhisperModel(
            str(folder),
            device="cpu",
            compute_type="int8",
            cpu_threads=THREADS,
            local_files_only=True,
        )

    def hear(
        self,
        samples: NDArray[np.float32],
        sample_rate: int,
        *,
        language: str | None = None,
        in_words: bool = False,
    ) -> Heard:
        """The words of mono `samples` [n] at `sample_rate` Hz, with no digits among them if
        `in_words`.

        Without a `language` it is the likelier one of "zh" and "en".
        """
        audio = soxr.resample(samples, sample_rate, SAMPLE_RATE).astype(np.float32)
        if language is None:
            language = self._language(audio)
        segments, _info = self._model.transcribe(
            audio,
            language=language,
            initial_prompt=_PROMPTS[language],
            beam_size=5,
            condition_on_previous_text=False,
            without_timestamps=True,
            suppress_tokens=[_NO_SPEECH, *self._digits] if in_words else [_NO_SPEECH],
        )
        text = "".join(segment.text for segment in segments).strip()
        return Heard(text, language)

    @cached_property
    def _digits(self) -> list[int]:
        """The tokens that have a digit in them; "<|0.00|>" and its like are no text."""
        return [
            index
            for token, index in self._model.hf_tokenizer.get_vocab().items()
            if not token.startswith("<|") and any(letter.isdigit() for letter in token)
        ]

    def _language(self, audio: NDArray[np.float32]) -> str:
        _best, _probability, all_of_them = self._model.detect_language(audio)
        likely = dict(all_of_them)
        return max(("zh", "en"), key=lambda code: likely.get(code, 0.0))
