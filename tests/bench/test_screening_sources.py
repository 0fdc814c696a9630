"""Which files may be mixed into clips that screening is judged by."""

import numpy as np
import pytest

from bench.screening.measured_rooms import response
from bench.screening.mixer import Mixer, TooLittleSpeech
from bench.screening.registers import alike, register
from bench.screening.sets import build, clip
from bench.screening.sources import KINDS, RATE, Sources, cut_off, find, noisy, split_of, write
from voices.decode import decode


@pytest.fixture
def speech() -> np.ndarray:
    """Five seconds that rise and fall as speech does, its loudest moments few."""
    rng, time = np.random.default_rng(1), np.arange(5 * RATE) / RATE
    envelope = np.abs(np.sin(2 * np.pi * 1.7 * time)) * (1 + np.sin(2 * np.pi * 0.3 * time))
    wave = envelope * rng.standard_normal(len(time))
    return (0.5 * wave / np.abs(wave).max()).astype(np.float32)


def test_a_file_that_was_cut_off_before_is_no_source_of_speech(tmp_path, speech):
    good, bad = (tmp_path / "speech" / name / "1.wav" for name in ("whole", "flat"))
    write(good, speech)
    write(bad, np.clip(speech, -0.1, 0.1) * 5)
    assert not cut_off(good)
    assert cut_off(bad)
    assert set(find([tmp_path]).speech) == {"whole"}


@pytest.mark.parametrize(("below_db", "is_noisy"), [(13, True), (18, False)])
def test_a_file_that_was_noisy_before_is_no_source_of_speech(tmp_path, speech, below_db, is_noisy):
    hiss = np.random.default_rng(5).standard_normal(len(speech))
    hiss *= np.sqrt(np.mean(speech**2)) * 10 ** (-below_db / 20)
    write(tmp_path / "speech" / "plain" / "1.wav", speech)
    write(tmp_path / "speech" / "hiss" / "1.wav", (0.5 * (speech + hiss)).astype(np.float32))
    assert noisy(tmp_path / "speech" / "hiss" / "1.wav") is is_noisy
    assert not noisy(tmp_path / "speech" / "plain" / "1.wav")
    assert set(find([tmp_path]).speech) == {"plain"} | (set() if is_noisy else {"hiss"})


def test_other_files_of_its_speaker_stay(tmp_path, speech):
    write(tmp_path / "speech" / "ann" / "1.wav", np.clip(speech, -0.1, 0.1) * 5)
    write(tmp_path / "speech" / "ann" / "2.wav", speech)
    assert [file.name for file in find([tmp_path]).speech["ann"]] == ["2.wav"]


def test_voices_out_of_films_are_a_kind_of_their_own_and_every_source_has_one_half(tmp_path):
    rng = np.random.default_rng(2)
    for kind in KINDS:
        for number in range(6):
            samples = 0.1 * rng.standard_normal(RATE) * np.linspace(0, 1, RATE)
            write(tmp_path / kind / f"{kind}{number}" / "1.wav", np.float32(samples))
    sources = find([tmp_path])
    assert len(sources.acted) == len(sources.speech) == 6
    for kind in KINDS:
        fit, held = (set(getattr(sources.half(half), kind)) for half in ("fit", "held"))
        assert fit | held == set(getattr(sources, kind))
        assert not fit & held
        assert all(split_of(name) == "fit" for name in fit)
        assert set(getattr(sources.half("held").with_all(sources), kind)) == fit | held


@pytest.fixture(scope="module")
def readers(tmp_path_factory, recordings):
    """One who reads for 8 s, one of whom there are 2.7 s, one who says 1.5 s in 6 s."""
    folder = tmp_path_factory.mktemp("readers") / "speech"
    voice = decode(recordings / "libri_198.ogg").samples
    write(folder / "ann" / "1.wav", voice[: 8 * RATE])
    write(folder / "short" / "1.wav", voice[: int(2.7 * RATE)])
    rare = np.random.default_rng(3).normal(0, 1e-4, 6 * RATE).astype(np.float32)
    rare[: int(1.5 * RATE)] = voice[RATE : int(2.5 * RATE)]
    rare[-200:] = 0.2
    write(folder / "rare" / "1.wav", rare)
    return {name: [folder / name / "1.wav"] for name in ("ann", "short", "rare")}


@pytest.mark.parametrize("name", ["short", "rare"])
@pytest.mark.parametrize("label", ["clean", "noise", "echo"])
def test_no_clip_is_made_of_a_source_with_too_little_speech(readers, name, label):
    mixer = Mixer(Sources(speech={name: readers[name]}), np.random.default_rng(1))
    with pytest.raises(TooLittleSpeech, match=name):
        clip(label, "10 dB" if label == "noise" else "1.0 s", mixer)


def test_clips_are_drawn_again_until_a_source_will_do_and_named_after_it(
    readers, tmp_path, monkeypatch
):
    monkeypatch.setattr("bench.screening.sets.PLAN", (("clean", "plain", 6), ("silence", "", 1)))
    assert build(Sources(speech=readers), tmp_path) == 7
    made = {file.name: file.read_bytes() for file in tmp_path.glob("*/*.wav")}
    assert set(made) == {f"plain__{i:03d}__ann.wav" for i in range(6)} | {"all__000__nobody.wav"}
    build(Sources(speech=readers), tmp_path)
    assert {file.name: file.read_bytes() for file in tmp_path.glob("*/*.wav")} == made


@pytest.mark.parametrize("rt60", [0.4, 1.2])
def test_how_long_a_measured_room_reverberates_is_read_from_its_response(tmp_path, rt60):
    rng, time = np.random.default_rng(4), np.arange(2 * RATE) / RATE
    tail = 0.2 * rng.standard_normal(2 * RATE) * 10 ** (-3 * time / rt60)
    tail[0] = 1.0
    noise = 1e-4 * rng.standard_normal(3 * RATE)
    noise[RATE:] += tail
    write(tmp_path / "room.wav", noise.astype(np.float32))
    room = response(tmp_path / "room.wav")
    assert room.rt60 == pytest.approx(rt60, rel=0.15)
    assert np.abs(room.samples).argmax() < 0.01 * RATE, "the way to the microphone is cut off"
    assert len(room.samples) < 1.5 * rt60 * RATE, "what is only noise is cut off"
    sizes = {
        round(room.varied(np.random.default_rng(seed)).rt60 / room.rt60, 2) for seed in range(9)
    }
    assert min(sizes) < 0.95
    assert max(sizes) > 1.05


def hum_at(hz: float) -> np.ndarray:
    time = np.arange(3 * RATE) / RATE
    wave = sum(np.sin(2 * np.pi * hz * k * time) / k for k in range(1, 8))
    return np.float32(0.1 * wave * (1 + np.sin(2 * np.pi * 3 * time)))


def test_alike_voices_are_of_one_register(tmp_path):
    hz = {"low": 105, "lower": 100, "high": 210, "higher": 220}
    for name, pitch in hz.items():
        write(tmp_path / name / "1.wav", hum_at(pitch))
    speech = {name: [tmp_path / name / "1.wav"] for name in hz}
    assert register(speech["high"][0]) == pytest.approx(12 * np.log2(2.1), abs=0.3)
    for seed in range(5):
        assert set(alike(speech, np.random.default_rng(seed))) in (
            {"low", "lower"},
            {"high", "higher"},
        )


def test_a_noise_of_a_kind_comes_from_sources_of_that_kind_and_short_ones_come_again(tmp_path):
    for name, size in (("impulsive_a", 0.2), ("steady_b", 4)):
        write(tmp_path / name / "1.wav", np.full(int(size * RATE), 0.5, np.float32))
    noise = {name: [tmp_path / name / "1.wav"] for name in ("impulsive_a", "steady_b")}
    mixer = Mixer(Sources(noise=noise), np.random.default_rng(1))
    knocks = mixer.noise(6 * RATE, "impulsive") > 0.2
    assert 3 < np.diff(knocks.astype(int)).clip(0).sum() < 20
    assert (mixer.noise(2 * RATE, "steady") > 0.2).all()
