"""A word of a lesson gets another reading: only here, and for the whole workspace."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.live.teacher import enter

TEXT = "我去重庆。\n重庆的银行很大。"


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


def made(page: Page) -> None:
    page.get_by_role("button", name="Make all").click()
    expect(page.locator(".line[data-state=ready]")).to_have_count(2, timeout=90_000)


def saved(page: Page) -> None:
    expect(page.locator("#saving[data-state=saved]")).to_be_visible()


def test_a_word_is_read_in_another_way_here_and_everywhere(page, humming):
    enter(page, humming, "chongqing")
    page.goto("/w/chongqing/lessons/")
    page.get_by_role("textbox", name="Text", exact=True).fill(TEXT)
    page.get_by_role("button", name="Make a lesson").click()
    first, second = page.locator(".line").nth(0), page.locator(".line").nth(1)
    expect(page.locator(".doubt")).to_have_text(["重庆", "重庆", "银行"])
    made(page)

    # A press on the word: its readings, the spoken one marked, and each can be heard.
    popover = page.get_by_role("dialog", name="重庆")
    first.locator(".doubt").click()
    # The first answer of a process comes after dictionaries are loaded.
    expect(popover.get_by_role("radio", name="chóng qìng")).to_be_checked(timeout=60_000)
    expect(popover.get_by_text("spoken now")).to_have_count(1)
    with page.expect_response("**/previews/*/audio*") as heard:
        popover.get_by_role("button", name="Play zhòng qìng").click()
    assert heard.value.ok
    expect(popover).to_contain_text("Listening here is not counted.")

    # Only here: this line alone has changed, and its sound comes back with undo.
    popover.get_by_role("radio", name="zhòng qìng").check()
    popover.get_by_role("button", name="Use this reading").click()
    expect(popover).to_be_hidden()
    expect(first).to_have_attribute("data-state", "changed")
    expect(second).to_have_attribute("data-state", "ready")
    page.reload()
    expect(first.locator(".reading")).to_have_text("重庆")
    first.locator(".reading").click()
    expect(popover.get_by_text("spoken now, set here")).to_be_visible()
    popover.get_by_role("button", name="Remove what is set here").click()
    expect(first).to_have_attribute("data-state", "ready")
    page.keyboard.press("Control+z")
    expect(first.locator(".reading")).to_have_text("重庆")
    page.keyboard.press("Control+y")
    expect(first.locator(".reading")).to_have_count(0)
    saved(page)

    # By the keyboard, typed: what is wrong is said, then it is taught to the whole workspace.
    second.locator(".line-text").click()
    expect(popover).to_be_hidden()
    page.keyboard.press("Home")
    page.keyboard.press("Alt+Enter")
    expect(popover.get_by_role("radio", name="chóng qìng")).to_be_focused()
    field = popover.get_by_role("textbox", name="Another reading")
    field.fill("zhong4")
    popover.get_by_role("radio", name="always in this workspace").check()
    popover.get_by_role("button", name="Use this reading").click()
    expect(popover).to_contain_text("has 2 characters")
    field.fill("zhong4 qing4")
    field.press("Enter")
    link = popover.get_by_role("link", name="See what it changes")
    expect(link).to_be_focused()
    expect(page.locator(".line[data-state=changed]")).to_have_count(2)

    link.click()
    expect(page.get_by_role("heading", name="This changes 2 lines")).to_be_visible()
    page.get_by_role("button", name="Make just these lines again").click()
    expect(page.get_by_text("2 lines are being made again.")).to_be_visible()
    page.go_back()
    page.goto("/w/chongqing/lessons/")
    page.get_by_role("link", name="我去重庆。").click()
    expect(page.locator(".line[data-state=ready]")).to_have_count(2, timeout=90_000)
    expect(page.locator(".doubt")).to_have_text(["银行"])
    first.locator(".line-text").click()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    for _ in "重庆":
        page.keyboard.press("Shift+ArrowLeft")
    page.get_by_role("button", name="Pronunciation", exact=True).click()
    expect(popover.get_by_text("spoken now, by the dictionary")).to_be_visible()
    page.keyboard.press("Escape")
    expect(popover).to_be_hidden()

    page.set_viewport_size({"width": 390, "height": 800})
    second.locator(".doubt").click()
    popover = page.get_by_role("dialog", name="银行")
    expect(popover.get_by_role("button", name="Use this reading")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
