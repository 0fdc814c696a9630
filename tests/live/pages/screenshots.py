"""Writes a picture of every page, as wide as on a desk and on a phone, in both languages and
themes, with an index: `make screenshots SHOTS=folder`.

Starts a Lectern of its own, fills a workspace and closes all again. Chinese needs a Chinese font
on the machine (Debian: fonts-noto-cjk).
"""

import argparse
import html
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.chromium import find
from tests.live.conftest import Stack, started
from tests.live.pages.rounds import Round, entered, filled_workspace
from tests.live.pages.visits import WIDER

SIZES = ((1440, 900), (390, 844))
LANGUAGES = {"en": "en-US", "zh": "zh-CN"}
THEMES = ("light", "dark")
SETTINGS = "tests.live.humming_settings"


@dataclass(frozen=True)
class Shot:
    """A picture of a page, and how many px the page is wider than its window."""

    file: str
    name: str
    look: str
    wider: int


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument(
        "--only", action="append", help="part of an address, or several: those pages alone"
    )
    arguments.add_argument("--paper", action="store_true", help="as they are printed, too")
    given = arguments.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="lectern-shots-") as data,
        started(
            Path(data), DJANGO_SETTINGS_MODULE=SETTINGS, LECTERN_OPERATORS_NEED_SECOND_FACTOR="0"
        ) as stack,
    ):
        shots = list(_taken(stack, given.folder, given.only or [""], paper=given.paper))
    (given.folder / "index.html").write_text(_index(shots), encoding="utf-8")
    for shot in shots:
        if shot.wider > 0:
            print(f"{shot.name}, {shot.look}: {shot.wider} px too wide")
    print(f"{len(shots)} pictures: {given.folder / 'index.html'}")


def _taken(stack: Stack, folder: Path, only: list[str], *, paper: bool) -> Iterator[Shot]:
    with sync_playwright() as playwright, filled_workspace(stack) as rounds:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox"])
        for size in SIZES:
            for short, language in LANGUAGES.items():
                for each in rounds:
                    with entered(browser, stack, each, language=language, size=size) as context:
                        page = context.new_page()
                        for name, address in _named(each):
                            if any(part in address for part in only):
                                page.goto(address)
                                look = f"{size[0]} {short}"
                                yield from _in_both_themes(page, folder, name, look)
                                if paper:
                                    yield _on_paper(page, folder, name, look)
        browser.close()


def _named(round_: Round) -> Iterator[tuple[str, str]]:
    """(name, address) of each page; names are the same from one time to the next, ids are not."""
    times: Counter[str] = Counter()
    for address in round_.addresses:
        without_token = address.partition("?token=")[0]
        name = f"{round_.who} {re.sub('_[0-9A-Za-z]{16,}', '', without_token)}"
        times[name] += 1
        yield (f"{name} {times[name]}" if times[name] > 1 else name), address


def _on_paper(page: Page, folder: Path, name: str, look: str) -> Shot:
    page.emulate_media(media="print", color_scheme="light")
    file = re.sub(r"\W+", "-", f"{name} {look} paper") + ".png"
    page.screenshot(path=folder / file, full_page=True, animations="disabled")
    shot = Shot(file, name, f"{look} paper", page.evaluate(WIDER))
    page.emulate_media(media="screen")
    return shot


def _in_both_themes(page: Page, folder: Path, name: str, look: str) -> Iterator[Shot]:
    for theme in THEMES:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        file = re.sub(r"\W+", "-", f"{name} {look} {theme}") + ".png"
        page.screenshot(path=folder / file, full_page=True, animations="disabled")
        yield Shot(file, name, f"{look} {theme}", page.evaluate(WIDER))


def _index(shots: list[Shot]) -> str:
    """A page with all pictures: a row for each page, a column for each look."""
    looks = list(dict.fromkeys(shot.look for shot in shots))
    rows: dict[str, dict[str, Shot]] = {}
    for shot in shots:
        rows.setdefault(shot.name, {})[shot.look] = shot
    head = "".join(f"<th>{look}" for look in looks)
    body = "".join(
        f"<tr><th>{html.escape(name)}" + "".join(_cell(of_page.get(look)) for look in looks)
        for name, of_page in rows.items()
    )
    style = "table{border-spacing:1rem}td,th{vertical-align:top}img{width:16rem;border:1px solid}"
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>Pages of Lectern</title>"
        f"<style>{style}</style><table><tr><th>{head}{body}</table>"
    )


def _cell(shot: Shot | None) -> str:
    if shot is None:
        return "<td>"
    file = html.escape(shot.file)
    wide = f"<br>{shot.wider} px too wide" if shot.wider > 0 else ""
    return f'<td><a href="{file}"><img src="{file}" alt="{file}" loading=lazy></a>{wide}'


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    main()
