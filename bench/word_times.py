"""Measures how far Kokoro's word times are from its audio, without labels.

    python -m bench.word_times MODELS [--sentences N]

Two witnesses. Energy: where a pause is heard between two words, sound must begin when the second
word does. Whisper: its own alignment of the words, right to 20 ms at best and biased to early
starts. Prints the median of the absolute and of the signed error in ms (positive: we are late), for
each language at several speeds and with moved formants; the same for times estimated from the
audio; and what the times cost.
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import django
import numpy as np
import soxr
from faster_whisper import WhisperModel

from bench.sentences import ENGLISH, MANDARIN
from synthesis.engines.base import Samples, SegmentRequest, WordTime
from synthesis.engines.kokoro.engine import KokoroEngine
from synthesis.engines.kokoro.voice import KokoroVoice
from synthesis.text import spans
from synthesis.text.letters import lower, plain
from synthesis.text.words import words
from synthesis.worker.word_timing import word_times

LISTS = {
    "en": [
        "Apple, river, window, mountain, garden, table.",
        "One day, they said, the bell rang, and everyone left.",
    ],
    "zh": ["苹果，香蕉，西瓜，葡萄，梨子，桃子。", "有一天，他说，天黑了，大家都走了。"],
}
VOICES = {"en": ("af_heart", "am_michael"), "zh": ("zf_xiaobei", "zm_yunyang")}
SETTINGS = ((1.0, 1.0), (1.4, 1.0), (0.7, 1.0), (1.0, 1.12))
"""Speed and formants."""
QUIET_DB = 42.0
HOP_MS = 5
LEAST_PAUSE_MS = 60
NEAR_MS = 300.0
WHISPER_RATE = 16_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", type=Path, help="folder that holds kokoro/ and whisper/")
    parser.add_argument("--sentences", type=int, default=6, help="for each language and setting")
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from synthesis.storage import to_pcm  # beside models, which want Django set up

    engine = KokoroEngine(given.models / "kokoro")
    engine.warm_up()
    whisper = WhisperModel(
        str(given.models / "whisper"), device="cpu", compute_type="int8", local_files_only=True
    )
    texts = {"en": LISTS["en"] + ENGLISH[2:], "zh": LISTS["zh"] + MANDARIN[1:]}
    cost = total = 0.0
    for speed, formants in SETTINGS:
        for language in texts:
            errors: dict[str, list[float]] = defaultdict(list)
            for at, text in enumerate(texts[language][: given.sentences]):
                voice = KokoroVoice.read(
                    engine.base_conditioning(VOICES[language][at % 2]), engine.voices_digest
                )
                began = time.process_time()
                found = words(text, language=language)
                cost += time.process_time() - began
                request = SegmentRequest(spans(text, language=language), speed=speed, words=found)
                samples, heard = _speak(engine, request, replace(voice, formants=formants))
                total += time.process_time() - began
                pcm = to_pcm(samples)
                began = time.process_time()
                kept = word_times(text, found, heard, pcm, engine.sample_rate).words
                cost += time.process_time() - began
                cost += _phonemes_cost(engine, request)
                guess = word_times(text, found, (), pcm, engine.sample_rate).words
                errors["energy"] += _onset_errors(text, heard, samples, engine.sample_rate)
                said = list(_whispered(whisper, samples, engine.sample_rate, language))
                errors["whisper"] += _whisper_errors(text, kept, said)
                errors["estimated, whisper"] += _whisper_errors(text, guess, said)
            for name, each in errors.items():
                print(
                    f"{language} speed {speed} formants {formants} {name}: "
                    f"{np.median(np.abs(each)):.0f} ms ({np.median(each):+.0f}), n {len(each)}",
                    flush=True,
                )
    print(f"cost: {100 * cost / total:.2f} % of the CPU time of a segment")


def _speak(
    engine: KokoroEngine, request: SegmentRequest, voice: KokoroVoice
) -> tuple[Samples, list[WordTime]]:
    decoding = engine.start(request, engine.conditioning(voice))
    samples: list[Samples] = []
    heard: list[WordTime] = []
    while not decoding.done:
        for chunk in engine.step([decoding]):
            samples.append(chunk.samples)
            heard += chunk.words
    return np.concatenate(samples), heard


def _phonemes_cost(engine: KokoroEngine, request: SegmentRequest) -> float:
    """CPU seconds that `start` takes more with words than without."""
    conditioning = engine.base_conditioning("af_heart")
    took = []
    for each in (request, replace(request, words=())):
        began = time.process_time()
        engine.start(each, conditioning)
        took.append(time.process_time() - began)
    return took[0] - took[1]


def _onset_errors(
    text: str, heard: Sequence[WordTime], samples: Samples, rate: int
) -> Iterator[float]:
    """For each word after a mark at which a pause is heard: its start less the sound's."""
    hop = rate * HOP_MS // 1000
    power = np.square(samples[: len(samples) // hop * hop].reshape(-1, hop)).mean(1)
    quiet = power < power.max() * 10 ** (-QUIET_DB / 10)
    changes = np.flatnonzero(np.diff(np.concatenate([[False], quiet, [False]]).astype(np.int8)))
    ends = [
        int(end) * HOP_MS
        for start, end in changes.reshape(-1, 2)
        if (end - start) * HOP_MS >= LEAST_PAUSE_MS
    ]
    for before, word in pairwise(heard):
        if not re.search(r"[,.;:!?，。；：！？、]", text[before.end_char : word.start_char]):
            continue
        near = [end for end in ends if abs(end - word.start_ms) < NEAR_MS]
        if near:
            yield word.start_ms - min(near, key=lambda end: abs(end - word.start_ms))


def _whispered(
    whisper: WhisperModel, samples: Samples, rate: int, language: str
) -> Iterator[tuple[str, float]]:
    """The words that Whisper hears, each with its start in ms."""
    segments, _ = whisper.transcribe(
        soxr.resample(samples, rate, WHISPER_RATE).astype(np.float32),
        language=language,
        initial_prompt="以下是普通话的句子。" if language == "zh" else None,
        word_timestamps=True,
        condition_on_previous_text=False,
    )
    for segment in segments:
        for word in segment.words or ():
            yield word.word, word.start * 1000


def _whisper_errors(
    text: str, ours: Sequence[WordTime], said: Sequence[tuple[str, float]]
) -> Iterator[float]:
    """The differences of the starts of words that both begin with the same letter."""
    mine = _letters([(text[w.start_char : w.end_char], float(w.start_ms)) for w in ours])
    theirs = _letters(said)
    matcher = difflib.SequenceMatcher(
        None, [letter for letter, _ in mine], [letter for letter, _ in theirs], autojunk=False
    )
    for block in matcher.get_matching_blocks():
        for at in range(block.size):
            start, other = mine[block.a + at][1], theirs[block.b + at][1]
            if start is not None and other is not None:
                yield start - other


def _letters(said: Sequence[tuple[str, float]]) -> list[tuple[str, float | None]]:
    """Each letter, with the start of the word that it begins."""
    found: list[tuple[str, float | None]] = []
    for word, start in said:
        letters = re.sub(r"\W", "", lower(plain(word)))
        found += [(letter, start if at == 0 else None) for at, letter in enumerate(letters)]
    return found


if __name__ == "__main__":
    main()
