"""The file to read along, opened from a disk without a network as on a student's phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.lessons.export.test_read_along import written
from tests.live.pages.visits import AXE, RUN
from tests.live.teacher import enter

# Notes each word that lights up: a look now and then would miss some on a busy machine.
WATCH = """() => {
    window.lit = [];
    const look = () => {
        const word = document.querySelector(".line span.now")?.textContent;
        if (word && word !== lit.at(-1)) lit.push(word);
    };
    const seen = { subtree: true, attributes: true };
    new MutationObserver(look).observe(document.querySelector("article"), seen);
    look();
}"""
HEARD = "count => lit.length >= count && lit.slice(0, count)"


def heard(page: Page, count: int) -> list[str]:
    """The first words that lit up, once there are so many."""
    return page.wait_for_function(HEARD, arg=count, timeout=60_000).json_value()


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
    phone.evaluate(WATCH)
    phone.get_by_role("button", name="<play>").click()
    assert heard(phone, 4) == ["The", "<i>heron</i>", "It", "stands"]
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


@pytest.fixture
def teacher(browser, humming):
    context = browser.new_context(base_url=humming.url, locale="en-US")
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield page
    context.close()


def test_a_student_listens_by_a_link_until_it_is_revoked(teacher, browser, humming):
    enter(teacher, humming, "bittern")
    text = "The bittern\nIt booms in the reeds, and nobody sees it. 它站在芦苇里，一动也不动。" * 3
    teacher.get_by_label("What shall be read aloud?").fill(text)
    teacher.get_by_role("button", name="Make a lesson").click()
    teacher.get_by_role("button", name="Make all").click()
    lines = teacher.locator(".line")
    expect(teacher.locator(".line[data-state=ready]")).to_have_count(lines.count(), timeout=90_000)
    teacher.get_by_text("Share with students by a link").click()
    teacher.get_by_role("button", name="Make a link").click()
    link = teacher.get_by_label("Link", exact=True)
    expect(link).to_have_value(re.compile("/s/"))
    teacher.get_by_text("QR code, and a frame").click()
    expect(teacher.get_by_alt_text("QR code of the link")).to_be_visible()

    context = browser.new_context(viewport={"width": 390, "height": 780}, locale="zh-CN")
    student = context.new_page()
    student.add_init_script(path=AXE)
    problems: list[str] = []
    student.on("pageerror", lambda error: problems.append(str(error)))
    student.goto(re.sub(r"\Ahttp://[^/]+", teacher.url.partition("/w/")[0], link.input_value()))
    assert student.evaluate("document.documentElement.scrollWidth") <= 390
    for scheme in ("light", "dark"):
        student.emulate_media(color_scheme=scheme)
        assert student.evaluate(RUN, [[], None]) == []
    student.evaluate(WATCH)
    student.locator(".player select").select_option("0.5")
    student.get_by_role("button", name="播放", exact=True).click()
    assert heard(student, 4) == ["The", "bittern", "It", "booms"]
    assert context.cookies() == []

    student.locator(".line").first.click()  # from the beginning, so that it plays long enough
    teacher.get_by_role("button", name="Revoke").click()
    expect(teacher.get_by_text("The link is revoked")).to_be_visible()
    expect(student.locator(".says")).to_have_text("本课已停止分享。", timeout=15_000)
    expect(student.locator(".player[data-state=paused]")).to_be_visible()
    expect(student.locator("[data-does=toggle]")).to_be_disabled()
    student.reload()
    expect(student.get_by_role("heading")).to_have_text("已停止分享")
    context.close()
    assert not problems
