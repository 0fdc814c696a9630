"""The file to read along, opened from a disk without a network as on a student's phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.lessons.export.test_read_along import written


@pytest.fixture
def phone(browser, tmp_path):
    context = browser.new_context(viewport={"width": 390, "height": 780}, offline=True)
    page = context.new_page()
    problems: list[str] = []
    asked: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text))
    page.on("request", lambda request: asked.append(request.url))
    file = tmp_path / "第一课.html"
    file.write_text(written())
    page.goto(file.as_uri())
    yield page
    context.close()
    assert not problems
    assert [url.partition(":")[0] for url in asked] in (["file", "blob"], ["file"])


def test_words_light_up_while_they_are_heard(phone):
    lit = phone.locator(".line span.now")
    phone.get_by_role("button", name="<play>").click()
    for word in ("The", "<i>heron</i>", "It", "stands"):
        expect(lit).to_have_text(word)
    assert phone.locator(".line.now").inner_text() == "It stands still."
    phone.get_by_role("button", name="<pause>").click()
    expect(phone.locator(".player[data-state=paused]")).to_be_visible()

    # A tap on a word plays from there, and keys move by lines.
    phone.get_by_text("Really?").click()
    expect(lit).to_have_text("Really?")
    phone.keyboard.press("ArrowRight")
    expect(phone.locator(".line.now")).to_have_text("鸟")
    phone.keyboard.press(" ")
    expect(phone.locator(".player[data-state=paused]")).to_be_visible()
    phone.keyboard.press("ArrowLeft")
    expect(phone.locator(".line.now")).to_have_text("🙂 Really?")
    phone.get_by_text("<contents>").click()
    phone.get_by_role("link", name="鸟").click()
    expect(phone.locator(".line.now")).to_have_text("鸟")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390

    # To the end, twice as fast.
    phone.get_by_label("<speed>").select_option("2")
    phone.get_by_text("طائر").click()
    expect(phone.locator(".player[data-state=paused]")).to_be_visible()
    expect(phone.locator(".time")).to_have_text("0:22 / 0:22")


def test_on_paper_there_is_the_text_alone(phone):
    phone.emulate_media(media="print")
    expect(phone.locator(".player")).to_be_hidden()
    expect(phone.locator(".contents")).to_be_hidden()
    expect(phone.get_by_text("<label>")).to_be_visible()
    assert re.search(r"It stands still\.\s+Ben", phone.locator("article").inner_text())
