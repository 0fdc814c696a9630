"""A lesson's page, as somebody works with it: in any language, by what does not depend on it."""

import os
import re
import signal
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.live import teacher
from tests.live.conftest import Stack

# Notes each word that is highlighted, and where in its line's audio the player is then. The line's
# text before it tells which one it is.
WATCH = """() => {
    window.highlights = [];
    const audio = document.querySelector(".player audio");
    let last = "";
    new MutationObserver(() => {
        const word = document.querySelector(".being-read .word");
        if (!word) return;
        const line = word.closest(".line");
        const before = document.createRange();
        before.setStart(line.querySelector(".line-text"), 0);
        before.setEndBefore(word);
        const start = before.toString().length;
        if (last === `${line.dataset.key} ${start}`) return;
        last = `${line.dataset.key} ${start}`;
        window.highlights.push([line.dataset.key, start, audio.currentTime * 1000]);
    }).observe(document.getElementById("lines"), {
        subtree: true, childList: true, attributes: true, characterData: true,
    });
}"""


class LessonPage:
    """One tab with a lesson."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.lines = page.locator(".line")
        self.make = page.locator("[data-does=make]")
        self.says = page.locator("[data-says]")

    def ready(self, count: int) -> None:
        expect(self.page.locator(".line[data-state=ready]")).to_have_count(count, timeout=120_000)

    def changed(self, *at: int) -> None:
        """Just these lines are marked as changed."""
        marked = self.page.locator(".line[data-state=changed]")
        expect(marked).to_have_count(len(at))
        for each in at:
            expect(self.lines.nth(each)).to_have_attribute("data-state", "changed")

    def key(self, at: int) -> str:
        return self.lines.nth(at).get_attribute("data-key") or ""

    def text(self, at: int) -> Locator:
        return self.lines.nth(at).locator(".line-text")

    def put_cursor(self, at: int) -> None:
        """Behind the last letter of a line of one row."""
        text = self.text(at)
        box = text.bounding_box()
        assert box is not None
        text.click(position={"x": 2, "y": box["height"] / 2})
        self.page.keyboard.press("End")

    def type_at_end_of(self, at: int, text: str) -> None:
        self.put_cursor(at)
        self.page.keyboard.insert_text(text)
        expect(self.page.locator("#saving:not([data-state=saved])")).to_be_attached()

    def saved(self) -> None:
        expect(self.page.locator("#saving[data-state=saved]")).to_be_visible()

    def change(self, at: int, text: str) -> None:
        self.type_at_end_of(at, text)
        self.saved()

    def undo(self) -> None:
        self.page.locator(".ProseMirror").focus()
        self.page.keyboard.press("Control+z")
        expect(self.page.locator("#saving:not([data-state=saved])")).to_be_attached()
        self.saved()

    def make_all(self) -> dict[str, Any]:
        """Press the button; the answer."""
        with self.page.expect_response("**/make") as answer:
            self.make.click()
        return answer.value.json()

    def states(self) -> list[dict[str, Any]]:
        return self.get("/states")["lines"]

    def get(self, path: str) -> Any:
        answer = self.page.request.get(self.page.url + path)
        assert answer.ok, (path, answer.status)
        return answer.json()

    def audio_of(self, at: int) -> int:
        """The status of a line's audio."""
        return self.page.request.get(f"{self.page.url}/lines/{self.key(at)}/audio").status

    def errors_of_highlights(self) -> tuple[list[float], int]:
        """By how many milliseconds each highlighted word came late (or early), and how many words
        of the lines that were played to their end were never highlighted."""
        noted = self.page.evaluate("window.highlights")
        played = list(dict.fromkeys(key for key, _start, _at in noted))[:-1]
        errors, missing = [], 0
        for key in played:
            at = {start: ms for each, start, ms in noted if each == key}
            for word in self.get(f"/lines/{key}/words")["words"]:
                if word["start"] in at:
                    errors.append(abs(at[word["start"]] - word["start_ms"]))
                else:
                    missing += 1
        return errors, missing


def sign_in(context: BrowserContext, email: str) -> Page:
    page = context.new_page()
    page.set_default_timeout(60_000)
    teacher.sign_in(page, email)
    page.wait_for_url(lambda url: "sign-in" not in url)
    return page


def kill_worker(stack: Stack) -> None:
    """Kill the process that speaks, as a machine would that fails."""
    wanted = {f"LECTERN_DATA={stack.data}", "LECTERN_PROCESS=synthesis"}
    for process in Path("/proc").iterdir():
        if not re.fullmatch(r"\d+", process.name):
            continue
        try:
            environment = (process / "environ").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue  # not ours, or over
        if wanted <= set(environment):
            os.kill(int(process.name), signal.SIGKILL)
            return
    raise AssertionError("there is no worker to be killed")
