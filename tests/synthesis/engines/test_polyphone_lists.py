"""Words with several readings are read right at least as often as measured."""

from __future__ import annotations

import pytest

from bench.parts.polyphones import FLOORS, misread, samples
from synthesis.engines.kokoro.mandarin import Mandarin
from synthesis.engines.kokoro.polyphones import readings_in_context


@pytest.fixture(scope="session")
def mandarin() -> Mandarin:
    return Mandarin()


@pytest.mark.parametrize("name", FLOORS)
def test_the_share_of_correct_readings_does_not_fall(mandarin: Mandarin, name: str) -> None:
    among = samples(name)
    wrong = [f"{s.sentence} {s.word}: {reading}" for s, reading in misread(mandarin, among)]
    assert 1 - len(wrong) / len(among) >= FLOORS[name], "\n".join(wrong)


def test_the_list_is_long_and_has_no_duplicates() -> None:
    sentences = [sample.sentence for name in FLOORS for sample in samples(name)]
    assert len(set(sentences)) == len(sentences) >= 300


def test_rules_look_at_the_neighbours() -> None:
    assert readings_in_context("这只猫") == {1: "zhi1"}
    assert readings_in_context("这只是") == {}
    assert readings_in_context("他把书落在家里了") == {3: "la4"}


def test_a_given_reading_overrides_the_rules(mandarin: Mandarin) -> None:
    assert mandarin.syllables("这只猫", {1: "zhi3"})[1] == "zhi3"
