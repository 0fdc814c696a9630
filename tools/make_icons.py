"""Draws the icons of the app from static/lectern.svg: `python -m tools.make_icons`.

`any` is the picture as it is. `maskable` fills the whole square, with the picture in the middle
four fifths of it, as systems cut the rest to their own shapes.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import sync_playwright  # noqa: E402

from tests.chromium import find  # noqa: E402

PAGE = "<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>"
SIZES = (192, 512)


def main() -> None:
    """Write both icons in both sizes."""
    picture = (ROOT / "static/lectern.svg").read_text()
    full = picture.replace('rx="8"', "").replace('viewBox="0 0 32 32"', 'viewBox="-2 -2 36 36"')
    full = full.replace("<rect width", '<rect x="-2" y="-2" width').replace(
        '"32" height="32"', '"36" height="36"'
    )
    folder = ROOT / "static/icons"
    folder.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox"])
        for name, svg in (("any", picture), ("maskable", full)):
            for size in SIZES:
                page = browser.new_page(viewport={"width": size, "height": size})
                page.set_content(PAGE + svg)
                page.screenshot(path=folder / f"{name}-{size}.png", omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
