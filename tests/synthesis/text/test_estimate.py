"""The estimated length of speech, by which quota is reserved."""

from __future__ import annotations

import re

import pytest

from bench.sentences import ENGLISH, MANDARIN, MIXED
from synthesis.text.estimate import RATES, estimate_ms, rough_ms


# Means over af_heart, am_michael, zf_xiaobei and zm_yunyang, measured by bench/estimate.py.
@pytest.mark.parametrize(
    ("text", "spoken_ms"),
    [
        ("Can anybody tell me why the sky is blue?", 2501),
        ("She bought three apples, two pears and a bottle of milk for $7.50.", 4858),
        ("植物的叶子整天都在吸收太阳的光。", 3285),
        ("1969年，人类第一次登上了月球。", 3429),
        ("我们用Python写了一个小小的API。", 2810),
    ],
)
def test_estimates_are_close_to_measured_lengths(text: str, spoken_ms: float) -> None:
    assert spoken_ms <= estimate_ms(text) < 1.2 * spoken_ms


def test_more_text_is_longer() -> None:
    assert estimate_ms("你好吗？") < estimate_ms("你好吗？我很好。")
    assert estimate_ms("five") < estimate_ms("five hundred")


def test_numbers_are_estimated_by_their_spoken_length() -> None:
    assert estimate_ms("共37.5元") > 1_500


def test_parts_add_up() -> None:
    assert rough_ms("abc. 你好。") == pytest.approx(rough_ms("abc. ") + rough_ms("你好。"))


def test_browsers_count_what_the_estimate_counts() -> None:
    for text in ENGLISH + MANDARIN + MIXED:
        counted = sum(ms * len(re.findall(pattern, text)) for pattern, ms in RATES)
        assert counted == pytest.approx(rough_ms(text)), text
