"""What a teacher does in the browser."""

from pathlib import Path

import av
import numpy as np
from playwright.sync_api import Page, expect

from tests.voices.conftest import wav


def sign_up(page: Page, organisation: str) -> None:
    page.goto("/")
    page.get_by_role("button", name="Open a workspace").click()
    page.get_by_label("Organisation").fill(organisation)
    page.get_by_label("Your name").fill("Wei")
    page.get_by_label("E-mail").fill(f"wei@{organisation.lower()}.example")
    page.get_by_label("Password").fill("a long enough phrase")
    page.get_by_role("button", name="Open the workspace").click()
    page.wait_for_url(f"**/w/{organisation.lower()}/")


def record(page: Page, seconds: float) -> None:
    page.get_by_role("button", name="Start recording").click()
    page.wait_for_timeout(int(seconds * 1000))
    page.get_by_role("button", name="Stop").click()


def heard_by_microphone(path: Path, source) -> float:
    """Make any recording what the microphone hears (48 kHz WAV); returns its seconds."""
    with av.open(source) as clip:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=48_000)
        frames = [out for frame in clip.decode(audio=0) for out in resampler.resample(frame)]
    samples = np.concatenate([frame.to_ndarray()[0] for frame in frames])
    path.write_bytes(wav(samples, 48_000))
    return len(samples) / 48_000


def record_by_contract(page: Page, workspace: str, microphone: Path, recording: Path) -> None:
    """Make the voice "Reader" of a recording, in a workspace that needs no statement."""
    heard = heard_by_microphone(microphone, str(recording))
    page.goto(f"/w/{workspace}/voices/new")
    page.get_by_label("Name of the voice").fill("Reader")
    page.get_by_label("We hold this person's signed consent").check()
    record(page, heard + 0.3)
    page.get_by_role("button", name="Make the voice").click()
    page.wait_for_url("**/voices/voice_*")
    expect(page.locator("#sample")).to_be_visible(timeout=300_000)


def speak(page: Page, text: str, *, model: str = "") -> None:
    """On a voice's page: let it say `text`, without a mouse; ends on the job's page."""
    page.locator("a[href*='studio?voice=']").click()
    page.wait_for_url("**/studio?voice=*")  # until its scripts are there, which hear the keys
    if model:
        page.get_by_label("Model").select_option(model)
    page.locator("textarea").fill(text)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/jobs/job_*")
