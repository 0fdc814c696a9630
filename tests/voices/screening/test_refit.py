"""Fitting thresholds to a folder of an operator's own clips."""

import json
from dataclasses import replace

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from speakers.encoders import Encoders
from tests.thoroughness import in_thorough
from tests.voices.conftest import wav
from voices.decode import decode
from voices.screening import Screener, Thresholds, screen
from voices.screening.fitting.extending import Extension
from voices.screening.refit import FALSE_SHARE, TERMS, fit
from voices.screening.thresholds import Detector

RATE = 24_000
CLEAN, NOISY, SECONDS = 50, 20, 2


@pytest.fixture(scope="module")
def clips(tmp_path_factory, recordings):
    """50 clean passages of two readers and 20 of them with hiss at 3 to 9 dB, as an operator
    would sort them."""
    folder = tmp_path_factory.mktemp("labelled")
    voices = [decode(recordings / name).samples for name in ("libri_198.ogg", "libri_1320.mp3")]
    rng = np.random.default_rng(5)
    for label, count in (("clean", CLEAN), ("noise", NOISY)):
        (folder / label).mkdir()
        for number in range(count):
            voice = voices[number % 2]
            start = int(rng.integers(0, len(voice) - SECONDS * RATE))
            samples = voice[start : start + SECONDS * RATE] * rng.uniform(0.5, 1)
            if label == "noise":
                hiss = rng.standard_normal(len(samples)) * np.std(samples)
                samples = samples + hiss * 10 ** (-rng.uniform(3, 9) / 20)
            samples = samples / max(1.0, np.abs(samples).max())
            (folder / label / f"{number:02d}.wav").write_bytes(wav(samples, RATE))
    (folder / "noise" / "broken.wav").write_bytes(b"nothing that sounds")
    (folder / "holiday").mkdir()
    (folder / "holiday" / "sea.wav").write_bytes(b"nobody looks for this")
    return folder


@in_thorough
def test_thresholds_fitted_to_a_folder_are_used_by_screening(clips, tmp_path, recordings, capsys):
    out, measures = tmp_path / "thresholds.json", tmp_path / "measures.jsonl"
    call_command("refit_screening", clips, out=out, measures=measures)
    printed = capsys.readouterr().out
    assert "holiday: no detector" in printed
    assert "broken.wav" in printed

    before, after = Thresholds.load(), Thresholds.load(out)
    assert after.made_from["clips"] == {"clean": CLEAN, "noise": NOISY}
    assert after.made_from["cross_validated"]["noise"]["found"] > 0.9
    assert after.detectors["noise"] != before.detectors["noise"]
    assert after.detectors["echo"] == before.detectors["echo"], "no clips of it, so left as it was"

    voice = decode(recordings / "libri_6829.mp3").samples
    hiss = np.random.default_rng(6).standard_normal(len(voice)) * np.std(voice) * 10 ** (-5 / 20)
    screener = Screener(Encoders.load(), after)
    assert "noise" in screen((voice + hiss).astype(np.float32), RATE, screener).reasons
    assert "noise" not in screen(voice, RATE, screener).reasons

    assert len(measures.read_text().splitlines()) == CLEAN + NOISY
    first = out.read_text()
    call_command("refit_screening", clips, out=out, measures=measures)
    assert out.read_text() == first, "the same result from saved measures"


@pytest.mark.parametrize(
    ("folders", "error"),
    [
        ({}, "holds no clips"),
        ({"cleen": 3}, "holds no clips"),
        ({"noise": 1}, "0 clips are labelled clean; at least 50"),
    ],
)
def test_an_unusable_folder_is_an_error_and_changes_nothing(tmp_path, clips, folders, error):
    out = tmp_path / "thresholds.json"
    folder = tmp_path / "mine"
    folder.mkdir()
    for label, count in folders.items():
        (folder / label).mkdir()
        for number in range(count):
            (folder / label / f"{number}.wav").write_bytes(
                (clips / "noise" / f"{number:02d}.wav").read_bytes()
            )
    with pytest.raises(CommandError, match=error):
        call_command("refit_screening", folder, out=out)
    assert not out.exists()


def test_a_missing_folder_or_broken_file_is_an_error(tmp_path, clips):
    with pytest.raises(CommandError, match="is not a folder"):
        call_command("refit_screening", tmp_path / "nowhere", out=tmp_path / "a.json")
    with pytest.raises(CommandError, match="the place for the thresholds"):
        call_command("refit_screening", clips, out=tmp_path / "nowhere" / "a.json")
    broken = tmp_path / "measures.jsonl"
    broken.write_text(json.dumps({"clip": "a"}) + "\n")
    with pytest.raises(CommandError, match="line 1: no measures"):
        call_command("refit_screening", clips, out=tmp_path / "a.json", measures=broken)


@in_thorough
def test_cross_validation_keeps_each_person_on_one_side():
    """People whose own clean clips are all alike, and unlike those of others: what is known
    of a person tells nothing about the next one, and only apart does the limit see that."""
    names = sorted({term for terms in TERMS.values() for term in terms})
    rng = np.random.default_rng(7)
    false = {}
    clips = []
    for person in range(24):
        voice = rng.normal(0, 1, len(names))
        for label in ("clean", "noise"):
            for _ in range(5):
                row = voice * (1 if label == "clean" else -1) + rng.normal(0, 0.1, len(names))
                clips.append((label, dict(zip(names, row, strict=True)), f"reader {person}"))
    before = Thresholds.load()
    for kind, known in (("apart", clips), ("mixed", [clip[:2] for clip in clips])):
        false[kind] = fit(known, before, "drawn").made_from["cross_validated"]["noise"]["found"]
    assert false["mixed"] > 0.5
    assert false["apart"] < 0.2


@in_thorough
def test_a_limit_holds_for_clean_clips_that_were_not_fitted_to():
    """Few clips of many measures that tell next to nothing: what overfits the most."""
    names = sorted({term for terms in TERMS.values() for term in terms})
    passed = []
    for seed in range(3):
        rng = np.random.default_rng(seed)

        def drawn(count, shift, rng=rng):
            rows = rng.normal(shift, 1, (count, len(names)))
            return [dict(zip(names, row, strict=True)) for row in rows]

        clips = [("clean", one) for one in drawn(150, 0)] + [("noise", x) for x in drawn(60, 0.15)]
        noise = fit(clips, Thresholds.load(), "drawn").detectors["noise"]
        passed.append(np.mean([noise.score(one) > noise.refuse for one in drawn(2000, 0)]))
    assert np.mean(passed) < 1.5 * FALSE_SHARE["noise"], "2.2 % where the fit's own scores decide"


NAMES = sorted({term for terms in TERMS.values() for term in terms})
KNOWN, NEW = TERMS["echo"][0], TERMS["echo"][-1]


@pytest.fixture
def knows_one_measure():
    """Thresholds whose detector of echo looks at one measure, and refuses few."""
    shipped = Thresholds.load()
    echo = Detector(0.0, {KNOWN: (0.0, 1.0, 2.0)}, 4.0, ([KNOWN, 0, -1, 1],))
    return Thresholds(shipped.rules, {**shipped.detectors, "echo": echo}, {"source": "one"})


def drawn(rng, label, count, told_by):
    """Labelled measures by chance; those of echo are high in one of `told_by`."""
    rows = rng.normal(0, 0.3, (count, len(NAMES)))
    clips = [dict(zip(NAMES, row, strict=True)) for row in rows]
    if label == "echo":
        for at, one in enumerate(clips):
            one[told_by[at % len(told_by)]] += 3
    return [(label, one) for one in clips]


def found(thresholds, clips):
    echo = thresholds.detectors["echo"]
    return np.mean([echo.score(one) > echo.refuse for _, one in clips])


def test_few_clips_add_a_new_measure_to_a_detector_and_leave_it_what_it_knows(
    tmp_path, knows_one_measure
):
    rng, both = np.random.default_rng(8), (KNOWN, NEW)
    clips = drawn(rng, "clean", 120, both) + drawn(rng, "echo", 60, both)
    fit(clips, knows_one_measure, "both measures", extend=True).save(tmp_path / "extended.json")
    extended = Thresholds.load(tmp_path / "extended.json")
    assert extended.made_from["extends"] == {"source": "one"}
    assert extended.made_from["cross_validated"]["echo"]["trees"]
    assert extended.detectors["noise"] == knows_one_measure.detectors["noise"], "no clips of it"
    echoes, clean = drawn(rng, "echo", 400, both), drawn(rng, "clean", 400, both)
    assert found(knows_one_measure, echoes) < 0.5
    assert found(extended, echoes) > 0.9
    assert found(extended, clean) < 0.02


@pytest.mark.parametrize("extend", [False, True])
def test_only_the_detectors_named_are_fitted(knows_one_measure, extend):
    rng, both = np.random.default_rng(8), (KNOWN, NEW)
    clips = drawn(rng, "clean", 120, both) + drawn(rng, "echo", 60, both)
    clips += [("noise", clip) for _, clip in drawn(rng, "echo", 60, both)]
    fitted = fit(clips, knows_one_measure, "echo alone", extend, only=["echo"])
    changed = {
        name for name, one in fitted.detectors.items() if one != knows_one_measure.detectors[name]
    }
    assert changed == set(fitted.made_from["cross_validated"]) == {"echo"}
    assert fitted.made_from["extends"] == {"source": "one"}, "what the others were fitted to"
    with pytest.raises(ValueError, match="no detector to fit: ekko"):
        fit(clips, knows_one_measure, "echo alone", extend, only=["ekko"])


def test_clips_that_a_detector_tells_already_set_its_limit_alone(knows_one_measure):
    rng, one = np.random.default_rng(8), (KNOWN,)
    clips = drawn(rng, "clean", 120, one) + drawn(rng, "echo", 60, one)
    extended = fit(clips, knows_one_measure, "the known measure", extend=True)
    before, after = knows_one_measure.detectors["echo"], extended.detectors["echo"]
    assert not extended.made_from["cross_validated"]["echo"]["trees"]
    assert replace(after, refuse=before.refuse) == before
    echoes, clean = drawn(rng, "echo", 400, one), drawn(rng, "clean", 400, one)
    assert found(knows_one_measure, echoes) < 0.5
    assert found(extended, echoes) > 0.9
    assert found(extended, clean) < 0.02


def test_clips_that_contradict_a_detector_do_not_extend_it(knows_one_measure):
    rng, one = np.random.default_rng(9), (KNOWN,)
    clips = [("clean", clip) for _, clip in drawn(rng, "echo", 60, one)]
    clips += [("echo", clip) for _, clip in drawn(rng, "clean", 30, one)]
    with pytest.raises(ValueError, match="opposite"):
        fit(clips, knows_one_measure, "the wrong way round", extend=True)


@pytest.mark.parametrize("trees", [(), ([KNOWN, 0, -1, 1],)])
def test_an_extended_detector_says_what_its_extension_does(trees, monkeypatch):
    monkeypatch.setattr("voices.screening.fitting.extending.COUNT", 8)
    before, terms = Detector(0.5, {KNOWN: (0.0, 1.0, 2.0)}, 1.0, trees), TERMS["echo"]
    rng, both = np.random.default_rng(8), (KNOWN, NEW)
    clips = drawn(rng, "clean", 80, both) + drawn(rng, "echo", 40, both)
    scores = [before.score(clip) for _, clip in clips]
    rows = np.column_stack([scores, [[clip[term] for term in terms] for _, clip in clips]])
    truth = np.array([label == "echo" for label, _ in clips])
    extension = Extension().fit(rows, truth, np.ones(len(rows)))
    after = extension.detector(before, terms, 0.0)
    assert len(after.trees) == len(trees) + 8
    said = [after.score(clip) for _, clip in clips]
    assert said == pytest.approx(extension.decision_function(rows), abs=0.005)
    assert extension.decision_function(rows) != pytest.approx(
        extension.share_ * rows[:, 0], abs=0.1
    )
