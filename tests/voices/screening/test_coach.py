"""What the page says of a recording while it is read, beside what screening finds in it."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soxr

from config import ROOT
from runtime.node import find_npm
from tests.voices.screening.coached_clips import RATE, Samples, clips
from voices.decode.clip import SAMPLE_RATE, sound_span
from voices.screening import Thresholds, clipping, noise
from voices.screening.listening import Listening
from voices.screening.models.voice_activity import VoiceActivity
from voices.screening.recording import Recording

SCRIPT = ROOT / "tests/js/recording/figures_of.js"


@dataclass(frozen=True)
class Pair:
    """A clip's figures as the server has them and as the page has them."""

    speech: tuple[float, float]
    snr: tuple[float, float]
    speech_seconds: tuple[float, float]
    clipped: tuple[bool, bool]
    silent: tuple[bool, bool]


@pytest.fixture(scope="module")
def thresholds() -> Thresholds:
    return Thresholds.load()


@pytest.fixture(scope="module")
def of_page(recordings, tmp_path_factory) -> dict:
    """What the page's script prints about all clips."""
    folder = tmp_path_factory.mktemp("clips")
    files = []
    for i, (_name, samples) in enumerate(clips(recordings)):
        files.append(folder / f"{i}.f32")
        samples.astype("<f4").tofile(files[-1])
    names = folder / "names.txt"
    names.write_text("\n".join(map(str, files)))
    node = Path(find_npm(folder / "npm.log")).with_name("node")
    done = subprocess.run([node, SCRIPT, names], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def pairs(recordings, of_page, thresholds) -> dict[str, Pair]:
    hears = VoiceActivity()
    found = zip(clips(recordings), of_page["clips"], strict=True)
    return {
        name: paired(Recording(decoded(samples), SAMPLE_RATE), here, hears, thresholds)
        for (name, samples), here in found
    }


def decoded(samples: Samples) -> Samples:
    """As voices.decode gives a WAV file of these samples, without its process: at 24 kHz, turned
    down where it overshoots, without the silence around it."""
    written = np.rint(np.clip(samples, -1, 1) * 32767).astype(np.float32) / 32768
    heard = soxr.resample(written, RATE, SAMPLE_RATE)
    heard /= max(1.0, float(np.abs(heard).max()))
    start, end = sound_span(heard)
    return heard[start:end]


def paired(recording: Recording, here: dict, hears: VoiceActivity, thresholds: Thresholds) -> Pair:
    rules, detector = thresholds.rules, thresholds.detectors["clipping"]
    heard = listening(recording, hears)
    found = noise.measure(recording, heard) | clipping.measure(recording)
    clipped = detector.score(found) > detector.refuse
    clipped |= found["flat_runs"] > rules["flat_runs_a_second"]
    silent = found["speech_dbfs"] < rules["silence_dbfs"]
    silent |= heard.speech_seconds < rules["least_speech_seconds"]
    return Pair(
        speech=(found["speech_dbfs"], here["speech"]),
        snr=(found["snr_db"], here["snr"]),
        speech_seconds=(heard.speech_seconds, here["speechSeconds"]),
        clipped=(bool(clipped), "clipping" in here["codes"]),
        silent=(silent, bool({"silence", "too_little_speech"} & set(here["codes"]))),
    )


def listening(recording: Recording, hears: VoiceActivity) -> Listening:
    """What is heard by the model of voices alone: the others don't bear on these figures."""
    none = np.zeros((len(recording.levels), 3), np.float32)
    windows = np.zeros((0, 2), np.float32)
    return Listening(hears(recording.even), none, none, [], windows, windows, windows)


def test_the_level_of_speech_is_the_servers_to_2_db(pairs):
    assert len(pairs) == 100
    apart = {name: pair.speech[1] - pair.speech[0] for name, pair in pairs.items()}
    assert {name: db for name, db in apart.items() if abs(db) > 2} == {}
    assert np.median(np.abs(list(apart.values()))) < 0.5


def test_noise_stands_as_far_below_the_speech(pairs):
    near = [abs(pair.snr[1] - pair.snr[0]) <= 2 for pair in pairs.values()]
    assert np.mean(near) >= 0.9


@pytest.mark.parametrize("verdict", ["clipped", "silent"])
def test_verdicts_agree_in_95_of_100(pairs, verdict):
    verdicts = {name: getattr(pair, verdict) for name, pair in pairs.items()}
    other = [name for name, (server, page) in verdicts.items() if server != page]
    assert len(other) <= 5, other
    # Not by saying the same of all of them.
    assert 10 <= sum(server for server, _page in verdicts.values()) <= 50


def test_the_seconds_of_speech_are_about_the_servers(pairs):
    apart = [abs(pair.speech_seconds[1] - pair.speech_seconds[0]) for pair in pairs.values()]
    assert np.percentile(apart, 95) < 1.1


def test_the_page_has_the_limits_of_screening(of_page, thresholds):
    rules = thresholds.rules
    assert of_page["limits"] == {
        "silenceDbfs": rules["silence_dbfs"],
        "quietDbfs": rules["quiet_dbfs"],
        "leastSpeechSeconds": rules["least_speech_seconds"],
        "flatTopsASecond": rules["flat_runs_a_second"],
    }
