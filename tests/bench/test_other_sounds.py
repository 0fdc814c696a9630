"""What the network that hears other voices and sounds is trained on."""

import numpy as np
import pytest

from bench.screening.folds import FOLDS, fold_of, of_fold
from bench.screening.mixer import Mixer
from bench.screening.other_sounds import examples, noises
from bench.screening.other_sounds.examples import example
from bench.screening.other_sounds.kept import Kept
from bench.screening.other_sounds.training import train
from bench.screening.sources import KINDS, RATE, Sources, find, write
from voices.screening.other_sounds.frames import VALUES
from voices.screening.other_sounds.network import VOICES


@pytest.fixture(scope="module")
def sources(recordings, tmp_path_factory) -> Sources:
    """Real readers, and a click as an impulsive noise."""
    folder = tmp_path_factory.mktemp("sources")
    click = np.random.default_rng(1).standard_normal(2000) * np.exp(-np.arange(2000) / 300)
    for kind in ("impulsive", "animal", "crowd", "steady"):
        write(folder / "noise" / f"{kind}_click" / "1.wav", (0.3 * click / 4).astype(np.float32))
    return find([folder, recordings])


def drawn(sources, wanted, most=60):
    """The first example of which `wanted` is true."""
    for seed in range(most):
        one = example(Mixer(sources, np.random.default_rng(seed)))
        if wanted(one):
            return one
    raise AssertionError("no such example")


def test_an_example_says_where_each_speaker_talks(sources):
    one = drawn(sources, lambda one: one.kind.startswith("ABA"))
    assert one.several
    assert len(set(one.speakers)) == 2
    alone = np.flatnonzero(one.second & ~one.first)
    assert 0.8 < len(alone) * 0.03375 < 2.6
    assert one.first[: alone[0]].any(), "the first speaks before"
    assert one.first[alone[-1] :].any(), "and after"
    assert len(one.first) == len(one.second) == len(one.level_db)
    assert abs(len(one.first) * 0.03375 - len(one.samples) / RATE) < 0.1


def test_an_example_says_how_loud_other_sounds_are(sources):
    one = drawn(sources, lambda one: one.noisy and "impulsive" in one.kind)
    power = 10 ** (one.level_db / 10)
    below = -10 * np.log10(power.mean())
    assert -6 < below - float(one.kind.split()[-2]) < 6, "as loud in the mean as it was mixed"
    assert one.level_db.max() > np.percentile(one.level_db, 10) + 20, "it comes and goes"
    quiet = drawn(sources, lambda one: "none" in one.kind)
    assert quiet.level_db.max() < -50
    assert quiet.noisy is False


def test_two_speakers_have_no_crowd_beside_them_and_seldom_a_loud_noise(sources):
    drawn = [
        noises.other_sound(Mixer(sources, np.random.default_rng(seed)), 3 * RATE, single=False)
        for seed in range(60)
    ]
    assert "crowd" not in {kind for _sound, _below, kind in drawn}
    loud = sum(below <= noises.NOISY_DB for _sound, below, _kind in drawn)
    silent = [sound for sound, _below, kind in drawn if kind == "none"]
    assert 0 < loud < 15 < len(silent) < 45
    assert all(np.abs(sound).max() < 1e-6 for sound in silent)
    assert all(len(sound) == 3 * RATE for sound, _below, _kind in drawn)
    assert all(not noises.NOISY_DB < below < 14 for _sound, below, _kind in drawn)


def test_a_sparse_noise_is_a_part_of_it_where_it_is_loud():
    sound = np.full(8 * RATE, 1e-3, np.float32)
    sound[5 * RATE : 6 * RATE] = 0.5
    for seed in range(8):
        sparse = noises._sparse(sound, np.random.default_rng(seed))
        heard = np.flatnonzero(np.abs(sparse) > 1e-5)
        assert 0.1 * RATE < len(heard) < 2.1 * RATE
        assert np.abs(sparse).max() > 0.4, "its loud moment is in it"


def test_one_speaker_who_speaks_on_is_not_several(sources):
    one = drawn(sources, lambda one: one.kind.startswith("one") and len(one.speakers) > 1)
    assert set(one.speakers) == {one.speakers[0]}
    assert one.several is False
    assert not one.second.any()


def test_what_a_codec_adds_before_is_cut_off():
    rng = np.random.default_rng(2)
    samples = rng.standard_normal(4 * RATE).astype(np.float32)
    coded = np.concatenate([np.zeros(1105, np.float32), samples, np.zeros(500, np.float32)])
    assert np.array_equal(examples._aligned(coded, samples), samples)


def test_folds_share_no_source_and_have_all_rooms():
    names = [f"{kind}{number}" for kind in ("a", "b") for number in range(20)]
    sources = Sources(*({name: [] for name in names} for _ in KINDS))
    folds = [of_fold(sources, fold) for fold in range(FOLDS)]
    for kind in ("speech", "music", "noise"):
        first, second = (set(getattr(one, kind)) for one in folds)
        assert first | second == set(names)
        assert not first & second
        assert all(fold_of(name) == 0 for name in first)
    assert all(set(one.rooms) == set(names) for one in folds)


def test_training_finds_what_tells_a_second_voice():
    """Some values are high wherever somebody else speaks; the rest say nothing."""
    rng = np.random.default_rng(5)

    def made(several: bool) -> Kept:
        values = rng.standard_normal((60, VALUES)).astype(np.float16)
        second = np.zeros(60, bool)
        if several:
            second[20:40] = True
            values[second, :40] += 3
        level = np.full(60, -120, np.float32)
        return Kept(values, ~second, second, level, int(several), 0)

    network = train([made(k % 2 == 0) for k in range(64)], epochs=12, say=lambda line: None)
    heard = {
        several: network.probabilities(made(several).values.astype(np.float32))
        for several in (True, False)
    }
    second = VOICES.index("second")
    assert heard[True][0][22:38, second].mean() > 0.5 > heard[True][0][:15, second].mean()
    assert heard[True][1][0] > heard[False][1][0] + 1
