"""Speech tokens: the key-value cache between steps, and sampling of the next token."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
import torch

from synthesis.engines.glm_tts.cache import GROWTH
from synthesis.engines.glm_tts.engine import GlmTtsEngine, lively
from synthesis.engines.glm_tts.language_model import SpeechIds, sequence
from synthesis.engines.glm_tts.sampling import WINDOW, Draws, Sampling, draw


def test_the_prompt_is_text_then_speech() -> None:
    ids = SpeechIds(audio=100, count=50, begin=7, end=8)
    assert sequence([1], [2, 3], [0, 49], ids) == [1, 2, 3, 7, 100, 149]


def test_cached_keys_and_values_equal_those_without_a_cache(glm: GlmTtsEngine) -> None:
    """Across the length at which memory grows, with a longer neighbour that comes and goes."""
    model = glm._model
    chance = np.random.default_rng(0)
    first = [int(token) for token in chance.integers(0, 300, 20)]
    added = [int(token) for token in chance.integers(0, 300, GROWTH + 10)]
    row, hidden = model.begin(first)
    other, _ = model.begin(added)
    for index, token in enumerate(added):
        if 30 <= index < 60:
            hidden = model.append([other, row], [5, token])[1:]
        else:
            hidden = model.append([row], [token])
    _, wanted = model.begin([*first, *added])
    assert row.length == len(first) + len(added)
    assert torch.allclose(hidden, wanted, atol=1e-4)


def test_speech_logits_are_a_subset_of_all_logits(glm: GlmTtsEngine) -> None:
    model, ids = glm._model, glm._model.ids
    _, hidden = model.begin([1, 2, 3])
    every = model.logits(hidden)[0]
    speech = model.speech_logits(hidden, [True])[0]
    assert torch.allclose(speech[:-1], every[ids.audio : ids.audio + ids.count], atol=1e-5)
    assert torch.allclose(speech[-1], every[ids.end], atol=1e-5)
    assert model.speech_logits(hidden, [False])[0, -1] == -torch.inf


def draws(seed: int = 0, **sampling) -> Draws:
    return Draws(Sampling(**sampling), np.random.default_rng(seed))


def test_tokens_are_drawn_from_the_nucleus_by_probability() -> None:
    """Probabilities .5 .3 .15 .05: the first two sum to .8 and are drawn 5 : 3."""
    logits = torch.tensor([0.5, 0.3, 0.15, 0.05]).log()[None]
    counted: Counter[int] = Counter()
    for seed in range(4000):
        counted.update(draw(logits, [draws(seed, top_p=0.79)]))
    assert set(counted) == {0, 1}
    assert counted[0] / 4000 == pytest.approx(0.625, abs=0.03)


def test_top_k_is_a_limit_and_temperature_sharpens() -> None:
    logits = torch.zeros(1, 100)
    logits[0, :3] = torch.tensor([2.0, 1.5, 1.0])
    assert {draw(logits, [draws(s, top_p=1.0, top_k=2)])[0] for s in range(200)} == {0, 1}
    cold = [draw(logits, [draws(s, temperature=0.05)])[0] for s in range(200)]
    assert set(cold) == {0}


def test_repetition_draws_from_the_whole_distribution() -> None:
    """One token is very likely; once drawn, others can be drawn for ten tokens."""
    logits = torch.full((1, 1000), 0.0)
    logits[0, 7] = 8.0  # three quarters of all
    request = draws(1, top_k=1)
    drawn = [draw(logits, [request])[0] for _ in range(400)]
    assert drawn[0] == 7
    assert 0.15 < sum(token != 7 for token in drawn) / len(drawn) < 0.35
    free = draws(1, top_k=1)
    fresh = []
    for _ in range(50):
        free.recent.clear()
        fresh += draw(logits, [free])
    assert set(fresh) == {7}
    assert request.recent.maxlen == WINDOW


def test_a_row_is_drawn_the_same_as_alone() -> None:
    chance = torch.Generator().manual_seed(0)
    logits = 3 * torch.randn(5, 200, generator=chance)
    mixed = [Sampling(0.7), Sampling(1.3, 0.5, 5), Sampling(), Sampling(2.0, 1.0, 200), Sampling()]
    alone = [Draws(one, np.random.default_rng(i)) for i, one in enumerate(mixed)]
    together = [Draws(one, np.random.default_rng(i)) for i, one in enumerate(mixed)]
    for _ in range(30):
        expected = [draw(logits[i : i + 1], [alone[i]])[0] for i in range(5)]
        assert draw(logits, together) == expected


def test_expressiveness_sets_the_temperature() -> None:
    assert lively(Sampling(), 1.0) == Sampling()
    assert lively(Sampling(), 0.0).temperature == pytest.approx(0.6)
    assert lively(Sampling(), 2.0).temperature == pytest.approx(1.4)
