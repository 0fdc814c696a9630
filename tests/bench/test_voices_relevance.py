"""What of a voice's style matters to the ear is learned from measured voices."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from bench.voices.relevance import Learned, learned, without_words

COUNT, DIRECTIONS, SENTENCES = 150, 6, 3
Array = NDArray[np.float64]


def voices() -> tuple[Array, Array, Array, Array]:
    """Points of which only the first direction is heard, what was said, the effects of sentences,
    and what was heard."""
    random = np.random.default_rng(0)
    points = random.standard_normal((COUNT, DIRECTIONS))
    said = np.eye(SENTENCES)[np.arange(COUNT) % SENTENCES]
    effects = 0.5 * random.standard_normal((SENTENCES, 4))
    voice = np.stack([np.sin(points[:, 0]), np.cos(points[:, 0]), points[:, 0], points[:, 0] ** 2])
    noise = 0.1 * random.standard_normal((COUNT, 4))
    return points, said, effects, voice.T + said @ effects + noise


@pytest.fixture(scope="module")
def known() -> Learned:
    points, said, _, heard = voices()
    return learned(np.full(DIRECTIONS, 0.4), points, said, [(1.0, heard)])


def test_a_direction_that_is_heard_becomes_more_relevant(known: Learned) -> None:
    assert known.relevance[0] > 2 * known.relevance[1:].max()
    assert known.words > 0.02
    assert known.noise < 0.1


def test_what_comes_from_the_sentence_is_taken_away(known: Learned) -> None:
    points, said, effects, heard = voices()
    taken = heard - without_words(known, points, said, heard)
    between = effects - effects.mean(0)
    per_sentence = taken[:SENTENCES] - taken[:SENTENCES].mean(0)
    assert np.abs(per_sentence - between).max() < 0.2 * np.abs(between).max()
