"""Every page, as an owner, a member and an operator see it, in both languages and themes: nothing
that axe-core finds, silence in the browser's console, and little to load.

English pages are looked at as wide as on a desk, and in both themes: a colour is the same at any
width. Chinese ones are as narrow as on a phone; an operator's and a member's are left to `make
thorough`.
"""

import json
from collections.abc import Iterable

import pytest
from playwright.sync_api import Browser

from config import ROOT
from runtime.assets import install_assets
from tests.live.conftest import Stack
from tests.live.pages.rounds import entered, filled_workspace
from tests.live.pages.visits import OPENED_BY_SCRIPT, Seen, Visitor
from tests.thoroughness import THOROUGH

DESK, PHONE = "en-US", "zh-CN"
SIZES = {DESK: (1440, 900), PHONE: (390, 844)}
ON_A_PHONE = {"nobody", "owner", *(("member", "operator") if THOROUGH else ())}
# Bytes of script and style: as they are run, and as they come.
A_PAGE = (165_000, 60_000)
THE_EDITOR = (400_000, 130_000)
# It measures, draws and keeps, and must have all of that before the network goes.
THE_RECORDER = (160_000, 60_000)
# Django's own tables bring jQuery with them.
NOT_OURS = "/operator/billing/"


@pytest.fixture(scope="module")
def seen(browser: Browser, humming: Stack, tmp_path_factory) -> list[Seen]:
    """All pages, visited. Then the workspace goes, as nothing was metered of its jobs."""
    install_assets(ROOT, tmp_path_factory.mktemp("npm") / "npm.log", development=True)
    pages = []
    with filled_workspace(humming) as rounds:
        for language, size in SIZES.items():
            for each in rounds:
                if language == PHONE and each.who not in ON_A_PHONE:
                    continue
                with entered(browser, humming, each, language=language, size=size) as context:
                    who = f"{language} {each.who}"
                    visitor = Visitor(context.new_page(), who, dark=language == DESK)
                    pages += [visitor.visit(address) for address in each.addresses]
    return pages


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


def test_no_page_is_wider_than_its_window(seen):
    wide = {page.where: page.wider for page in seen if page.wider}
    assert not wide, json.dumps(wide, indent=1)


def _listed(found: Iterable[tuple[str, Seen]]) -> str:
    """Each finding once, with the first pages that have it."""
    pages: dict[str, list[str]] = {}
    for each, page in found:
        pages.setdefault(each, []).append(page.where)
    return "\n".join(f"{each}\n    {len(on)}: {on[:3]}" for each, on in pages.items())


def test_the_keyboard_reaches_all_and_loses_nothing(seen):
    ours = [page for page in seen if "/operator/" not in page.where]
    assert not any(page.focus for page in ours), _listed(
        (each, page) for page in ours for each in page.focus
    )


def test_there_is_little_to_load(seen):
    ours = [page for page in seen if NOT_OURS not in page.where]
    assert all(page.raw > 0 for page in ours)
    heavy = {page.where: (page.raw, page.wire) for page in ours if _is_heavy(page)}
    assert not heavy, json.dumps(heavy, indent=1)


def _is_heavy(page: Seen) -> bool:
    raw, wire = THE_EDITOR if "/lessons/lesson_" in page.where else A_PAGE
    if page.where.endswith(("/voices/new", "/takes/new")):
        raw, wire = THE_RECORDER
    return page.raw > raw or page.wire > wire
