"""Where somebody waits, a sentence is heard before all of it is made."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from synthesis.engines.base import Chunk, Samples, SegmentRequest
from synthesis.engines.kokoro.engine import KokoroEngine
from synthesis.engines.kokoro.first_part import LEAST, Cut, joined, place_to_cut
from synthesis.engines.kokoro.voice import KokoroVoice
from synthesis.text import spans
from synthesis.text.language import main_language
from synthesis.text.words import words

ENGLISH = "When the light falls on a leaf, water is split, and sugar is made."
MANDARIN = "下课以后，请大家把作业本放在桌上，然后排好队去操场。"


def chunks(engine: KokoroEngine, text: str, early: bool, formants: float = 1.0) -> list[Chunk]:
    language = main_language(text)
    voice = KokoroVoice.read(engine.base_conditioning("af_heart"), engine.voices_digest)
    taps = np.array([1, 0.3, -0.2], np.float32)  # one with a state between parts
    request = SegmentRequest(spans(text), words=words(text, language=language), early=early)
    decoding = engine.start(
        request, engine.conditioning(replace(voice, formants=formants, taps=taps))
    )
    made = []
    while not decoding.done:
        made += engine.step([decoding])
    return made


def level(samples: Samples) -> float:
    return float(10 * np.log10((samples**2).mean()))


@pytest.fixture(scope="module", params=[(ENGLISH, 1.0), (MANDARIN, 1.15)], ids=["en", "zh"])
def spoken(kokoro: KokoroEngine, request: pytest.FixtureRequest) -> tuple[Chunk, Chunk, Chunk]:
    """A sentence as a whole, and its two parts."""
    text, formants = request.param
    (whole,) = chunks(kokoro, text, early=False, formants=formants)
    first, rest = chunks(kokoro, text, early=True, formants=formants)
    return whole, first, rest


def test_the_beginning_comes_first_and_the_whole_stays(
    kokoro: KokoroEngine, spoken: tuple[Chunk, Chunk, Chunk]
) -> None:
    whole, first, rest = spoken
    assert (first.final, rest.final) == (False, True)
    together = np.concatenate([first.samples, rest.samples])
    # The same durations: only edges of silence are cut by other levels.
    assert abs(len(together) - len(whole.samples)) < 0.05 * kokoro.sample_rate
    assert len(first.samples) < 0.5 * len(together)
    assert level(together) == pytest.approx(level(whole.samples), abs=3)


def test_words_are_heard_when_they_are_heard_in_the_whole(
    kokoro: KokoroEngine, spoken: tuple[Chunk, Chunk, Chunk]
) -> None:
    whole, first, rest = spoken
    said = [*first.words, *rest.words]
    assert [(w.start_char, w.end_char) for w in said] == [
        (w.start_char, w.end_char) for w in whole.words
    ]
    apart = [abs(a.start_ms - b.start_ms) for a, b in zip(said, whole.words, strict=True)]
    assert max(apart) <= 60
    assert first.words[-1].end_ms <= len(first.samples) / kokoro.sample_rate * 1000 + 20


def test_no_step_is_heard_where_parts_meet(spoken: tuple[Chunk, Chunk, Chunk]) -> None:
    """The second part is in phase with the first: fading keeps the sound between them."""
    whole, first, rest = spoken
    at = len(first.samples)
    together = np.concatenate([first.samples, rest.samples])
    around = slice(at - 240, at + 960)
    steps, usual = (np.abs(np.diff(each[around])).max() for each in (together, whole.samples))
    assert steps < 2 * usual + 0.01


def test_the_same_cut_gives_the_same_bytes(kokoro: KokoroEngine) -> None:
    text = "Open your books, please, and read the second page."
    first, again = (chunks(kokoro, text, early=True) for _ in range(2))
    assert len(first) == 2
    assert [each.samples.tobytes() for each in first] == [each.samples.tobytes() for each in again]


def test_a_pause_is_preferred_to_another_boundary() -> None:
    phonemes = "ab cd, ef gh ij kl mn"
    durations = np.full(len(phonemes) + 2, 10, np.float32)
    assert place_to_cut(phonemes, durations) == Cut(6, 78)
    durations[5] = 200  # the pause comes too late
    assert place_to_cut(phonemes, durations) == Cut(2, 38)


@pytest.mark.parametrize(
    ("phonemes", "frames"), [("hələʊ.", 30), ("a b.", 10), ("a bcdefghijk", 8)]
)
def test_short_and_single_words_stay_whole(phonemes: str, frames: int) -> None:
    durations = np.full(len(phonemes) + 2, frames, np.float32)
    cut = place_to_cut(phonemes, durations)
    assert cut is None or cut.frame >= LEAST


def test_what_is_joined_has_every_sample_once() -> None:
    sound = np.arange(4_000, dtype=np.float32)
    first, seam = joined(sound[:2_500], 0, 2_000, sound[:0])
    rest, nothing = joined(sound[1_500:].copy(), 500, 2_500, seam)
    assert np.allclose(np.concatenate([first, rest]), sound, atol=1e-3)
    assert len(nothing) == 0
