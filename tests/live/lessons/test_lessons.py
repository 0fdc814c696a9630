"""A lesson in the browser: written, heard word by word, changed, and open in two tabs."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.live.teacher import enter, saved, sign_up

TEXT = "The heron\nIt stands still. 它在等一条鱼。"


@pytest.fixture
def page(browser, humming) -> Iterator[Page]:
    yield from _page_of(browser, humming.url)


@pytest.fixture
def newcomers_page(browser, stack) -> Iterator[Page]:
    """Of the Lectern where nobody's address must be confirmed, and which speaks."""
    yield from _page_of(browser, stack.url)


def _page_of(browser, url: str) -> Iterator[Page]:
    context = browser.new_context(base_url=url, locale="en-US")
    page = context.new_page()
    page.set_default_timeout(60_000)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    context.close()
    assert not problems


def type_at_end_of(page: Page, line: int, text: str) -> None:
    page.locator(".line").nth(line).locator(".line-text").click()
    page.keyboard.press("End")
    page.keyboard.insert_text(text)
    expect(page.locator("#saving:not([data-state=saved])")).to_be_attached()
    saved(page)


def test_the_first_line_is_heard_in_four_actions_after_signing_up(newcomers_page):
    page, actions = newcomers_page, 0

    def does(action) -> None:
        nonlocal actions
        action()
        actions += 1

    does(lambda: sign_up(page, "Avocet"))  # one form
    does(lambda: page.get_by_label("In which voice?").select_option("af_bella"))
    does(lambda: page.get_by_role("button", name="Make the lesson").click())
    does(lambda: page.get_by_role("button", name="Play", exact=True).click())
    # The word that is heard is marked.
    expect(page.locator(".line .word").first).to_be_visible(timeout=90_000)
    assert actions <= 4
    assert page.evaluate("document.querySelector('#lesson-document').textContent").count("af_bella")
    page.goto("/w/avocet/")
    expect(page.locator(".first-steps .done")).to_have_count(1)
    page.get_by_role("button", name="Hide").click()
    expect(page.locator(".first-steps")).to_have_count(0)


def test_a_lesson_is_written_heard_and_changed(page, humming):
    enter(page, humming, "heron")
    page.get_by_label("What shall be read aloud?").fill(TEXT)
    page.get_by_role("button", name="Make a lesson").click()
    lines = page.locator(".line")
    expect(lines).to_have_count(3)
    expect(lines.first).to_have_class(re.compile("heading"))

    page.get_by_role("button", name="Play").click()
    read = {}
    for line in range(3):
        word = lines.nth(line).locator(".word").first
        expect(word).to_be_visible(timeout=90_000)
        read[line] = word.inner_text()
    assert [text in TEXT for text in read.values()] == [True] * 3
    expect(page.locator(".player[data-state=ended]")).to_be_visible(timeout=60_000)
    expect(page.locator(".line[data-state=ready]")).to_have_count(3)

    # Of a changed line, only that line is made; taken back, it is there at once.
    type_at_end_of(page, 1, " It waits.")
    expect(page.locator(".line[data-state=changed]")).to_have_count(1)
    key = lines.nth(1).get_attribute("data-key")
    with page.expect_response("**/make") as answer:
        page.get_by_role("button", name="Make all").click()
    assert answer.value.json()["submitted"] == [key]
    expect(page.locator(".line[data-state=ready]")).to_have_count(3, timeout=60_000)
    page.get_by_role("button", name="Undo").click()
    expect(lines.nth(1)).to_have_text("It stands still.")
    saved(page)
    expect(page.locator(".line[data-state=ready]")).to_have_count(3)
    expect(page.get_by_role("button", name="Make all")).to_be_hidden()

    # In another tab, other lines are changed meanwhile.
    other = page.context.new_page()
    other.goto(page.url)
    type_at_end_of(other, 0, " of the pond")
    type_at_end_of(page, 1, " Quietly.")
    for tab in (page, other):
        tab.reload()
        expect(tab.locator(".line").nth(0)).to_have_text("The heron of the pond")
        expect(tab.locator(".line").nth(1)).to_have_text("It stands still. Quietly.")
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_base_voices_are_heard_and_a_lesson_starts_with_one(page, humming):
    enter(page, humming, "crane")
    page.goto("/w/crane/voices/")
    yunxi = page.locator(".chip:has([data-hears=zm_yunxi])")
    with page.expect_response("**/previews/*/audio*") as heard:
        yunxi.get_by_role("button", name="Play").click()
    assert heard.value.status in (200, 206)
    expect(yunxi.locator("[aria-pressed=true]")).to_be_visible()
    yunxi.get_by_role("button", name="Start a lesson").click()
    page.wait_for_url("**/lessons/lesson_*")
    expect(page.get_by_label("Voice of the lesson")).to_have_value("zm_yunxi")


def test_a_draft_is_there_until_a_lesson_is_made_of_it(page, humming):
    enter(page, humming, "swan")
    page.get_by_label("What shall be read aloud?").fill(TEXT)
    page.goto("/w/swan/voices/")
    page.goto("/w/swan/")
    expect(page.get_by_label("What shall be read aloud?")).to_have_value(TEXT)
    page.get_by_role("button", name="Make a lesson").click()
    expect(page.locator(".line")).to_have_count(3)
    page.goto("/w/swan/")
    expect(page.get_by_label("What shall be read aloud?")).to_have_value("")
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_tone_of_a_whole_lesson_is_set_in_words_or_exactly_and_kept(page, humming):
    enter(page, humming, "ibis")
    page.get_by_label("What shall be read aloud?").fill("Good morning.")
    page.get_by_role("button", name="Make a lesson").click()
    page.locator(".lesson-tone > summary").click()
    loudness = page.get_by_role("slider", name="Loudness")
    exact = page.get_by_label("Loudness (dB)")
    expect(exact).to_be_hidden()
    said = {}
    for keys, value in (("ArrowLeft " * 3, "-3"), ("ArrowRight " * 4, "1")):
        for key in keys.split():
            loudness.press(key)
        saved(page)
        page.reload()
        page.locator(".lesson-tone > summary").click()
        expect(exact).to_have_value(value)
        said[value] = loudness.get_attribute("aria-valuetext")
    assert said == {"-3": "quieter · -3 dB", "1": "louder · 1 dB"}
    page.locator("[data-exact] > summary").click()
    for value in ("0", ""):
        exact.fill(value)
        exact.blur()
        saved(page)
        page.reload()
        expect(exact).to_have_value(value)
        page.locator(".lesson-tone > summary").click()
        page.locator("[data-exact] > summary").click()
    assert loudness.get_attribute("aria-valuetext") == "as set: as loud as the voice is · 0 dB"


def test_a_lesson_is_shared_put_into_a_folder_and_its_versions_are_shown(page, humming):
    enter(page, humming, "stork")
    page.get_by_label("What shall be read aloud?").fill("Good morning.")
    page.get_by_role("button", name="Make a lesson").click()
    panel = page.locator("#sharing")
    panel.locator("summary").click()
    panel.get_by_label("Who may open this lesson?").select_option("read")
    expect(panel.get_by_role("status")).to_have_text("Saved")
    panel.get_by_label("Folder").fill("Biology")
    with page.expect_response("**/settle") as answer:
        panel.get_by_label("Folder").press("Tab")
    assert answer.value.json() == {"folder": "Biology", "access": "read"}
    page.locator("#versions summary").click()
    expect(page.locator("#versions li")).to_have_count(1)
    expect(page.locator("#versions li button")).to_have_count(0)
    page.goto("/w/stork/lessons/?folder=Biology")
    expect(page.get_by_text("All may listen")).to_be_visible()
