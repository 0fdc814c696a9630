"""Every page, as an owner, a member and an operator see it, in both languages and themes: nothing
that axe-core finds, silence in the browser's console, and little to load.

English pages are looked at as wide as on a desk, Chinese ones as narrow as on a phone.
"""

import json
from collections.abc import Iterable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from config import ROOT
from runtime.assets import install_assets
from tests.live.conftest import Stack
from tests.live.pages.filled import PASSWORD
from tests.live.pages.visits import OPENED_BY_SCRIPT, Seen, Visitor
from tests.web.test_every_page import SIGNED_OUT, WORKSPACE

SLUG = "egret"
OPERATOR = ["", "queue/", "tenants/", "machines/", "failed-jobs/", "billing/plan/"]
OF_MEMBERS = ["", "voices/", "members/", "usage", "tone/"]
SIZES = {"en-US": (1440, 900), "zh-CN": (390, 844)}
# Bytes of script and style: as they are run, and as they come.
A_PAGE = (150_000, 60_000)
THE_EDITOR = (400_000, 130_000)
# Django's own tables bring jQuery with them.
NOT_OURS = "/operator/billing/"


@pytest.fixture(scope="module")
def seen(browser: Browser, humming: Stack, tmp_path_factory) -> list[Seen]:
    """All pages, visited. Then the workspace goes, as nothing was metered of its jobs."""
    install_assets(ROOT, tmp_path_factory.mktemp("npm") / "npm.log", development=True)
    humming.workspace(SLUG)
    code = f"from tests.live.pages.filled import fill; fill('{SLUG}')"
    there = json.loads(humming.console.run("shell", "-v", "0", "-c", code))
    pages = [
        found for language in SIZES for found in _in_a_language(browser, humming, language, there)
    ]
    code = f"from tests.live.pages.filled import close; close('{SLUG}')"
    humming.console.run("shell", "-v", "0", "-c", code)
    return pages


def _in_a_language(browser: Browser, stack: Stack, language: str, there: dict) -> Iterator[Seen]:
    owners = [f"/w/{SLUG}/{page}" for page in [*WORKSPACE, *there["pages"]]]
    lesson = next(page for page in there["pages"] if page.startswith("lessons/"))
    members = [f"/w/{SLUG}/{page}" for page in [*OF_MEMBERS, lesson]]
    rounds = [
        ("nobody", "", "/sign-in", [*SIGNED_OUT, "/made-here", "/w/nowhere/"]),
        ("owner", f"{SLUG}@example.org", "/sign-in", ["/password/change", *owners]),
        ("member", there["member"], "/sign-in", members),
        ("operator", there["operator"], "/operator/", [f"/operator/{page}" for page in OPERATOR]),
    ]
    for who, email, door, addresses in rounds:
        width, height = SIZES[language]
        context = browser.new_context(
            base_url=stack.url,
            locale=language,
            viewport={"width": width, "height": height},
            color_scheme="light",
            reduced_motion="reduce",
        )
        if email:
            _sign_in(context, door, email)
        visitor = Visitor(context.new_page(), f"{language} {who}")
        for address in addresses:
            yield visitor.visit(address)
        context.close()


def _sign_in(context: BrowserContext, door: str, email: str) -> None:
    page = context.new_page()
    page.goto(door)
    page.locator("[name=username]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda url: "sign-in" not in url and "login" not in url)
    page.close()


def test_axe_finds_nothing(seen):
    opened = {what for page in seen for what in page.opened}
    assert opened >= {"page", "menu", *OPENED_BY_SCRIPT}
    assert not any(page.violations for page in seen), _listed(
        (each, page) for page in seen for each in page.violations
    )


def test_the_console_is_silent(seen):
    assert not any(page.said for page in seen), _listed(
        (each, page) for page in seen for each in page.said
    )


def _listed(found: Iterable[tuple[str, Seen]]) -> str:
    """Each finding once, with the first pages that have it."""
    pages: dict[str, list[str]] = {}
    for each, page in found:
        pages.setdefault(each, []).append(page.where)
    return "\n".join(f"{each}\n    {len(on)}: {on[:3]}" for each, on in pages.items())


def test_there_is_little_to_load(seen):
    ours = [page for page in seen if NOT_OURS not in page.where]
    assert all(page.raw > 0 for page in ours)
    heavy = {page.where: (page.raw, page.wire) for page in ours if _is_heavy(page)}
    assert not heavy, json.dumps(heavy, indent=1)


def _is_heavy(page: Seen) -> bool:
    raw, wire = THE_EDITOR if "/lessons/lesson_" in page.where else A_PAGE
    return page.raw > raw or page.wire > wire
