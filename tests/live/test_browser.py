"""As a newcomer: sign up, record a voice into a (fake) microphone, hear and download a lesson."""

import io
import re
from collections.abc import Iterator

import httpx2 as httpx
import pytest
from playwright.sync_api import Page, expect

from tests.live.teacher import (
    download,
    heard_by_microphone,
    record,
    record_by_contract,
    sign_up,
    write,
)

LESSON = " ".join(f"This is sentence number {n}. 第{n}句。" for n in range(1, 5))


@pytest.fixture(scope="module")
def reader(stack) -> httpx.Client:
    """A program that can have a text read aloud by a base voice."""
    headers = {"Authorization": f"Bearer {stack.workspace('reader')}"}
    with httpx.Client(base_url=stack.url, headers=headers, timeout=120) as client:
        yield client


@pytest.fixture
def page(browser, stack) -> Iterator[Page]:
    context = browser.new_context(base_url=stack.url, locale="en-US", permissions=["microphone"])
    page = context.new_page()
    page.set_default_timeout(60_000)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: blocked(said.text) and problems.append(said.text))
    yield page
    context.close()
    assert not problems


def blocked(said: str) -> bool:
    """Whether the browser says that it blocked something that our pages need."""
    # Redoc's logo comes from its makers, who would learn of every reader.
    return "Security Policy" in said and "cdn.redoc.ly" not in said


def test_from_a_microphone_to_a_lesson(page, microphone, reader):
    """Somebody reads the statement, once, and that is all."""
    sign_up(page, "Maple")
    page.get_by_role("button", name="Record a voice").first.click()
    page.get_by_label("Name of the voice").fill("Ms Maple")
    page.get_by_label("Who speaks?").fill("Emily Carter")
    shown = page.locator("#statement")
    expect(shown).to_contain_text("My name is Emily Carter. I agree that Maple")
    statement = shown.inner_text()
    # A voice that read no statement here before: engines say the same text the same way, a copy.
    body = {"model": "kokoro", "voice": "am_puck", "input": statement}
    read = reader.post("/v1/audio/speech", json={**body, "response_format": "wav"})
    record(page, heard_by_microphone(microphone, io.BytesIO(read.content)) + 0.5)
    page.get_by_label("I have read the release").check()
    page.get_by_role("button", name="Make the voice").click()
    page.wait_for_url("**/voices/voice_*")
    expect(page.locator("#sample")).to_be_visible(timeout=300_000)
    expect(page.locator("#consent ~ p .badge")).to_have_text("Given")
    page.get_by_text("Transcript and more").click()
    expect(page.get_by_label("What is said")).to_have_value(statement)
    write(page, LESSON)
    page.get_by_role("button", name="Play", exact=True).click()
    # The first sentence is heard while later ones are being made.
    expect(page.locator(".player[data-state=playing]")).to_be_visible(timeout=90_000)
    expect(page.locator(".line:is([data-state=waiting], [data-state=making])").last).to_be_visible()
    expect(page.locator(".line[data-state=ready]")).to_have_count(8, timeout=240_000)
    lesson = download(page, "WAV").read_bytes()
    assert lesson[:4] == b"RIFF" and len(lesson) > 8 * 24_000 * 2
    assert download(page, "SRT").read_text().count("-->") == 8
    page.goto("/w/maple/")
    expect(page.get_by_role("link", name="This is sentence number 1.")).to_contain_text(
        "can be played"
    )
    page.goto("/w/maple/usage")
    expect(page.get_by_text("Used", exact=True).first).to_be_visible()


def test_a_voice_by_contract_is_made_and_deleted(page, microphone, recordings, stack):
    sign_up(page, "Alder")
    stack.console.run("waive_consent", "alder", "--reason", "Contract 7", "--by", "op@example.org")
    record_by_contract(page, "alder", microphone, recordings / "libri_6829.mp3")
    page.set_viewport_size({"width": 390, "height": 800})
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
    page.get_by_role("button", name="Delete the voice").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text("is deleted")).to_be_visible()


def test_the_statement_changes_with_name_and_language(page):
    sign_up(page, "Rowan")
    page.goto("/w/rowan/voices/new")
    page.set_viewport_size({"width": 390, "height": 800})
    page.get_by_label("Language of the statement").select_option("zh")
    page.get_by_label("Who speaks?").fill("李明")
    expect(page.locator("#statement")).to_contain_text("我是李明。我同意Rowan")
    assert page.locator("#statement").get_attribute("lang") == "zh-Hans"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_pages_are_chinese_for_a_chinese_browser(browser, stack):
    context = browser.new_context(base_url=stack.url, locale="zh-CN")
    page = context.new_page()
    page.goto("/")
    for sample in page.locator("audio").all():
        seconds = sample.evaluate("(audio) => audio.play().then(() => audio.duration)")
        assert 8 < seconds < 15
    page.get_by_role("button", name="创建工作区").click()
    expect(page.get_by_label("密码")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    context.close()


def test_a_text_file_is_refused_as_a_recording(page, tmp_path):
    sign_up(page, "Birch")
    page.goto("/w/birch/voices/new")
    page.get_by_label("Name of the voice").fill("Nobody")
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear teachers, this is no recording. " * 20)
    page.get_by_label("I have read the release").check()
    page.locator("input[type=file]").set_input_files(letter)
    page.get_by_role("button", name="Make the voice").click()
    expect(page.get_by_text("not a sound recording")).to_be_visible()
    expect(page.get_by_label("Name of the voice")).to_have_value("Nobody")


def test_tokens_are_made_and_revoked(page, stack):
    sign_up(page, "Cedar")
    page.goto("/w/cedar/tokens/")
    page.get_by_label("What is it for?").fill("Importer")
    page.locator("form[action$='tokens/new'] button").click()
    text = page.content()
    token = re.search(r"eyJ[\w-]+\.[\w-]+\.[\w-]+", text)[0]
    # The token, in examples of code as well, is long; the page stays as wide as its window.
    page.set_viewport_size({"width": 1440, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    headers = {"Authorization": f"Bearer {token}"}
    assert page.request.get("/v1/models", headers=headers).ok
    page.goto("/w/cedar/tokens/")
    assert token not in page.content()


def test_the_reference_and_the_operators_pages_work(page, stack, monkeypatch):
    """Under their own Content-Security-Policy; whatever it blocks fails the fixture `page`."""
    monkeypatch.setitem(stack.env, "DJANGO_SUPERUSER_PASSWORD", "a long enough phrase")
    who = ("--email", "operator@example.org", "--name", "Olive")
    stack.manage("createsuperuser", "--noinput", *who)
    page.goto("/docs/api")
    expect(page.get_by_role("heading", name="Lectern (1)")).to_be_visible()
    page.get_by_placeholder("Search").fill("voice")
    expect(page.locator("[data-role='search:results'] li").first).to_be_visible()
    page.goto("/operator/billing/plan/")
    page.get_by_label("E-mail").fill("operator@example.org")
    page.get_by_label("Password").fill("a long enough phrase")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.locator("#result_list tbody th a").first.click()
    expect(page.get_by_role("link", name="Close", exact=True)).to_be_visible()
