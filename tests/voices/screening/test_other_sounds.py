"""What is heard beside the speaker: a second voice, and sounds that come and go."""

import json

import numpy as np
import pytest

from speakers.encoders import Encoders
from voices.decode import decode
from voices.screening import Screener, screen
from voices.screening.models.segmentation import Segmentation
from voices.screening.other_sounds.frames import VALUES, values
from voices.screening.other_sounds.measures import measure
from voices.screening.other_sounds.network import (
    FILES,
    LEVELS_DB,
    VOICES,
    Network,
    together,
)
from voices.screening.recording import Recording
from voices.screening.terms import OTHER_SOUNDS, OTHER_VOICES

RATE = 24_000
SEEN = len(VOICES) + len(LEVELS_DB)


@pytest.fixture(scope="module")
def screener() -> Screener:
    return Screener(Encoders.load())


@pytest.fixture(scope="module")
def reader(recordings) -> np.ndarray:
    return decode(recordings / "libri_1320.mp3").samples[: 6 * RATE]


def knocks(count: int) -> np.ndarray:
    """A knock every 1.3 s: noise that dies away in 30 ms, and silence."""
    rng, out = np.random.default_rng(3), np.zeros(count, np.float32)
    for start in range(RATE // 2, count - 3000, int(1.3 * RATE)):
        out[start : start + 3000] = rng.standard_normal(3000) * np.exp(-np.arange(3000) / 700)
    return out


def level(samples: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(samples))))


def test_knocks_are_heard_though_it_is_silent_between_them(screener, reader):
    sound = knocks(len(reader))
    sound *= level(reader) / level(sound) * 10 ** (-5 / 20)
    alone, both = (screen(clip, RATE, screener).measures for clip in (reader, reader + sound))
    assert abs(both["snr_db"] - alone["snr_db"]) < 3, "by its faintest tenth it is as clean"
    assert both["other_sound_heard"] > alone["other_sound_heard"] + 1
    assert both["other_sound_db"] > alone["other_sound_db"] + 3
    assert both["other_voice_heard"] < alone["other_voice_heard"] + 1


def test_somebody_who_says_little_in_between_is_heard(screener, reader, recordings):
    other = decode(recordings / "vctk_p240.mp3").samples[: int(1.5 * RATE)]
    half = len(reader) // 2
    clip = np.concatenate([reader[:half], other * level(reader) / level(other), reader[half:]])
    alone, both = (screen(one, RATE, screener).measures for one in (reader, clip))
    assert both["other_voice_heard"] > alone["other_voice_heard"] + 1
    assert both["other_voice_seconds"] > alone["other_voice_seconds"] + 0.5


def test_each_frame_has_the_same_values_wherever_its_window_begins():
    """A window that begins 20 frames later has those frames' spectrum 20 places earlier."""
    rng = np.random.default_rng(1)
    recording = Recording((0.1 * rng.standard_normal(4 * 16_000)).astype(np.float32), 16_000)
    segmentation = Segmentation()
    [window] = segmentation.windows(recording.even)
    events = rng.random((398, 3)).astype(np.float32)
    voice = rng.random(125).astype(np.float32)
    found = values(recording, window, events, events, voice)
    assert found.shape == (len(window.hidden) // 2, VALUES)
    later = window._replace(start=20 * 540 / 16_000)
    moved = values(recording, later, events, events, voice)
    spectrum = slice(VALUES - 87, VALUES - 7)
    assert np.allclose(found[20:60, spectrum], moved[:40, spectrum])


def test_a_recording_of_any_length_is_heard(screener):
    rng = np.random.default_rng(2)
    for seconds in (0.5, 0.97, 3, 21):
        samples = (0.1 * rng.standard_normal(int(seconds * 16_000))).astype(np.float32)
        heard = screener.models.listen(Recording(samples, 16_000))
        for frames, whole in heard.others:
            assert frames.shape[1] == SEEN
            assert whole.shape == (2,)
            assert frames.min() >= 0 >= frames.max() - 1
        found = measure(heard.others)
        assert set(found) == {*OTHER_VOICES, *OTHER_SOUNDS}
        assert np.isfinite(list(found.values())).all()


def test_levels_are_summed_up_as_their_power():
    """Half of the frames over -6 dB and the rest silent are 3 dB less than all of them."""
    frames, whole = np.zeros((100, SEEN), np.float32), np.zeros(2, np.float32)
    frames[:, len(VOICES) + LEVELS_DB.index(-6) :] = 1
    always = measure([(frames, whole)])
    frames = frames.copy()
    frames[::2, len(VOICES) :] = 0
    half = measure([(frames, whole)])
    assert always["other_sound_db"] == pytest.approx(-3, abs=0.01)
    assert half["other_sound_db"] == pytest.approx(-6, abs=0.1)
    assert half["other_sound_6"] == 0.5
    assert half["other_sound_0"] == 0


def test_a_knock_counts_for_as_much_as_it_is_louder_than_the_speech():
    """A tenth of the frames over 12 dB, and the rest silent, are 10 dB less than all of them."""
    frames, whole = np.zeros((100, SEEN), np.float32), np.zeros(2, np.float32)
    frames[40:50, len(VOICES) :] = 1
    knocked = measure([(frames, whole)])
    assert knocked["other_sound_db"] == pytest.approx(15 - 10, abs=0.1)
    assert knocked["other_sound_0"] == pytest.approx(0.1)


def test_the_most_of_all_windows_counts():
    quiet, loud = (np.full((50, SEEN), p, np.float32) for p in (0.1, 0.9))
    one = measure([(quiet, np.array([-1, -2], np.float32)), (loud, np.array([-3, 4], np.float32))])
    assert one["other_voice_heard"] == -1
    assert one["other_sound_heard"] == 4
    assert one["other_voice_seconds"] == pytest.approx(50 * 0.03375)


def changed(tmp_path, change):
    """The network's file after a change of its arrays."""
    with np.load(FILES[0]) as kept:
        arrays = {name: kept[name] for name in kept.files}
    change(arrays)
    np.savez(tmp_path / "bad.npz", **arrays)
    return tmp_path / "bad.npz"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda arrays: arrays.pop("whole.bias"), "whole.bias"),
        (lambda arrays: arrays.update({"whole.bias": np.zeros(3, np.float16)}), "size mismatch"),
        (lambda arrays: arrays.update({"mean": np.full(VALUES, np.nan, np.float32)}), "finite"),
        (lambda arrays: arrays.update({"mean": np.array(["a"] * VALUES)}), "not a finite number"),
        (lambda arrays: arrays.update({"mean": np.array([{}] * VALUES)}), "allow_pickle"),
    ],
)
def test_a_broken_file_is_an_error_that_names_it(tmp_path, change, message):
    file = changed(tmp_path, change)
    with pytest.raises(ValueError, match=message) as error:
        Network.load(file)
    assert "bad.npz does not hold the network" in str(error.value)


def test_a_file_that_was_cut_off_is_an_error(tmp_path):
    for name, data in (("half.npz", FILES[0].read_bytes()[:1000]), ("none.npz", b"")):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(ValueError, match=f"{name} does not hold the network"):
            Network.load(tmp_path / name)
    with pytest.raises(OSError, match="nowhere"):
        Network.load(tmp_path / "nowhere.npz")


def test_a_network_is_kept_as_it_is_but_for_half_precision(tmp_path):
    network = Network().eval()
    network.save(tmp_path / "kept.npz", {"examples": 0})
    frames = np.random.default_rng(4).standard_normal((90, VALUES)).astype(np.float32)
    for before, after in zip(
        network.probabilities(frames),
        Network.load(tmp_path / "kept.npz").probabilities(frames),
        strict=True,
    ):
        assert before == pytest.approx(after, abs=0.01)


def test_two_networks_say_together_what_they_say_in_the_mean():
    one, other = (Network.load(file) for file in FILES)
    frames = np.random.default_rng(4).standard_normal((90, VALUES)).astype(np.float32)
    heard = [network.probabilities(frames) for network in (one, other)]
    assert np.abs(heard[0][0] - heard[1][0]).max() > 0.01, "they are not the same"
    for index, found in enumerate(together([one, other], frames)):
        assert found == pytest.approx((heard[0][index] + heard[1][index]) / 2, abs=1e-5)


def test_the_networks_in_use_are_small_and_heard_nothing_of_each_other():
    folds = []
    for file in FILES:
        assert file.stat().st_size < 800_000
        with np.load(file) as kept:
            folds.append(set(json.loads(str(kept["made_from"]))["folds"]))
    assert folds == [{1}, {0}]
