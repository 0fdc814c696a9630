"""What a teacher does in the browser."""

from pathlib import Path

import av
import numpy as np
from playwright.sync_api import Page, expect

from tests.live.conftest import Stack
from tests.voices.conftest import wav

PASSWORD = "a long enough phrase"
"""Of everybody here; Stack.workspace gives it to the owner, too."""


def sign_in(page: Page, address: str, password: str = PASSWORD) -> None:
    """Fill in and send the form; what comes next is the caller's to wait for."""
    page.goto("/sign-in")
    page.locator("[name=login]").fill(address)
    page.locator("[name=password]").fill(password)
    page.locator("form:has([name=login]) button").click()


def sign_up(page: Page, organisation: str) -> None:
    page.goto("/")
    page.get_by_role("button", name="Open a workspace").click()
    page.get_by_label("Organisation").fill(organisation)
    page.get_by_label("Your name").fill("Wei")
    page.get_by_label("E-mail").fill(f"wei@{organisation.lower()}.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Open the workspace").click()
    page.wait_for_url(f"**/w/{organisation.lower()}/")


def enter(page: Page, stack: Stack, slug: str) -> None:
    """Sign in as the owner of a new workspace, which needs no mail to be confirmed."""
    stack.workspace(slug)
    sign_in(page, f"{slug}@example.org")
    page.wait_for_url(f"**/w/{slug}/")


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


PASTE = """
(place, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const about = { clipboardData, bubbles: true, cancelable: true };
  place.dispatchEvent(new ClipboardEvent("paste", about));
}
"""


def saved(page: Page) -> None:
    """The lesson that is open is saved."""
    expect(page.locator("#saving[data-state=saved]")).to_be_visible()


def write(page: Page, text: str, *, model: str = "") -> None:
    """On a voice's page: start a lesson with it, and paste `text`."""
    page.get_by_role("button", name="Start a lesson with this voice").click()
    page.wait_for_url("**/lessons/lesson_*")
    text_field = page.get_by_label("Text of the lesson")
    expect(text_field).to_be_visible()
    if model:
        with page.expect_navigation():  # to the voices of the model
            page.get_by_label("Model").select_option(model)
        expect(page.get_by_label("Model")).to_have_value(model)
    text_field.evaluate(PASTE, text)
    saved(page)


def download(page: Page, name: str) -> Path:
    """The lesson that is open as a file of this kind."""
    page.locator(".downloads summary").click()
    with page.expect_download() as downloading:
        page.get_by_role("link", name=name, exact=True).click()
    page.keyboard.press("Escape")
    return Path(downloading.value.path())
