"""The mark is found in what was marked and in nothing else, and changes little."""

import pickle
import zipfile

import numpy as np
import pytest

from bench.watermark.attacks import ATTACKS
from bench.watermark.sounds import read
from tests.watermark.conftest import RATE
from watermark import WATERMARKS, WatermarkMissing
from watermark.perth import weights
from watermark.perth.detecting import THRESHOLD
from watermark.perth.marking import PerthMarker

SURVIVED = (
    "12 dB softer",
    "MP3 32 kbit/s",
    "AAC 32 kbit/s",
    "Opus 32 kbit/s",
    "1 s of it",
    "at 8 kHz",
    "at 44 kHz",
    "stretched by 1.1",
    "played 0.95 times as fast",
    "played 1.1 times as fast",
    "in a room, RT60 0.3 s",
)


def in_blocks(marker, samples, sizes):
    marking = marker.begin()
    ends = [*np.cumsum(sizes), len(samples)]
    starts = [0, *ends[:-1]]
    return [
        marking(samples[start:end], final=end == len(samples))
        for start, end in zip(starts, ends, strict=True)
    ]


def test_it_is_found_in_what_was_marked_and_in_nothing_else(marker, detector, people):
    for name, samples in people.items():
        before = detector.detect(samples, RATE)
        after = detector.detect(marker.begin()(samples, final=True), RATE)
        assert not before.is_marked and before.score < 0.1 and before.share == 0, name
        assert after.is_marked and after.score > 0.4 and after.share == 1, name


@pytest.mark.parametrize("attack", SURVIVED)
def test_it_is_found_after(attack, marker, detector, people):
    samples = people["libri_1320.mp3"]
    assert detector.detect(*ATTACKS[attack](marker.begin()(samples, final=True), RATE)).is_marked
    assert not detector.detect(*ATTACKS[attack](samples, RATE)).is_marked


def test_music_has_none(detector, recordings):
    for file in recordings.glob("music_*"):
        samples = read(file, RATE)[: 20 * RATE]
        mistaken = max(detector.heard(each, RATE) for each in np.split(samples, [5 * RATE]))
        assert mistaken > THRESHOLD, "the network alone takes it for marked"
        assert detector.detect(samples, RATE).score < THRESHOLD / 2, file.name


def test_a_stream_is_marked_block_by_block_as_soon_as_it_comes(marker, detector, people):
    samples = people["libri_1320.mp3"]
    sizes = (RATE, 1, 10, 2400, RATE // 2, 0)
    blocks = in_blocks(marker, samples, sizes)
    assert [len(block) for block in blocks] == [*sizes, len(samples) - sum(sizes)]
    again = in_blocks(marker, samples, sizes)
    assert all(np.array_equal(one, other) for one, other in zip(blocks, again, strict=True))
    stream, whole = np.concatenate(blocks), marker.begin()(samples, final=True)
    assert detector.detect(stream, RATE).score > 0.4
    assert detector.detect(blocks[0], RATE).is_marked
    # Nothing jumps where two blocks meet: what was added is as smooth there as anywhere.
    added = np.abs(np.diff(stream - samples))
    seams = np.cumsum(sizes)[:-1]
    assert max(added[seam - 2 : seam + 2].max() for seam in seams) <= np.diff(whole - samples).max()


def test_what_is_above_two_kilohertz_stays_as_it_is(marker, people):
    samples = people["vctk_p240.mp3"]
    added = np.abs(np.fft.rfft(marker.begin()(samples, final=True) - samples)) ** 2
    hertz = np.fft.rfftfreq(len(samples), 1 / RATE)
    assert added[hertz > 2100].sum() < 1e-4 * added.sum()


def test_silence_stays_silent_and_has_no_mark(marker, detector):
    silence = np.zeros(2 * RATE, np.float32)
    assert not marker.begin()(silence, final=True).any()
    assert detector.detect(silence, RATE) == detector.detect(silence[:10], RATE)
    assert detector.detect(silence, RATE).score == 0


def test_sound_of_any_length_and_rate_is_looked_at(detector):
    noise = np.random.default_rng(0).standard_normal(RATE).astype(np.float32)
    for length in [*range(12), 9_617, 9_646, 9_672]:
        assert not detector.detect(noise[:length], 11_025).is_marked
    for rate in (8_000, 22_050, 96_000):
        assert not detector.detect(noise, rate).is_marked


def test_a_rate_that_windows_do_not_fit_is_refused():
    with pytest.raises(ValueError, match="22050"):
        PerthMarker(22_050)


def test_missing_weights_are_told_before_and_when_they_are_loaded(monkeypatch, tmp_path):
    spec = WATERMARKS["perth"]
    assert spec.missing() == ""
    monkeypatch.setattr(weights, "package_folder", lambda package: tmp_path)
    assert "is missing: install the pinned packages" in spec.missing()
    with pytest.raises(WatermarkMissing, match="is missing"):
        spec.load_marker(RATE)
    with pytest.raises(WatermarkMissing, match="is missing"):
        spec.load_detector()

    def not_installed(package):
        raise ModuleNotFoundError(package)

    monkeypatch.setattr(weights, "package_folder", not_installed)
    assert "resemble-perth is not installed" in spec.missing()


@pytest.mark.parametrize(
    "content",
    [b"", b"PK", pickle.dumps(print), pickle.dumps({"model": 1})],
    ids=["nothing", "another thing", "a function", "no arrays"],
)
def test_a_broken_file_is_told_and_calls_nothing(content, monkeypatch, tmp_path):
    file = tmp_path / weights.FILE
    file.parent.mkdir(parents=True)
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("archive/data.pkl", content)
    monkeypatch.setattr(weights, "package_folder", lambda package: tmp_path)
    with pytest.raises(WatermarkMissing, match="can't be read"):
        weights.read_weights("encoder")
