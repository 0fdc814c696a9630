"""A teacher records with a coach, loses the network, and loses nothing.

Chinese on a phone; in `make thorough` also English on a desk.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.live.journey.editing import sign_in
from tests.thoroughness import in_thorough
from tests.voices.conftest import wav

RATE = 48_000
DRAWN = "document.querySelector('[data-level]').toDataURL()"
# The page, and what its worklet loads last.
KEPT = """async () => {
  const kept = [location.pathname, "/static/js/recording/figures/live_reading.js"];
  return (await Promise.all(kept.map((url) => caches.match(url)))).every(Boolean);
}"""


@dataclass(frozen=True)
class Reader:
    """Somebody who records, and what she is told."""

    slug: str
    locale: str
    size: tuple[int, int]
    quiet: str
    suggested: str
    waits: str
    sent: str


READERS = [
    Reader(
        "wren", "en-US", (1440, 900), "very quiet", "ecording 2", "1 recording waits",
        "was sent",
    ),
    Reader("wren-zh", "zh-CN", (390, 844), "很小", "录音 2", "1 段录音等待", "已发送"),
]  # fmt: skip


@pytest.fixture(
    params=[
        pytest.param(reader, id=reader.locale, marks=[in_thorough] if reader.slug == "wren" else [])
        for reader in READERS
    ]
)
def reader(request) -> Reader:
    return request.param


@pytest.fixture
def context(browser, humming, reader) -> Iterator[BrowserContext]:
    humming.workspace(reader.slug)
    width, height = reader.size
    context = browser.new_context(
        base_url=humming.url,
        locale=reader.locale,
        viewport={"width": width, "height": height},
        permissions=["microphone"],
    )
    problems: list[str] = []
    context.on("weberror", lambda error: problems.append(str(error.error)))
    yield context
    context.close()
    assert not problems


def hears(microphone: Path, recording: Path, gain_db: float) -> None:
    """From now on the microphone hears this."""
    with av.open(str(recording)) as clip:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        frames = [out for frame in clip.decode(audio=0) for out in resampler.resample(frame)]
    samples = np.concatenate([frame.to_ndarray()[0] for frame in frames])
    microphone.write_bytes(wav(samples * 10 ** (gain_db / 20), RATE))


def record(page: Page, seconds: float) -> None:
    page.locator("[data-start]").click()
    expect(page.locator("[data-stop]")).to_be_visible()
    page.wait_for_timeout(seconds * 1000)


def test_a_recording_is_coached_kept_and_sent(context, microphone, recordings, reader):
    page = sign_in(context, f"{reader.slug}@example.org")
    be_coached(page, microphone, recordings, reader)
    lose_the_network(context, page, reader)
    come_back(context, page, reader)
    sign_out(page)


def be_coached(page: Page, microphone: Path, recordings: Path, reader: Reader) -> None:
    page.goto(f"/w/{reader.slug}/voices/new")
    page.locator("[name=name]").fill("Ms Wren")
    page.locator("[name=release]").check()
    # The browser turns a quiet voice up, but only by and by.
    hears(microphone, recordings / "libri_6829.mp3", -54)
    before = page.evaluate(DRAWN)
    record(page, 1.5)
    says = page.locator("[data-says]")
    expect(says).to_contain_text(reader.quiet)
    assert page.evaluate(DRAWN) != before
    page.wait_for_timeout(3_000)
    page.locator("[data-stop]").click()
    assert len(page.locator("[data-waveform] path.wave").get_attribute("d") or "") > 500
    hears(microphone, recordings / "libri_6829.mp3", 0)
    record(page, 4.6)
    page.locator("[data-stop]").click()
    expect(page.locator("[data-take-list] input")).to_have_count(2)
    expect(page.locator("[data-best]")).to_contain_text(reader.suggested)
    assert page.evaluate("document.documentElement.scrollWidth") <= reader.size[0]


def lose_the_network(context: BrowserContext, page: Page, reader: Reader) -> None:
    page.wait_for_function(KEPT, timeout=60_000)
    context.set_offline(True)
    page.reload()
    # The page was closed by accident: all is there again, without a network.
    expect(page.locator("[data-take-list] input")).to_have_count(2)
    expect(page.locator("[name=name]")).to_have_value("Ms Wren")
    page.locator("[data-send]").click()
    waits = page.locator("[data-waiting-says]")
    expect(waits).to_contain_text(reader.waits)
    page.reload()
    expect(waits).to_contain_text(reader.waits)
    expect(page.locator("[data-take-list] input")).to_have_count(0)


def come_back(context: BrowserContext, page: Page, reader: Reader) -> None:
    context.set_offline(False)
    expect(page.locator("[data-waiting-says]")).to_contain_text(reader.sent)
    page.locator("[data-waiting-list] a").click()
    page.wait_for_url("**/voices/voice_*")
    expect(page.locator("h1")).to_have_text("Ms Wren")
    page.goto(f"/w/{reader.slug}/voices/")
    expect(page.get_by_text("Ms Wren")).to_have_count(1)
    expect(page.locator("[data-waiting]")).to_be_hidden()


def sign_out(page: Page) -> None:
    """Nothing of this person stays in the browser."""
    assert page.evaluate("caches.keys()")
    page.locator("[data-menu] > summary").click()
    page.locator("[data-forgets-drafts] button").click()
    page.wait_for_url(lambda url: "/w/" not in url)
    assert page.evaluate("caches.keys()") == []
