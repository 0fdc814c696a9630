"""A lesson from its first word to all that can happen to it: nothing is lost, nothing is made or
counted twice. Chinese on a phone; in `make thorough` also English on a desk."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.live.conftest import Stack
from tests.live.journey.editing import WATCH, LessonPage, kill_worker, sign_in
from tests.thoroughness import in_thorough

LATE_MS = 80
NOUNS = {
    "en": "heron pond reed frog fish boat cloud wind rain moon star hill tree leaf bird nest egg "
    "stone path gate",
    "zh": "苹果 香蕉 西瓜 葡萄 桃子 橘子 草莓 樱桃 菠萝 柠檬 "
    "石榴 荔枝 芒果 椰子 柿子 红枣 核桃 花生 板栗 杨梅",
}


@dataclass(frozen=True)
class Tongue:
    """A lesson's language, and the browser's."""

    name: str
    locale: str
    size: tuple[int, int]
    own_voice: str
    """The first speaker, whose voice is one of the workspace."""
    lines: tuple[str, str]
    """What that one and the other say."""
    more: str
    entry: tuple[str, str, str]
    """A word of the third and fourth line, and how it is said from now on."""
    until: str
    """What there is to do when the quota is used up."""

    @property
    def text(self) -> str:
        lines = [line.format(noun=noun) for noun in self.nouns for line in self.lines]
        return "\n".join(lines)

    @property
    def nouns(self) -> list[str]:
        return NOUNS[self.name].split()


TONGUES = [
    Tongue(
        name="en",
        locale="en-US",
        size=(1440, 900),
        own_voice="Lin",
        lines=("Lin: Here is a {noun}.", "Ben: I see the {noun}."),
        more=" Look!",
        entry=("pond", "respelling", "pawned"),
        until="wait until tomorrow, or ask your admin",
    ),
    Tongue(
        name="zh",
        locale="zh-CN",
        size=(390, 844),
        own_voice="林老师",
        lines=("林老师：这是{noun}。", "小明：我看见{noun}了。"),
        more="快看！",
        entry=("香蕉", "pinyin", "xiang4 jiao1"),
        until="明天",
    ),
]
LINES = 40
OF_OWN_VOICE = 20


@pytest.fixture(
    params=[
        pytest.param(tongue, id=tongue.name, marks=[in_thorough] if tongue.name == "en" else [])
        for tongue in TONGUES
    ]
)
def tongue(request) -> Tongue:
    return request.param


@pytest.fixture
def slug(tongue, humming) -> str:
    name = f"journey-{tongue.name}"
    humming.workspace(name)
    return name


@pytest.fixture
def page(browser, humming, slug, tongue) -> Iterator[Page]:
    width, height = tongue.size
    context = browser.new_context(
        base_url=humming.url,
        locale=tongue.locale,
        viewport={"width": width, "height": height},
    )
    page = sign_in(context, f"{slug}@example.org")
    problems: list[str] = []
    context.on("weberror", lambda error: problems.append(str(error.error)))
    yield page
    context.close()
    assert not problems


def test_nothing_is_lost_and_nothing_made_twice(humming, page, slug, tongue):
    voice = arrange(humming, "add_voice", slug, tongue.own_voice)
    lesson = write(page, slug, tongue)
    play_while_the_worker_dies(lesson, humming, slug)
    change_and_undo(lesson, humming, slug, tongue)
    teach_a_word(lesson, humming, slug, tongue)
    withdraw_the_voice(lesson, slug, voice, tongue)
    use_up_the_quota(lesson, humming, slug, tongue)
    edit_in_two_tabs(lesson, tongue)
    assert page.evaluate("document.documentElement.scrollWidth") <= tongue.size[0]
    counted = arrange(humming, "count", slug)
    assert counted["used"] == counted["made"] and counted["reserved"] == 0


def arrange(stack: Stack, function: str, *arguments: str) -> Any:
    code = f"from tests.live.journey import arranged; arranged.{function}(*{arguments!r})"
    printed = stack.console.run("shell", "-v", "0", "-c", code)
    return json.loads(printed) if printed else None


def write(page: Page, slug: str, tongue: Tongue) -> LessonPage:
    page.goto(f"/w/{slug}/lessons/")
    page.locator("textarea[name=text]").fill(tongue.text)
    page.locator("form:has(textarea[name=text]) button").click()
    page.wait_for_url("**/lessons/lesson_*")
    lesson = LessonPage(page)
    expect(lesson.lines).to_have_count(LINES)
    return lesson


def play_while_the_worker_dies(lesson: LessonPage, stack: Stack, slug: str) -> None:
    page = lesson.page
    page.evaluate(WATCH)
    page.locator("[data-does=toggle]").click()
    # It is heard from the first line on, while the others are made by two workers in turn.
    expect(page.locator(".line[data-state=ready]").nth(5)).to_be_attached()
    kill_worker(stack)
    arrange(stack, "let_leases_expire", slug)
    expect(lesson.lines.nth(6)).to_have_class(re.compile("being-read"), timeout=120_000)
    page.locator("[data-does=toggle]").click()
    errors, missing = lesson.errors_of_highlights()
    assert median(errors) <= LATE_MS
    assert missing <= len(errors) / 10, f"{missing} words were not highlighted"
    lesson.ready(LINES)
    counted = arrange(stack, "count", slug)
    assert counted["segments"] == LINES and counted["reserved"] == 0
    assert counted["used"] == sum(state["ms"] for state in lesson.states())


def change_and_undo(lesson: LessonPage, stack: Stack, slug: str, tongue: Tongue) -> None:
    before, text = arrange(stack, "count", slug), lesson.text(1).inner_text()
    lesson.change(1, tongue.more)
    lesson.changed(1)
    assert lesson.make_all()["submitted"] == [lesson.key(1)]
    lesson.ready(LINES)
    check_counted(lesson, stack, slug, before, [1])
    before = arrange(stack, "count", slug)
    lesson.undo()
    expect(lesson.text(1)).to_have_text(text)
    lesson.ready(LINES)
    expect(lesson.make).to_be_hidden()
    assert arrange(stack, "count", slug) == before


def teach_a_word(lesson: LessonPage, stack: Stack, slug: str, tongue: Tongue) -> None:
    before, page, address = arrange(stack, "count", slug), lesson.page, lesson.page.url
    word, kind, value = tongue.entry
    page.goto(f"/w/{slug}/pronunciations/new")
    page.locator("[name=word]").fill(word)
    page.locator("[name=kind]").select_option(kind)
    page.locator("[name=value]").fill(value)
    page.locator("#entry-form [name=value]").press("Enter")
    page.wait_for_url("**/pronunciations/?changed=*")
    page.goto(address)
    lesson.changed(2, 3)
    assert lesson.make_all()["submitted"] == [lesson.key(2), lesson.key(3)]
    lesson.ready(LINES)
    check_counted(lesson, stack, slug, before, [2, 3])


def withdraw_the_voice(lesson: LessonPage, slug: str, voice: str, tongue: Tongue) -> None:
    page, address = lesson.page, lesson.page.url
    page.goto(f"/w/{slug}/voices/{voice}")
    page.locator("[popovertarget=delete].danger").click()
    page.locator("#delete form button.danger").click()
    page.wait_for_url("**/voices/")
    page.goto(address)
    lesson.ready(LINES)
    expect(page.locator(".line[data-state=ready][data-why]")).to_have_count(OF_OWN_VOICE)
    assert {lesson.audio_of(at) for at in range(0, LINES, 2)} == {200}
    lesson.put_cursor(4)
    page.keyboard.press("Control+Enter")
    expect(lesson.lines.nth(4).locator(".word").first).to_be_visible()
    page.locator("[data-does=toggle]").click()
    # What is changed plays as it was, and says why it can't be made.
    lesson.change(4, tongue.more)
    lesson.changed(4)
    state = lesson.states()[4]
    assert state["playing"] and state["cannot"] == "voice_deleted"
    expect(lesson.lines.nth(4)).to_have_attribute("data-why", re.compile("."))
    lesson.undo()
    lesson.ready(LINES)


def use_up_the_quota(lesson: LessonPage, stack: Stack, slug: str, tongue: Tongue) -> None:
    before = arrange(stack, "count", slug)
    arrange(stack, "use_up_quota", slug)
    lesson.change(5, tongue.more)
    lesson.changed(5)
    assert "error" in lesson.make_all()
    expect(lesson.says).to_contain_text(tongue.until)
    assert lesson.audio_of(5) == 200
    lesson.changed(5)
    arrange(stack, "give_quota", slug)
    assert lesson.make_all()["submitted"] == [lesson.key(5)]
    lesson.ready(LINES)
    check_counted(lesson, stack, slug, before, [5])


def edit_in_two_tabs(lesson: LessonPage, tongue: Tongue) -> None:
    other = LessonPage(lesson.page.context.new_page())
    other.page.set_default_timeout(60_000)
    other.page.goto(lesson.page.url)
    texts = {at: lesson.text(at).inner_text() + tongue.more for at in (7, 9)}
    lesson.type_at_end_of(7, tongue.more)
    other.type_at_end_of(9, tongue.more)
    # The same line in both: one is saved, and the other tab shows both sides.
    other.type_at_end_of(11, "A")
    other.saved()
    lesson.type_at_end_of(11, "B")
    conflicts = lesson.page.locator("#conflicts blockquote")
    expect(conflicts).to_have_count(2)
    assert [each[-1] for each in conflicts.all_inner_texts()] == ["B", "A"]
    lesson.page.locator("#conflicts button").first.click()
    lesson.saved()
    for tab in (lesson, other):
        tab.page.reload()
        for at, text in texts.items():
            expect(tab.text(at)).to_have_text(text)
        assert tab.text(11).inner_text()[-1] == "B"
    other.page.close()


def check_counted(
    lesson: LessonPage, stack: Stack, slug: str, before: dict[str, int], at: list[int]
) -> None:
    """Just these lines were made since, and are counted."""
    now, states = arrange(stack, "count", slug), lesson.states()
    assert now["used"] - before["used"] == sum(states[each]["ms"] for each in at)
    assert now["used"] == now["made"] and now["reserved"] == 0
