"""What the language model is given, and how the next token is chosen."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from synthesis.engines.glm_tts.decoder.drawing import (
    WINDOW,
    Sampling,
    mixture,
    pick,
    uniform_numbers,
)
from synthesis.engines.glm_tts.engine import lively
from synthesis.engines.glm_tts.language_model import SpeechIds, sequence


def test_the_prompt_is_text_then_speech() -> None:
    ids = SpeechIds(audio=100, count=50, begin=7, end=8)
    assert sequence([1], [2, 3], [0, 49], ids) == [1, 2, 3, 7, 100, 149]


def none_yet(rows: int = 1) -> Tensor:
    return torch.full((rows, WINDOW), -1)


def test_tokens_are_drawn_from_the_nucleus_by_probability() -> None:
    """Probabilities .5 .3 .15 .05: the first two sum to .8 and are drawn 5 : 3."""
    scores = torch.tensor([0.5, 0.3, 0.15, 0.05]).log()[None]
    shares = mixture(scores, none_yet(), Sampling(top_p=0.79))[0]
    assert shares.tolist() == pytest.approx([0.625, 0.375, 0, 0], abs=1e-6)


def test_the_likeliest_token_is_always_in_the_nucleus() -> None:
    scores = torch.tensor([[0.0, 1.0, 0.5]])
    assert mixture(scores, none_yet(), Sampling(top_p=0.0))[0].tolist() == [0, 1, 0]


def test_top_k_is_a_limit() -> None:
    scores = torch.zeros(1, 100)
    scores[0, :3] = torch.tensor([2.0, 1.5, 1.0])
    shares = mixture(scores, none_yet(), Sampling(top_p=1.0, top_k=2))[0]
    assert (shares > 0).nonzero().flatten().tolist() == [0, 1]


def two_draws(scores, recent: list[int], sampling: Sampling, chance, count: int) -> np.ndarray:
    """The rule as it is written: draw from the nucleus; draw a repetition again, from all."""
    full = np.exp(scores - scores.max())
    full /= full.sum()
    order = np.argsort(-full)[: sampling.top_k]
    before = np.cumsum(full[order]) - full[order]
    nucleus = order[(before < sampling.top_p) | (np.arange(len(order)) == 0)]
    first = chance.choice(nucleus, size=count, p=full[nucleus] / full[nucleus].sum())
    second = chance.choice(len(full), size=count, p=full)
    return np.where(np.isin(first, recent), second, first)


@pytest.mark.parametrize("recent", [[], [0], [0, 3, 3, 17], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]])
def test_the_mixture_is_the_distribution_of_the_two_draws(recent: list[int]) -> None:
    """A χ² test of 100 000 two-draw results against the mixture's probabilities."""
    chance = np.random.default_rng(5)
    scores = chance.standard_normal(60) * 1.5
    scores[:4] += 2.5
    sampling = Sampling(top_p=0.8, top_k=12)
    last = none_yet()
    last[0, : len(recent)] = torch.tensor(recent, dtype=torch.long)
    shares = mixture(torch.tensor(scores[None], dtype=torch.float32), last, sampling)[0].numpy()
    assert shares.sum() == pytest.approx(1, abs=1e-6)
    drawn = np.bincount(two_draws(scores, recent, sampling, chance, 100_000), minlength=60)
    assert _chi_squared(drawn, shares) < 3.0
    # The test can see a wrong distribution: the nucleus alone, with nothing drawn again.
    if recent:
        alone = mixture(torch.tensor(scores[None], dtype=torch.float32), none_yet(), sampling)
        assert _chi_squared(drawn, alone[0].numpy()) > 20


def _chi_squared(counted: np.ndarray, shares: np.ndarray) -> float:
    """χ² in standard deviations above its mean; cells with few expected draws are put together."""
    expected = shares * counted.sum()
    rare = expected < 10
    cells = [*zip(counted[~rare], expected[~rare], strict=True)]
    if expected[rare].sum() > 0.5:
        cells.append((counted[rare].sum(), expected[rare].sum()))
    elif counted[rare].any():
        return float("inf")
    statistic = sum((have - want) ** 2 / want for have, want in cells)
    freedom = max(len(cells) - 1, 1)
    return float((statistic - freedom) / np.sqrt(2 * freedom))


def test_a_pick_follows_the_shares() -> None:
    """Evenly spread numbers give each token its share, in order."""
    shares = torch.tensor([[0.1, 0.0, 0.4, 0.5]], dtype=torch.float64)
    numbers = (torch.arange(1000, dtype=torch.float64)[:, None] + 0.5) / 1000
    picked = pick(shares.expand(1000, -1), numbers)
    assert torch.bincount(picked).tolist() == [100, 0, 400, 500]
    assert pick(shares, torch.tensor([[1.0]], dtype=torch.float64)).tolist() == [3]


def test_random_numbers_depend_on_seed_and_position_only() -> None:
    assert (uniform_numbers(3, 10) == uniform_numbers(3, 500)[:10]).all()
    assert not (uniform_numbers(3, 10) == uniform_numbers(4, 10)).any()


def test_a_row_has_the_same_distribution_as_alone() -> None:
    chance = torch.Generator().manual_seed(0)
    scores = 3 * torch.randn(5, 200, generator=chance)
    recent = torch.randint(0, 200, (5, WINDOW), generator=chance)
    together = mixture(scores, recent, Sampling())
    for row in range(5):
        alone = mixture(scores[row : row + 1], recent[row : row + 1], Sampling())
        assert torch.equal(together[row], alone[0])


def test_expressiveness_sets_the_temperature() -> None:
    assert lively(Sampling(), 1.0) == Sampling()
    assert lively(Sampling(), 0.0).temperature == pytest.approx(0.6)
    assert lively(Sampling(), 2.0).temperature == pytest.approx(1.4)
