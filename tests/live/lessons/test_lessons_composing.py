"""Chinese typed through an input method into a lesson, while all else goes on in its page."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.live.conftest import Stack
from tests.live.teacher import enter, saved

FIRST = "我去重庆看朋友，他在那里的一家银行上班，每天都很忙。"
TEXT = f"{FIRST}\n重庆的银行很大。"


@pytest.fixture
def page(browser, humming) -> Iterator[Page]:
    context = browser.new_context(base_url=humming.url, locale="en-US")
    page = context.new_page()
    page.set_default_timeout(60_000)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    context.close()
    assert not problems


# ProseMirror puts its own cursor back, 20 ms after it gets the focus.
CURSOR = """async (line, letters) => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const texts = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    let text = texts.nextNode();
    for (; letters > text.length; text = texts.nextNode()) letters -= text.length;
    getSelection().collapse(text, letters);
}"""


class InputMethod:
    """Types as an input method does: letters that are underlined until a word is chosen."""

    def __init__(self, page: Page) -> None:
        self._cdp: CDPSession = page.context.new_cdp_session(page)

    def compose(self, letters: str) -> None:
        """Show these letters, which replace those of the step before."""
        at = {"selectionStart": len(letters), "selectionEnd": len(letters)}
        self._cdp.send("Input.imeSetComposition", {"text": letters, **at})

    def choose(self, word: str, key: str = "Space") -> None:
        """Put a word in the place of the letters, by a key that the input method keeps."""
        kept = {"windowsVirtualKeyCode": 229, "key": "Process", "code": key}
        self._cdp.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **kept})
        self._cdp.send("Input.insertText", {"text": word})
        self._cdp.send("Input.dispatchKeyEvent", {"type": "keyUp", **kept})


def open_lesson(page: Page, humming: Stack, slug: str) -> None:
    enter(page, humming, slug)
    page.goto(f"/w/{slug}/lessons/")
    page.get_by_role("textbox", name="Text", exact=True).fill(TEXT)
    page.get_by_role("button", name="Make a lesson").click()
    expect(page.locator(".doubt")).to_have_count(4)


def put_cursor(page: Page, line: int, letters: int) -> None:
    """Behind so many letters of a line."""
    page.locator(".lines [contenteditable]").focus()
    page.locator(".line-text").nth(line).evaluate(CURSOR, letters)


def hear(page: Page, seconds: float) -> None:
    """Until so much more of the line was heard."""
    heard = "document.querySelector('.player audio').currentTime"
    until = page.evaluate(heard) + seconds
    while page.evaluate(heard) < until:
        page.wait_for_timeout(20)


def test_nothing_is_lost_or_doubled_while_all_else_goes_on(page, humming):
    open_lesson(page, humming, "plover")
    lines = page.locator(".line-text")
    page.get_by_role("button", name="Make all").click()
    expect(page.locator(".line[data-state=ready]")).to_have_count(2)
    typing = InputMethod(page)

    # In a word that is underlined. It is saved meanwhile, and its line is no longer what was made.
    put_cursor(page, 0, 3)
    typing.compose("d")
    typing.compose("da")
    expect(page.locator(".line").first).to_have_attribute("data-state", "changed")
    saved(page)
    typing.compose("da ch")
    typing.choose("大")
    expect(lines.first).to_have_text(FIRST.replace("重庆", "重大庆"))
    saved(page)

    # While the line is read, and words are marked in it.
    page.get_by_role("button", name="Make all").click()
    expect(page.locator(".line[data-state=ready]")).to_have_count(2)
    page.get_by_role("button", name="Play").click()
    expect(page.locator(".line .word")).to_be_visible()
    put_cursor(page, 0, 1)
    for letters in ("n", "ni", "ni h", "ni ha", "ni hao"):
        typing.compose(letters)
        hear(page, 0.4)
    typing.choose("你好")
    expect(lines.first).to_have_text(FIRST.replace("重庆", "重大庆").replace("我", "我你好"))
    page.get_by_role("button", name="Pause", exact=True).click()
    saved(page)

    # While another tab changes another line.
    other = page.context.new_page()
    other.goto(page.url)
    page.bring_to_front()
    put_cursor(page, 0, 3)
    typing.compose("m")
    other.locator(".line-text").nth(1).click()
    other.keyboard.press("End")
    other.keyboard.insert_text("真的。")
    expect(other.locator("#saving:not([data-state=saved])")).to_be_attached()
    saved(other)
    typing.compose("ming")
    expect(lines.nth(1)).to_have_text("重庆的银行很大。真的。")
    typing.compose("ming t")
    typing.choose("明天")
    now = [
        "我你好明天去重大庆看朋友，他在那里的一家银行上班，每天都很忙。",
        "重庆的银行很大。真的。",
    ]
    expect(lines).to_have_text(now)
    saved(page)
    page.reload()
    expect(lines).to_have_text(now)


def test_a_key_of_the_input_method_splits_no_line(page, humming):
    open_lesson(page, humming, "dunlin")
    typing = InputMethod(page)
    put_cursor(page, 0, len(FIRST))
    typing.compose("OK")
    typing.choose("OK", key="Enter")
    lines = page.locator(".line-text")
    expect(lines).to_have_text([f"{FIRST}OK", "重庆的银行很大。"])
    page.keyboard.press("Enter")
    expect(lines).to_have_count(3)
    # Nor does it leave the title.
    page.get_by_label("Title").click()
    page.keyboard.press("End")
    typing.compose("ke")
    typing.choose("课", key="Enter")
    expect(page.get_by_label("Title")).to_be_focused()
    expect(page.get_by_label("Title")).to_have_value(re.compile("课$"))
