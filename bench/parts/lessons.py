"""Measures a lesson of 2,000 lines and a library of 500 in a real browser, against what a person
notices: a second to open, 50 ms for a letter, 200 ms for a search."""

import statistics
import time
from collections.abc import Iterator

from playwright.sync_api import Browser, Page, sync_playwright

from bench import stack
from bench.table import Figure, at_most
from tests.chromium import find

LINES = 2_000
LESSONS = 500
OPENED = 5
LETTERS = 60
SEARCHES = 10
SLUG = "bench-lessons"
PASSWORD = "a long enough phrase"  # noqa: S105 (of an account that lasts as long as the bench)
FILL = """
from accounts.models import User
from lessons.access import Role, Viewer
from lessons.material import from_text
from lessons.services import documents
from tenants.context import in_tenant
from tenants.models import Tenant
said = "The heron stands still in the water, and it waits. "
def write(title, lines):
    text = title + chr(10) + chr(10).join(f"{{n}} {{said}}" for n in range(1, lines))
    return documents.create(viewer=viewer, material=from_text(text), title=title).lesson
tenant = Tenant.objects.get(slug="{slug}")
viewer = Viewer(tenant, Role.ADMIN, user=User.objects.get(email="{slug}@example.org").id)
with in_tenant(tenant):
    for n in range({lessons} - 1):
        write(f"Lesson {{n}}", 20)
    print(write("The longest", {lines}).id)
"""
# The browser's own times of what a key did until it was painted, in steps of 8 ms.
WATCH = """() => {
    window.times = [];
    new PerformanceObserver((list) => {
        for (const { name, duration } of list.getEntries()) {
            if (name === "keydown") window.times.push(duration);
        }
    }).observe({ type: "event", durationThreshold: 16 });
}"""


def figures() -> Iterator[Figure]:
    with stack.running() as lectern, sync_playwright() as playwright:
        lectern.token(SLUG)
        code = FILL.format(slug=SLUG, lessons=LESSONS, lines=LINES)
        lesson = lectern.manage("shell", "-v", "0", "-c", code).strip()
        flags = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=find(), args=flags)
        page = _signed_in(browser, lectern.url)
        yield from _editor(page, f"/w/{SLUG}/lessons/{lesson}")
        yield from _library(page, f"/w/{SLUG}/lessons/")
        browser.close()


def _signed_in(browser: Browser, url: str) -> Page:
    page = browser.new_context(base_url=url, viewport={"width": 1440, "height": 900}).new_page()
    page.goto("/sign-in")
    page.locator("[name=login]").fill(f"{SLUG}@example.org")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/w/**")
    return page


def _editor(page: Page, address: str) -> Iterator[Figure]:
    times = [_opened(page, address) for _ in range(OPENED + 1)][1:]  # the first one fills caches
    yield at_most(f"lesson of {LINES} lines, opened, median, ms", statistics.median(times), 1_000)
    page.evaluate(WATCH)
    page.locator(".line-text").nth(10).click()
    page.keyboard.press("End")
    for _ in range(LETTERS):
        page.keyboard.press("a")
        page.wait_for_timeout(50)
    page.wait_for_timeout(500)
    slow = page.evaluate("window.times")
    times = sorted([16.0] * (LETTERS - len(slow)) + slow)  # the others took less
    yield at_most(
        f"lesson of {LINES} lines, a letter painted, p95, ms", times[int(0.95 * len(times))], 50
    )


def _opened(page: Page, address: str) -> float:
    """Milliseconds from the navigation until the text can be edited, and was painted."""
    page.goto(address, wait_until="commit")
    return page.evaluate(
        """() => new Promise((resolve) => {
            const look = () => document.querySelector("#lines [contenteditable=true] .line")
                ? requestAnimationFrame(() => resolve(performance.now()))
                : setTimeout(look, 5);
            look();
        })"""
    )


def _library(page: Page, address: str) -> Iterator[Figure]:
    times = []
    for n in range(SEARCHES + 1):
        page.goto(address)
        began = time.monotonic()
        page.request.get(f"{address}?q={n}+the+heron", headers={"HX-Request": "true"})
        times.append(1000 * (time.monotonic() - began))
    yield at_most(f"{LESSONS} lessons searched, median, ms", statistics.median(times[1:]), 200)
