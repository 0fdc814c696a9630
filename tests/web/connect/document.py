"""What docs/connect.md quotes of the programs: the table, and each program's block.

After a change of web/connect/programs.py, `python -m tests.web.connect.document` writes it anew.
"""

import os
import re

import django

from config import ROOT

DOCUMENT = ROOT / "docs" / "connect.md"
QUOTED = re.compile(
    r"(<!-- from web/connect/programs\.py: ([\w-]+) -->\n).*?(<!-- end -->\n)", re.S
)
BASE = "https://lectern.example"
VALUES = {
    "base": BASE,
    "socket": "wss://lectern.example",
    "token": "YOUR_TOKEN",
    "voice": "af_heart",
    **{name: f"{BASE}/lti/…/{name}" for name in ("launch", "login", "keys")},
}


def as_written(text: str) -> str:
    """The document with what it should quote."""
    from web.connect.programs import GROUPS

    programs = [each.filled(VALUES) for _title, group in GROUPS for each in group]
    rows = [f"| [{each.name}](#{each.code}) | {each.speaks} | {each.tried} |" for each in programs]
    parts = {"table": "\n".join(["| Program | Speaks | Tried |", "|---|---|---|", *rows])}
    for each in programs:
        parts[each.code] = f"{each.where}\n\n```{each.language}\n{each.block}\n```"
    missing = set(parts) - {name for _begin, name, _end in QUOTED.findall(text)}
    assert not missing, f"docs/connect.md has no place for {missing}"
    return QUOTED.sub(lambda found: f"{found[1]}\n{parts[found[2]]}\n\n{found[3]}", text)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    DOCUMENT.write_text(as_written(DOCUMENT.read_text("utf-8")), "utf-8")
