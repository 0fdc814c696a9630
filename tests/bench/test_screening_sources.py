"""Which files may be mixed into clips that screening is judged by."""

import numpy as np
import pytest

from bench.screening.sets import Mixer, TooLittleSpeech, build, clip
from bench.screening.sources import RATE, Sources, cut_off, find, split_of, write
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


def test_other_files_of_its_speaker_stay(tmp_path, speech):
    write(tmp_path / "speech" / "ann" / "1.wav", np.clip(speech, -0.1, 0.1) * 5)
    write(tmp_path / "speech" / "ann" / "2.wav", speech)
    assert [file.name for file in find([tmp_path]).speech["ann"]] == ["2.wav"]


def test_voices_out_of_films_are_a_kind_of_their_own_and_every_source_has_one_half(tmp_path):
    rng = np.random.default_rng(2)
    for kind in ("speech", "acted", "music", "noise"):
        for number in range(6):
            samples = 0.1 * rng.standard_normal(RATE)
            write(tmp_path / kind / f"{kind}{number}" / "1.wav", np.float32(samples))
    sources = find([tmp_path])
    assert len(sources.acted) == len(sources.speech) == 6
    for kind in ("speech", "acted", "music", "noise"):
        fit, held = (set(getattr(sources.half(half), kind)) for half in ("fit", "held"))
        assert fit | held == set(getattr(sources, kind))
        assert not fit & held
        assert all(split_of(name) == "fit" for name in fit)


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
