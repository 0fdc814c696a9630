"""Kokoro tells when each written word is heard."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from synthesis.engines.base import Samples, SegmentRequest, WordTime
from synthesis.engines.kokoro import engine as engine_module
from synthesis.engines.kokoro import word_timer
from synthesis.engines.kokoro.engine import KokoroEngine
from synthesis.engines.kokoro.graph.durations import HOP
from synthesis.engines.kokoro.voice import KokoroVoice
from synthesis.engines.kokoro.word_timer import Heard, WordTimer
from synthesis.text import spans
from synthesis.text.language import main_language
from synthesis.text.words import Word, words

TEXTS = [
    "In 1994, Dr. Lee spent $3.5 million!",
    "他说：“Good morning！” 😀 我買了3個蘋果，占50%。",
]


def request_of(text: str, speed: float = 1.0) -> SegmentRequest:
    language = main_language(text)
    return SegmentRequest(
        spans(text, language=language), speed=speed, words=words(text, language=language)
    )


def speak(
    engine: KokoroEngine, request: SegmentRequest, voice: KokoroVoice
) -> tuple[Samples, list[WordTime]]:
    decoding = engine.start(request, engine.conditioning(voice))
    samples: list[Samples] = []
    heard: list[WordTime] = []
    while not decoding.done:
        (chunk,) = engine.step([decoding])
        samples.append(chunk.samples)
        heard += chunk.words
    return np.concatenate(samples), heard


def base(engine: KokoroEngine, name: str) -> KokoroVoice:
    return KokoroVoice.read(engine.base_conditioning(name), engine.voices_digest)


@pytest.mark.parametrize(
    ("text", "speed", "formants"),
    [(TEXTS[0], 1.0, 1.15), (TEXTS[1], 1.6, 1.0)],
    ids=["formants", "fast"],
)
def test_every_word_has_a_time_within_the_audio(
    kokoro: KokoroEngine, text: str, speed: float, formants: float
) -> None:
    request = request_of(text, speed)
    voice = replace(base(kokoro, "af_heart"), formants=formants)
    samples, heard = speak(kokoro, request, voice)
    assert [(w.start_char, w.end_char) for w in heard] == [(w.start, w.end) for w in request.words]
    edges = [edge for word in heard for edge in (word.start_ms, word.end_ms)]
    assert edges == sorted(edges)
    assert all(word.end_ms > word.start_ms for word in heard)
    # The last quarter of a second is the silence that the engine adds.
    speech_ms = len(samples) / kokoro.sample_rate * 1000 - 250 / speed
    assert edges[0] < 150 and speech_ms - 350 < edges[-1] <= speech_ms + 1


def test_the_words_do_not_change_the_audio(kokoro: KokoroEngine) -> None:
    request = request_of(TEXTS[0])
    voice = base(kokoro, "af_heart")
    with_words, _ = speak(kokoro, request, voice)
    without, heard = speak(kokoro, replace(request, words=()), voice)
    assert heard == []
    assert with_words.tobytes() == without.tobytes()


@pytest.mark.parametrize(
    ("phonemes", "speed"), [("hələʊ.", 0.5), ("lau↓ʂɨ→ xau↓!", 1.0), ("hələʊ.", 1.37)]
)
def test_the_durations_are_exactly_the_audio(
    kokoro: KokoroEngine, phonemes: str, speed: float
) -> None:
    voice = base(kokoro, "zf_xiaobei")
    style = voice.style(kokoro._voices, 1.0)
    plan = kokoro.plan(phonemes, style, speed)
    audio = kokoro._runtime.render(plan, 0, plan.frames)
    assert plan.durations.sum() * HOP == len(audio)
    assert len(plan.durations) == len(phonemes) + 2


def test_pieces_follow_each_other(kokoro: KokoroEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "MAX_PHONEMES", 60)
    text = "This sentence is not long, but there are many of it. " * 2
    request = request_of(text, speed=2.0)
    samples, heard = speak(kokoro, request, base(kokoro, "af_heart"))
    assert len(heard) == len(request.words) == 2 * 11
    starts = [word.start_ms for word in heard]
    assert starts == sorted(starts)
    assert 0.9 < heard[-1].end_ms / (len(samples) / kokoro.sample_rate * 1000) <= 1


@pytest.fixture
def lead(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two frames, whatever was measured."""
    monkeypatch.setattr(word_timer, "LEAD", 2.0)


def at(*places: tuple[int, int]) -> tuple[Word, ...]:
    return tuple(Word(start, end, ()) for start, end in places)


@pytest.mark.usefixtures("lead")
def test_a_phoneme_is_heard_in_its_frames() -> None:
    timer = WordTimer.of(at((0, 1), (2, 4)), ["a", "bc"], ["a bc."])
    frames = np.array([10, 4, 2, 3, 5, 6, 4], np.float32)  # silence, a, room, b, c, mark, silence
    heard = timer.hear(Heard(frames, 8 * HOP, 26 * HOP, 30 * HOP))
    assert [(word.start_ms, word.end_ms) for word in heard] == [(0, 100), (150, 350)]


@pytest.mark.usefixtures("lead")
def test_a_short_first_word_is_not_lost() -> None:
    timer = WordTimer.of(at((0, 1), (2, 3)), ["a", "b"], ["a b"])
    frames = np.array([8, 1, 1, 4, 0], np.float32)
    heard = timer.hear(Heard(frames, 8 * HOP, 6 * HOP, 6 * HOP))
    assert [(word.start_ms, word.end_ms) for word in heard] == [(0, 25), (25, 100)]


@pytest.mark.usefixtures("lead")
def test_words_that_are_spoken_as_one_share_its_time() -> None:
    timer = WordTimer.of(at((0, 1), (2, 4)), ["wɑnt", "tə"], ["wɑnt"])
    timer.pieces, timer.groups = [[0] * 4], {0: [(0, 4), (1, 2)]}
    heard = timer.hear(Heard(np.array([2, 3, 3, 3, 3, 0], np.float32), 0, 14 * HOP, 14 * HOP))
    assert [(word.start_ms, word.end_ms) for word in heard] == [(0, 200), (200, 300)]


@pytest.mark.usefixtures("lead")
def test_a_word_cut_in_two_pieces_ends_in_the_second() -> None:
    timer = WordTimer.of(
        at(
            (0, 3),
        ),
        ["ab cd"],
        ["ab", "cd"],
    )
    frames = np.array([2, 4, 4, 0], np.float32)
    assert timer.hear(Heard(frames, 0, 10 * HOP, 12 * HOP)) == ()
    (word,) = timer.hear(Heard(frames, 0, 10 * HOP, 12 * HOP))
    assert (word.start_ms, word.end_ms) == (0, 500)
