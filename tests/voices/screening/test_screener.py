"""Which recordings are refused, why, and how that is told."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.signal import fftconvolve

from speakers.encoders import Encoders
from voices.decode import decode
from voices.screening import WORDINGS, Screener, Screening, Thresholds, screen
from voices.screening.refit import fit

ROOT = Path(__file__).parents[3]
RATE = 24_000


@pytest.fixture(scope="module")
def screener() -> Screener:
    return Screener(Encoders.load())


@pytest.fixture(scope="module")
def voices(recordings) -> dict[str, np.ndarray]:
    names = ("libri_1320.mp3", "libri_6829.mp3", "libri_198.ogg", "vctk_p240.mp3")
    return {name.split(".")[0]: decode(recordings / name).samples for name in names}


@pytest.fixture(scope="module")
def trumpet(recordings) -> np.ndarray:
    return decode(recordings / "music_trumpet.ogg").samples


def level(samples: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(samples))))


def with_below(speech: np.ndarray, other: np.ndarray, db: float) -> np.ndarray:
    """Speech and, so many dB below it, something else."""
    other = np.resize(other, len(speech))
    return (speech + other * level(speech) / level(other) * 10 ** (-db / 20)).astype(np.float32)


@pytest.mark.parametrize("name", ["libri_1320", "libri_6829", "libri_198", "vctk_p240"])
def test_a_clean_reader_is_accepted(screener, voices, name):
    said = screen(voices[name], RATE, screener)
    assert said.accepted, said.reasons
    assert said.measures["speech_seconds"] > 4


@pytest.mark.parametrize("gain_db", [-18, 6])
def test_a_clean_reader_is_accepted_at_any_usual_level(screener, voices, gain_db):
    speech = voices["libri_198"][: 6 * RATE] * 10 ** (gain_db / 20)
    assert screen(speech.astype(np.float32), RATE, screener).accepted


@pytest.mark.parametrize("db", [0, 10])
def test_music_behind_the_voice_is_refused(screener, voices, trumpet, db):
    said = screen(with_below(voices["libri_1320"], trumpet, db), RATE, screener)
    assert "music" in said.reasons


def test_music_alone_is_refused(screener, trumpet):
    said = screen(np.resize(trumpet, 6 * RATE), RATE, screener)
    assert {"music", "too_little_speech"} <= set(said.reasons)


def test_two_people_in_turn_are_refused_and_the_second_is_located(screener, voices):
    both = np.concatenate([voices["libri_6829"][: 4 * RATE], voices["vctk_p240"][: 4 * RATE]])
    said = screen(both, RATE, screener)
    assert "several_speakers" in said.reasons
    [finding] = [f for f in said.findings if f.code == "several_speakers"]
    assert all(0 <= a < b <= 8.1 for a, b in finding.spans)


def test_two_people_at_once_are_refused(screener, voices):
    both = with_below(voices["libri_1320"], voices["vctk_p240"], 3)
    assert "several_speakers" in screen(both, RATE, screener).reasons


def test_serious_noise_is_refused(screener, voices):
    hiss = np.random.default_rng(1).standard_normal(5 * RATE)
    said = screen(with_below(voices["libri_6829"], hiss, 5), RATE, screener)
    assert "noise" in said.reasons


def test_clipping_is_refused_and_located(screener, voices):
    speech = voices["libri_198"][: 6 * RATE]
    top = float(np.quantile(np.abs(speech), 0.97))
    said = screen(np.clip(speech, -top, top).astype(np.float32), RATE, screener)
    assert "clipping" in said.reasons
    [finding] = [f for f in said.findings if f.code == "clipping"]
    assert finding.spans
    assert finding.figures["percent"] > 0


def test_an_echoing_room_is_refused(screener, voices):
    rng, time = np.random.default_rng(2), np.arange(2 * RATE) / RATE
    hall = rng.standard_normal(2 * RATE) * np.exp(-6.9 * time / 1.5)
    speech = fftconvolve(voices["libri_198"][: 6 * RATE], hall)[: 6 * RATE]
    said = screen((speech / np.abs(speech).max() * 0.5).astype(np.float32), RATE, screener)
    assert "echo" in said.reasons


def test_silence_and_almost_silence_are_refused(screener):
    hiss = np.random.default_rng(3).standard_normal(5 * RATE).astype(np.float32)
    for samples in (np.zeros(5 * RATE, np.float32), hiss * np.float32(1e-4)):
        assert screen(samples, RATE, screener).reasons[0] == "silence"


def test_too_short_too_long_and_too_little_speech_are_refused(screener, voices):
    speech = voices["libri_198"]
    assert "too_short" in screen(speech[: 2 * RATE], RATE, screener).reasons
    assert "too_long" in screen(np.resize(speech, 31 * RATE), RATE, screener).reasons
    rare = np.concatenate([speech[:RATE], np.zeros(5 * RATE, np.float32)])
    assert "too_little_speech" in screen(rare, RATE, screener).reasons


def test_telephone_bandwidth_is_refused(screener, voices):
    spectrum = np.fft.rfft(voices["libri_198"][: 6 * RATE])
    hz = np.fft.rfftfreq(6 * RATE, 1 / RATE)
    spectrum[hz > 3400] = 0
    speech = np.fft.irfft(spectrum).astype(np.float32)
    assert "narrow_band" in screen(speech, RATE, screener).reasons


def test_measures_are_repeatable_and_the_same_at_any_rate(screener, voices):
    import soxr

    clip = voices["libri_1320"]
    first, second = (screen(clip, RATE, screener).measures for _ in range(2))
    assert first == second
    at_48k = soxr.resample(clip, RATE, 48_000).astype(np.float32)
    assert screen(at_48k, 48_000, screener).accepted


def test_degenerate_samples_are_refused(screener):
    assert "silence" in screen(np.zeros(0, np.float32), RATE, screener).reasons
    assert not screen(np.ones(1, np.float32), RATE, screener).accepted
    assert not screen(np.full(5 * RATE, 0.5, np.float32), RATE, screener).accepted
    assert not screen(np.tile([1, -1], 2 * RATE).astype(np.float32), RATE, screener).accepted
    bad = np.zeros(RATE, np.float32)
    bad[7] = np.nan
    with pytest.raises(ValueError, match="finite"):
        screen(bad, RATE, screener)
    with pytest.raises(ValueError, match="shape"):
        screen(np.zeros((2, RATE), np.float32), RATE, screener)
    with pytest.raises(ValueError, match="rate"):
        screen(np.zeros(RATE, np.float32), 100, screener)


def test_every_reason_has_a_sentence_and_a_tip(screener, trumpet):
    said = screen(np.resize(trumpet, 6 * RATE), RATE, screener).as_json()
    json.dumps(said, allow_nan=False)
    assert [finding["code"] for finding in said["findings"]] == said["reasons"] + said["warnings"]
    for finding in said["findings"]:
        assert "{" not in finding["sentence"]
        assert finding["tip"]
    assert set(Screening.__annotations__) == {"findings", "measures", "seconds"}
    assert {code.partition(".")[0] for code in WORDINGS} >= set(said["reasons"])


def test_the_command_prints_one_json_object_for_each_file(recordings, tmp_path):
    (tmp_path / "no.wav").write_bytes(b"nothing that sounds")
    files = [recordings / "libri_1320.mp3", recordings / "music_trumpet.ogg", tmp_path / "no.wav"]
    done = subprocess.run(
        [sys.executable, "-m", "voices.screening", *map(str, files)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["accepted"] for one in said] == [True, False, False]
    assert all({"accepted", "reasons", "measures", "seconds"} <= set(one) for one in said)
    assert "music" in said[1]["reasons"]
    assert said[2]["reasons"] == ["not_audio"]
    assert done.returncode == 1


def test_thresholds_can_be_fitted_and_saved(tmp_path):
    before = Thresholds.load()
    names = {term for one in before.detectors.values() for term in one.terms}
    rng = np.random.default_rng(4)

    def clip(snr: float) -> dict[str, float]:
        return {name: float(rng.normal()) for name in names} | {"snr_db": rng.normal(snr, 2)}

    clips = [("clean", clip(35)) for _ in range(100)] + [("noise", clip(8)) for _ in range(40)]
    after = fit(clips, before, "made up")
    after.save(tmp_path / "kept.json")
    kept = Thresholds.load(tmp_path / "kept.json")
    noisy, quiet = (dict(clip(snr)) for snr in (8, 35))
    detector = kept.detectors["noise"]
    assert detector.score(noisy) > detector.refuse > detector.score(quiet)
    assert kept.detectors["echo"] == before.detectors["echo"]
    with pytest.raises(ValueError, match="clean"):
        fit(clips[100:], before, "made up")


def test_broken_thresholds_are_an_error(tmp_path):
    (tmp_path / "bad.json").write_text('{"rules": {}}')
    with pytest.raises(ValueError, match="does not hold thresholds"):
        Thresholds.load(tmp_path / "bad.json")
