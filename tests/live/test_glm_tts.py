"""GLM-TTS as an operator adds it and a teacher hears it: noise, but from the file to the speaker.

The checkpoint is small and random, in the released layout; all else is as it is in use.
"""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import httpx2 as httpx
import numpy as np
import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from tests.live.conftest import Stack, started
from tests.live.teacher import download, record_by_contract, sign_up, write
from tests.synthesis.engines.glm import random_checkpoint
from tests.thoroughness import in_thorough

# Whatever an audio element plays is heard by an analyser, too, at the rate that it was made at.
LISTEN = """
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () {
  if (!window.ear && this.isConnected) {
    const context = new AudioContext({ sampleRate: 24000 });
    window.ear = new AnalyserNode(context, { fftSize: 32768 });
    window.loudest = 0;
    context.createMediaElementSource(this).connect(window.ear).connect(context.destination);
    document.documentElement.dataset.heard = "";
    const wave = new Float32Array(window.ear.fftSize);
    setInterval(() => {
      window.ear.getFloatTimeDomainData(wave);
      for (const sample of wave) window.loudest = Math.max(window.loudest, Math.abs(sample));
    }, 50);
  }
  return play.call(this);
};
"""

PLAY_FILE = """
async (address) => {
  const audio = new Audio(address);
  const ended = new Promise((resolve, reject) => {
    audio.onended = resolve;
    audio.onerror = () => reject(new Error(audio.error.message));
  });
  const times = [];
  audio.ontimeupdate = () => times.push(audio.currentTime);
  await audio.play();
  await ended;
  return { duration: audio.duration, times };
}
"""


@pytest.fixture(scope="module")
def disk(tmp_path_factory) -> Path:
    """A disk with the checkpoint on it."""
    return random_checkpoint.write(tmp_path_factory.mktemp("disk") / "GLM-TTS")


@pytest.fixture(scope="module")
def models(tmp_path_factory) -> Path:
    """A folder of models that has only what every Lectern has."""
    folder = tmp_path_factory.mktemp("models")
    for name in ("kokoro", "whisper"):
        if (settings.MODELS / name).is_dir():
            shutil.copytree(settings.MODELS / name, folder / name)
    return folder


@contextmanager
def visit(browser: Browser, stack: Stack) -> Iterator[Page]:
    context = browser.new_context(base_url=stack.url, locale="en-US", permissions=["microphone"])
    context.add_init_script(LISTEN)
    page = context.new_page()
    page.set_default_timeout(60_000)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    context.close()
    assert not problems


def sound_of(file: Path) -> np.ndarray:
    """Samples [n] in [-1, 1]."""
    with av.open(str(file)) as clip:
        frames = [frame.to_ndarray().ravel() for frame in clip.decode(audio=0)]
    return np.concatenate(frames) / 32_768


@in_thorough  # it starts Lectern twice: 125 s of processor
def test_glm_tts_is_pulled_used_and_played(
    browser,
    microphone,
    recordings,
    disk,
    models,
    tmp_path_factory,
):
    data = tmp_path_factory.mktemp("lectern")
    environment = {"LECTERN_MODELS": str(models), "GLM_TTS_DEVICE": "cpu", "GLM_TTS_GUARD": "0"}
    with started(data, **environment) as stack:
        with visit(browser, stack) as page:
            sign_up(page, "Elm")
            page.get_by_role("button", name="Make a lesson").click()
            expect(page.get_by_label("Voice of the lesson")).to_be_visible()
            expect(page.get_by_label("Model")).to_have_count(0)
            token = stack.manage("issue_token", "elm", "--name", "tests").strip()
            client = httpx.Client(
                base_url=stack.url, headers={"Authorization": f"Bearer {token}"}, timeout=60
            )
            offered = [model["id"] for model in client.get("/v1/models").json()["data"]]
            assert "kokoro" in offered and "glm_tts" not in offered
        assert httpx.get(f"{stack.url}/readyz").status_code == 200
        pulled = stack.console.run("models", "pull", "glm_tts", "--from", str(disk))
        assert pulled.startswith("glm_tts: pulled")
        assert stack.console.run("models", "verify", "glm_tts").startswith("glm_tts: whole")
        # No worker has warmed it yet.
        cold = httpx.get(f"{stack.url}/readyz")
        assert cold.status_code == 503 and "no warm worker: glm_tts" in cold.text

    environment["DJANGO_SETTINGS_MODULE"] = "tests.live.unfitted_settings"
    with started(data, **environment) as stack:
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
            write(page, "Hello, this is how it sounds. 你好，这是声音。", model="glm_tts")
            _hear_the_player(page)
            samples = sound_of(download(page, "WAV"))
            # It is what was heard, and no silence.
            assert samples.std() > 1e-4
            loudest = page.evaluate("window.loudest")
            assert loudest == pytest.approx(np.abs(samples).max(), rel=0.02)
            _hear_the_file(page, f"{page.url}/audio?format=mp3", len(samples) / 24_000)
            lesson = page.request.get(f"{page.url}/document").json()
        assert lesson["settings"]["model"] == "glm_tts"
        first, last = lesson["states"]
        length_ms = first["ms"] + lesson["pauses"][first["key"]] + last["ms"]
        assert length_ms == pytest.approx(len(samples) / 24, abs=2)


def _wait_until_warm(stack: Stack) -> None:
    """On a busy machine a worker's report that it is warm may come too late once, and is gone until
    the next."""
    until = time.monotonic() + 60
    while (ready := httpx.get(f"{stack.url}/readyz")).status_code != 200:
        assert time.monotonic() < until, ready.text + stack.log()
        time.sleep(0.5)


def _hear_the_player(page: Page) -> None:
    """The lesson's player plays all of it, and the time of its sound goes on."""
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.locator(".player[data-state=playing]")).to_be_visible(timeout=120_000)
    # The page's policy forbids eval.
    expect(page.locator("html[data-heard]")).to_be_attached(timeout=120_000)
    before = page.evaluate("window.ear.context.currentTime")
    expect(page.locator(".line[data-state=ready]")).to_have_count(2, timeout=120_000)
    expect(page.locator(".player[data-state=ended]")).to_be_visible(timeout=120_000)
    assert page.evaluate("window.ear.context.currentTime") > before + 0.5


def _hear_the_file(page: Page, address: str, seconds: float) -> None:
    """A plain audio element plays the file to its end."""
    heard = page.evaluate(PLAY_FILE, address)
    assert heard["duration"] == pytest.approx(seconds, abs=0.2)
    assert heard["times"] == sorted(heard["times"])
    assert heard["times"][-1] == pytest.approx(heard["duration"], abs=0.1)
