"""Statements that machines spoke are told from people's recordings."""

from pathlib import Path

import numpy as np
import pytest

from bench.screening.sounds import NOISES
from tests.voices.spoken import FOLDER as SPOKEN
from voices.decode import decode
from voices.screening.recording import Recording
from voices.screening.synthetic import Detector, detector
from voices.screening.synthetic.detector import without_pauses
from voices.screening.synthetic.training import Material, fit, names

PEOPLE = Path(__file__).parents[2] / "recordings"
RATE = 24_000


@pytest.mark.parametrize("file", sorted(SPOKEN.glob("*.opus")), ids=lambda file: file.stem)
def test_what_base_voices_read_is_synthetic(file):
    clip = decode(file)
    assert detector().judge(clip.samples, clip.sample_rate).synthetic


@pytest.mark.parametrize("file", sorted(PEOPLE.glob("[lv]*")), ids=lambda file: file.stem)
def test_what_people_read_is_not(file):
    clip = decode(file)
    assert not detector().judge(clip.samples, clip.sample_rate).synthetic


@pytest.mark.parametrize("kind", ["digital silence", "fan", "pink", "brown"])
def test_a_machine_that_pauses_is_heard_all_the_same(kind):
    """Else nothing but the pause would be looked at."""
    speech = decode(sorted(SPOKEN.glob("*.opus"))[0]).samples
    pause = np.zeros(20 * RATE, np.float32)
    if kind != "digital silence":
        pause += NOISES[kind](len(pause), np.random.default_rng(1))
        pause *= np.sqrt(np.mean(speech**2) / np.mean(pause**2)) * 10 ** (-25 / 20)
    waits = np.concatenate([speech[:RATE], pause, speech[RATE:]])
    assert detector().judge(waits, RATE).synthetic


@pytest.mark.parametrize("file", sorted(PEOPLE.glob("[lv]*")), ids=lambda file: file.stem)
def test_nothing_is_cut_from_what_is_read_at_a_stretch(file):
    recording = Recording(decode(file).samples, RATE)
    assert without_pauses(recording) is recording.at_16k


def test_level_does_not_matter():
    clip = decode(PEOPLE / "libri_1320.mp3")
    loud, quiet = (detector().judge(clip.samples * gain, RATE).score for gain in (1.0, 0.05))
    assert loud == pytest.approx(quiet, abs=0.05)


@pytest.mark.parametrize(
    "samples", [np.zeros(5 * RATE), np.zeros(100), np.full(2000, 0.1)], ids=["silence", "0", "0.1"]
)
def test_without_speech_nothing_is_judged(samples):
    judgement = detector().judge(samples.astype(np.float32), RATE)
    assert (judgement.score, judgement.synthetic) == (None, False)


@pytest.fixture(scope="module")
def material() -> Material:
    """Measures of which the first alone tells machines from people."""
    rng = np.random.default_rng(1)
    rows = rng.standard_normal((400, 6)).astype(np.float32)
    truth = np.arange(400) % 2 == 1
    rows[:, 0] += 4 * truth
    speakers = [f"{'voice' if one else 'person'} {i % 20}" for i, one in enumerate(truth)]
    return Material(rows, truth, speakers, ["made up"] * 400)


def test_a_fit_finds_what_differs_and_is_read_back_as_it_was(material, tmp_path):
    fitted, scores = fit(material, "made up")
    assert scores[material.synthetic].mean() > scores[~material.synthetic].mean() + 1
    found = fitted.made_from["cross_validated"]
    assert found["found"] > 0.9
    assert found["false"] < 0.05
    fitted.save(tmp_path / "detector.npz")
    again = Detector.load(tmp_path / "detector.npz")
    assert again.made_from["people"] == 10
    np.testing.assert_allclose(again.scores(material.rows), fitted.scores(material.rows), atol=0.1)


def test_a_fit_needs_clips_and_people(material):
    few = Material(*(part[:60] for part in (material.rows, material.synthetic)), *[["a"] * 60] * 2)
    with pytest.raises(ValueError, match="at least 100 are needed"):
        fit(few, "few")
    alone = Material(material.rows, material.synthetic, ["one person"] * 400, ["made up"] * 400)
    with pytest.raises(ValueError, match="1 speakers are real"):
        fit(alone, "alone")


def test_a_file_that_is_no_detector_is_named(tmp_path):
    np.savez(tmp_path / "other.npz", shape=np.array("{}"))
    with pytest.raises(ValueError, match="does not hold a detector"):
        Detector.load(tmp_path / "other.npz")


def test_a_clips_name_says_its_source_and_speaker():
    assert names(Path("a/librispeech__84__3.flac")) == ("librispeech", "84")
    assert names(Path("a/clip.wav")) == ("clip", "clip")
