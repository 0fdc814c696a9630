"""A lesson from a file in the browser: chosen, dropped, without a script, on a narrow screen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.lessons.files.writing import add_slide, slides, word
from tests.live.pages.visits import AXE, RUN
from tests.live.teacher import enter

DROP = """async ([selector, name, text]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], name));
    const zone = document.querySelector(selector);
    zone.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true }));
}"""


@pytest.fixture(scope="module")
def signed_in(browser, humming) -> dict:
    """The cookies of a member of a workspace."""
    context = browser.new_context(base_url=humming.url, locale="en-US")
    enter(context.new_page(), humming, "delta")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def page(browser, humming, signed_in, request) -> Iterator[Page]:
    options = {"viewport": {"width": 390, "height": 800}, **getattr(request, "param", {})}
    context = browser.new_context(
        base_url=humming.url, locale="en-US", storage_state=signed_in, **options
    )
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    # A refusal is an answer with a status of its own, which the console notes.
    assert not [problem for problem in problems if "422" not in problem]


def market(document) -> None:
    document.add_heading("At the market", 1)
    for said in ("Anna: Good morning!", "Tom: Hello, Anna.", "Anna: How are you?"):
        document.add_paragraph(said)


def chosen(tmp_path: Path, name: str, data: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def make_and_open(page: Page, title: str, lines: int) -> None:
    expect(page.get_by_role("heading", name="What is in the file")).to_be_visible()
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Make this lesson").click()
    page.wait_for_url("**/lessons/lesson_*")
    expect(page.get_by_text("Good morning!").first).to_be_attached()
    expect(page.locator(".line")).to_have_count(lines)


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_file_that_is_chosen_is_shown_then_made(page, tmp_path):
    page.add_init_script(path=AXE)
    page.goto("/w/delta/lessons/")
    assert fits(page)
    # By keyboard: the field itself has the focus, and opens what chooses a file.
    page.locator("#file").focus()
    expect(page.locator("#file")).to_be_focused()
    page.locator("#file").set_input_files(chosen(tmp_path, "market.docx", word(market)))
    expect(page.get_by_role("heading", name="What is in the file")).to_be_visible()
    assert fits(page) and page.evaluate(RUN, [[], None]) == []
    expect(page.locator(".found-voices dt")).to_have_text(["Anna", "Tom"])
    make_and_open(page, "Market", 4)
    assert fits(page)


def test_a_file_that_is_dropped_is_shown(page):
    page.goto("/w/delta/lessons/import")
    with page.expect_navigation():
        page.evaluate(DROP, ["[data-drop]", "rivers.md", "# Rivers\n\nThe Nile is long."])
    expect(page.get_by_label("Title")).to_have_value("Rivers")
    expect(page.get_by_text("The Nile is long.")).to_be_visible()


def test_a_file_that_cannot_be_read_says_why(page, tmp_path):
    page.add_init_script(path=AXE)
    page.goto("/w/delta/lessons/import")
    page.locator("#file").set_input_files(chosen(tmp_path, "old.doc", b"\xd0\xcf\x11\xe0" * 200))
    expect(page.get_by_role("alert")).to_contain_text("old.doc: This file holds no text")
    assert fits(page) and page.evaluate(RUN, [[], None]) == []
    expect(page.locator("#file")).to_be_attached()


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
def test_without_a_script_the_form_does_the_same(page, tmp_path):
    def fill(presentation):
        add_slide(presentation, "Market", "Good morning!", "Say hello.")

    page.goto("/w/delta/lessons/")
    page.locator("#file").set_input_files(chosen(tmp_path, "talk.pptx", slides(fill)))
    page.get_by_role("button", name="See what is in it").click()
    page.get_by_label("Read the notes of the slides as well").check()
    page.get_by_role("button", name="Make this lesson").click()
    page.wait_for_url("**/lessons/lesson_*")
    assert "Say hello." in page.content()
