"""Engines that clone as an operator adds them and a teacher hears them: noise, from file to sound.

ZipVoice's files are small and random; Pocket TTS's have the released size, as its folder says
nothing of sizes.
"""

import shutil
import time
from pathlib import Path

import httpx2 as httpx
import numpy as np
import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.live.conftest import Stack, started
from tests.live.teacher import download, record_by_contract, sign_up, write
from tests.live.test_glm_tts import sound_of, visit
from tests.synthesis.engines.pocket_tts import random_weights
from tests.synthesis.engines.zipvoice import random_models
from tests.thoroughness import in_thorough

NAMES = ("zipvoice", "pocket_tts")


@pytest.fixture(scope="module")
def disk(tmp_path_factory) -> Path:
    """A disk with both models on it."""
    disk = tmp_path_factory.mktemp("disk")
    random_models.write(disk / "zipvoice")
    random_weights.write(disk / "pocket_tts")
    return disk


@pytest.fixture(scope="module")
def models(tmp_path_factory) -> Path:
    """A folder of models that has only what every Lectern has."""
    folder = tmp_path_factory.mktemp("models")
    for name in ("kokoro", "whisper"):
        shutil.copytree(settings.MODELS / name, folder / name)
    return folder


@in_thorough  # it starts Lectern twice, with four engines' worth of processes
def test_both_are_pulled_used_and_heard(browser, microphone, recordings, disk, models, tmp_path):
    environment = {"LECTERN_MODELS": str(models), "POCKET_TTS_GUARD": "0"}
    with started(tmp_path, **environment) as stack:
        with visit(browser, stack) as page:
            sign_up(page, "Elm")
        for name, terms in zip(NAMES, ((), ("--accept-terms",)), strict=True):
            source = ("--from", str(disk / name))
            pulled = stack.console.run("models", "pull", name, *source, *terms)
            assert pulled.startswith(f"{name}: pulled")

    environment["DJANGO_SETTINGS_MODULE"] = "tests.live.unfitted_settings"
    with started(tmp_path, **environment) as stack:
        _wait_until_warm(stack)
        stack.console.run(
            "waive_consent", "elm", "--reason", "Contract 7", "--by", "op@example.org"
        )
        with visit(browser, stack) as page:
            page.goto("/sign-in")
            page.get_by_label("E-mail").fill("wei@elm.example")
            page.get_by_label("Password").fill("a long enough phrase")
            page.get_by_role("button", name="Sign in", exact=True).click()
            page.wait_for_url("**/w/elm/")
            record_by_contract(page, "elm", microphone, recordings / "libri_6829.mp3")
            voice = page.url
            for name in NAMES:
                page.goto(voice)
                model = page.locator("section", has_text="Models that speak with it")
                expect(model.get_by_text(name)).to_be_visible()
                write(page, "Hello, this is how it sounds.", model=name)
                page.get_by_role("button", name="Play", exact=True).click()
                ready = page.locator(".line[data-state=ready]")
                expect(ready).to_have_count(1, timeout=120_000)
                samples = sound_of(download(page, "WAV"))
                assert samples.std() > 1e-4 and np.abs(samples).max() <= 1
        metrics = httpx.get(f"{stack.url}/metrics").text
        for name in NAMES:
            assert f'engine="{name}"' in metrics


def _wait_until_warm(stack: Stack) -> None:
    until = time.monotonic() + 180
    while (ready := httpx.get(f"{stack.url}/readyz")).status_code != 200:
        assert time.monotonic() < until, ready.text + stack.log()
        time.sleep(0.5)
