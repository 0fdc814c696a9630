"""A clip's prompt: short where its words tell where it may end, whole where they don't."""

from __future__ import annotations

import numpy as np
import pytest

from synthesis.engines.base import Clip, EngineError
from synthesis.engines.zipvoice.conditioning import Enroller
from synthesis.engines.zipvoice.mel import log_mel
from synthesis.engines.zipvoice.prompt import shortened
from tests.synthesis.engines.zipvoice.conftest import clip

RATE = 16_000


def speech(*seconds: float) -> Clip:
    """Speech and pauses by turns, of so many seconds each."""
    parts = [
        clip(130, each).samples if number % 2 == 0 else np.zeros(round(each * RATE), np.float32)
        for number, each in enumerate(seconds)
    ]
    return Clip(np.concatenate(parts), RATE)


# Two sentences of as many letters.
TWO = "This one is the first sentence here. That one is the other sentence now."


def test_a_long_clip_ends_after_a_sentence_in_the_middle_of_the_pause() -> None:
    cut, words = shortened(speech(5.0, 0.4, 5.0), TWO)
    assert words == "This one is the first sentence here."
    assert cut.seconds == pytest.approx(5.2, abs=0.05)


def test_a_short_clip_is_left_as_it_is() -> None:
    given = speech(3.5, 0.4, 3.5)
    assert shortened(given, TWO) == (given, TWO)


@pytest.mark.parametrize(
    "given",
    [
        speech(10.4),
        speech(4.9, 0.3, 0.3, 0.3, 4.6),
        speech(3.6, 0.4, 6.4),
        speech(2.0, 0.4, 2.0),
    ],
    ids=["no pause", "two pauses", "a pause elsewhere", "too short to be cut"],
)
def test_where_the_end_can_not_be_told_the_clip_is_whole(given: Clip) -> None:
    assert shortened(given, TWO) == (given, TWO)


def test_words_without_an_end_of_a_sentence_say_nothing_of_pauses() -> None:
    given = speech(5.0, 0.4, 5.0)
    assert shortened(given, TWO.replace(".", ","))[0] is given
    assert shortened(given, "")[0] is given


def test_the_last_sentence_that_fits_is_the_end() -> None:
    three = "First words are these. Then more words come. And then the very last words of all."
    cut, words = shortened(speech(3.2, 0.4, 3.2, 0.4, 5.2), three)
    assert words == "First words are these. Then more words come."
    assert cut.seconds == pytest.approx(7.0, abs=0.1)


@pytest.mark.parametrize("transcript", ["", " ", "…"])
def test_a_clip_whose_words_nobody_knows_is_refused(transcript: str) -> None:
    with pytest.raises(EngineError, match="transcript"):
        Enroller().enrol(clip(120), transcript, lambda _share: None)


@pytest.mark.parametrize("given", [clip(120, 0.5), clip(120, 31)])
def test_a_clip_of_a_bad_length_is_refused(given: Clip) -> None:
    with pytest.raises(EngineError, match="not 1 to 30"):
        Enroller().enrol(given, "Hello.", lambda _share: None)


def test_a_silent_clip_is_refused() -> None:
    silent = Clip(np.zeros(3 * RATE, np.float32), RATE)
    with pytest.raises(EngineError, match="hardly any speech"):
        Enroller().enrol(silent, "Hello.", lambda _share: None)


def test_a_prompt_is_as_loud_whoever_spoke_it_and_its_level_is_kept() -> None:
    loud = clip(120)
    quiet = Clip(loud.samples / 4, RATE)
    one, two = (Enroller().enrol(each, "Hello.", lambda _share: None) for each in (loud, quiet))
    np.testing.assert_allclose(one.arrays["mel"], two.arrays["mel"], atol=1e-3)
    assert two.arrays["level"] == pytest.approx(one.arrays["level"] / 4)


def test_a_tone_is_in_the_triangle_of_its_frequency() -> None:
    at = np.arange(24_000) / 24_000
    for hertz, band in ((200.0, 8), (1000.0, 30), (6000.0, 78)):
        mel = log_mel(np.sin(2 * np.pi * hertz * at).astype(np.float32))
        assert mel.shape == (94, 100)
        assert abs(int(mel[40].argmax()) - band) <= 1
