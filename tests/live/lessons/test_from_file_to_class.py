"""From a Word document with chapters and two speakers to what a class takes home."""

from pathlib import Path

import av
import pytest
from playwright.sync_api import Page, expect

from tests.lessons.export.book_check import assert_valid
from tests.lessons.files.writing import word
from tests.live.lessons.test_read_along import WATCH, heard
from tests.live.teacher import enter
from tests.thoroughness import in_thorough

SAYS = {
    "en": {"none": "None", "make": "Make lessons", "make all": "Make all", "play": "Play"},
    "zh": {"none": "全不选", "make": "生成", "make all": "全部生成", "play": "播放"},
}


def market(document) -> None:
    document.add_heading("Shopping", 0)
    document.add_heading("Words to learn", 1)
    document.add_paragraph("This chapter is not for today.")
    document.add_heading("At the market", 1)
    for said in ("Anna: Good morning!", "Tom: Hello, Anna.", "Anna: 今天的苹果多少钱？"):
        document.add_paragraph(said)
    document.add_heading("The way home", 1)
    document.add_paragraph("They walk home. It rains.")


def downloaded(page: Page, name: str, folder: Path) -> Path:
    """A file of the menu of downloads, saved under the name that the server gives it."""
    link = page.locator(f"a[href$='{name}']")
    with page.expect_download(timeout=120_000) as coming:
        link.evaluate("link => link.click()")
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return path


@pytest.fixture
def school(browser, humming, request):
    """A page of a new workspace, in a language and a width, and what its buttons say."""
    language, width = request.param
    context = browser.new_context(
        base_url=humming.url, locale="en-US", viewport={"width": width, "height": 800}
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    enter(page, humming, f"egret{width}")
    if language == "zh":
        with page.expect_navigation():
            page.locator("button[name=language]").first.evaluate("button => button.click()")
    yield page, SAYS[language]
    context.close()


@pytest.mark.parametrize(
    "school", [("zh", 390), pytest.param(("en", 1440), marks=in_thorough)], indirect=True
)
def test_a_document_becomes_a_lesson_for_a_class(browser, school, tmp_path):
    page, says = school
    page.goto(page.url + "lessons/import")
    page.locator("#file").set_input_files(
        {"name": "shopping.docx", "mimeType": "", "buffer": word(market)}
    )
    page.get_by_role("button", name=says["none"], exact=True).click()
    for chapter in ("At the market", "The way home"):
        page.get_by_label(chapter).check()
    expect(page.locator(".found-voices dt")).to_have_text(["Anna", "Tom"])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name=says["make"], exact=True).click()
    page.wait_for_url("**/lessons/lesson_*")
    expect(page.locator(".line")).to_have_count(7)
    page.get_by_role("button", name=says["make all"], exact=True).click()
    expect(page.locator(".line[data-state=ready]")).to_have_count(7, timeout=120_000)

    assert_valid(downloaded(page, "format=epub", tmp_path))
    book = downloaded(page, "format=m4b", tmp_path)
    with av.open(book) as file:
        chapters = [each["metadata"]["title"] for each in file.chapters()]
        starts = [each["start"] * each["time_base"] for each in file.chapters()]
    assert chapters == ["At the market", "The way home"]
    assert starts[0] == 0 and starts[1] > 2
    assert book.name == "Shopping.m4b"

    phone = browser.new_context(viewport={"width": 390, "height": 780}, offline=True).new_page()
    phone.goto(downloaded(page, "read-along", tmp_path).as_uri())
    phone.evaluate(WATCH)
    phone.get_by_role("button", name=says["play"], exact=True).click()
    assert heard(phone, 5) == ["At", "the", "market", "Good", "morning"]
    phone.context.close()
