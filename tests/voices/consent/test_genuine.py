"""A statement that a machine read is no consent, nor is a clip that was made elsewhere."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bench.screening.sounds import in_room
from config import ROOT
from tests.voices.spoken import FOLDER as SPOKEN
from voices.consent.check import OTHER_SPEAKER, ConsentChecker
from voices.consent.genuine import (
    CLIP_SYNTHETIC,
    MARKED,
    OTHER_CONDITIONS,
    SYNTHETIC,
    Genuineness,
)
from voices.consent.recogniser import Heard
from voices.consent.speaker import Likeness
from voices.decode import SAMPLE_RATE, decode
from watermark import Found

RECORDINGS = Path(__file__).parents[2] / "recordings"
STATEMENT = "My name is Ann. My number is 7 4 2 5."


class Hears:
    """Hears the statement in whatever is played to it."""

    def hear(self, samples, sample_rate, **how):
        return Heard(STATEMENT, "en")


def checker(genuine: Genuineness | None = None, alike: float = 0.9) -> ConsentChecker:
    made = ConsentChecker(Hears(), encoders=None, genuine=genuine)
    made.likeness = lambda *recordings: Likeness(alike, alike)  # the encoders have their own tests
    return made


def read(samples, genuine: Genuineness | None = None):
    return checker(genuine).check(
        samples, SAMPLE_RATE, statement=STATEMENT, number="7425", words=(), language="en"
    )


@pytest.fixture(scope="module")
def person() -> np.ndarray:
    return decode(RECORDINGS / "libri_198.ogg").samples


@pytest.fixture(scope="module")
def machine() -> np.ndarray:
    return decode(sorted(SPOKEN.glob("*.opus"))[0]).samples


def test_a_statement_that_a_machine_read_is_refused(machine):
    found = read(machine)
    assert (found.reason, found.holds) == (SYNTHETIC, False)
    assert found.synthetic > 0


def test_a_person_who_reads_it_gives_consent(person):
    found = read(person[: 8 * SAMPLE_RATE])
    assert found.holds
    assert found.synthetic < 0


def test_without_a_detector_nobody_asks(machine):
    found = read(machine, Genuineness(None))
    assert found.holds
    assert found.synthetic is None


class Marks:
    """Finds its mark in whatever is loud; the real one has its own tests."""

    def detect(self, samples, sample_rate):
        score = float(np.abs(samples).max())
        return Found(score, 1.0, is_marked=score >= 0.2)


def test_a_recording_that_carries_a_mark_is_refused(person):
    genuine = Genuineness(marks=[Marks()])
    loud, quiet = (person[: 8 * SAMPLE_RATE] / np.abs(person).max() * gain for gain in (0.9, 0.4))
    assert read(loud, genuine).reason == MARKED
    assert read(quiet, genuine).holds
    assert checker(genuine).clip_check(quiet, loud, SAMPLE_RATE).reason == MARKED


def test_two_halves_of_one_recording_were_made_together(person):
    half = len(person) // 2
    found = checker().clip_check(person[:half], person[half:], SAMPLE_RATE)
    assert found.reason == ""
    assert found.apart < 0


def test_a_clip_of_another_room_and_level_is_refused(person):
    half = len(person) // 2
    elsewhere = 0.1 * in_room(person[half:], 0.6, np.random.default_rng(1), -3)
    hiss = 0.0005 * np.random.default_rng(2).standard_normal(len(elsewhere))
    found = checker().clip_check(person[:half], (elsewhere + hiss).astype(np.float32), SAMPLE_RATE)
    assert found.reason == OTHER_CONDITIONS


def test_a_clip_that_a_machine_spoke_is_refused(machine):
    half = len(machine) // 2
    found = checker().clip_check(machine[:half], machine[half:], SAMPLE_RATE)
    assert found.reason == CLIP_SYNTHETIC


def test_another_speaker_is_named_first(machine):
    found = checker(alike=0.1).clip_check(machine, machine, SAMPLE_RATE)
    assert found.reason == OTHER_SPEAKER


@pytest.mark.parametrize(
    ("address", "starts"), [("http://localhost:8000", True), ("https://voices.example.org", False)]
)
def test_synthetic_consent_is_accepted_only_where_nobody_else_comes(address, starts, tmp_path):
    env = {**os.environ, "LECTERN_ACCEPT_SYNTHETIC_CONSENT": "1", "PUBLIC_URL": address}
    ran = subprocess.run(
        [sys.executable, "-c", "import config.settings"],
        cwd=ROOT,
        env={**env, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'platform'}"},
        capture_output=True,
        text=True,
    )
    assert (ran.returncode == 0) == starts, ran.stderr
    assert starts or "LECTERN_ACCEPT_SYNTHETIC_CONSENT is for tests" in ran.stderr
