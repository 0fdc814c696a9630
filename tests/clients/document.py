"""The table of docs/clients.md: a line for each client and call, with what was seen."""

from __future__ import annotations

import importlib.metadata
import json
import re
from dataclasses import dataclass
from pathlib import Path

from config import ROOT
from tests.clients.clients import CLIENTS, Client, Place

DOCUMENT = ROOT / "docs" / "clients.md"
BEGIN, END = "<!-- written by make clients -->\n", "<!-- end -->\n"
HEAD = "| Client | Version | Call | Works | Seen |\n|---|---|---|---|---|\n"
YES = "yes"
HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Line:
    """One call of one client; `works` is YES, or "no"."""

    client: str
    version: str
    call: str
    works: str
    seen: str


def version_of(client: Client) -> str:
    """The version of the client that is tried: the one that is pinned, or installed here."""
    if client.place is Place.OWN:
        return importlib.metadata.version(client.package)
    name = client.package.partition(" ")[0]
    if client.place is Place.NODE:
        return json.loads((HERE / "package.json").read_text())["dependencies"][name]
    pins = (HERE / "requirements.txt").read_text()
    found = re.search(rf"(?m)^{re.escape(name)}(?:\[.*\])?==(\S+)$", pins)
    assert found, name
    return found[1]


def lines() -> list[Line]:
    """What the document says now."""
    table = DOCUMENT.read_text().partition(BEGIN)[2].partition(END)[0]
    rows = [row for row in table.splitlines() if row.startswith("| ")][1:]
    return [Line(*(cell.strip() for cell in row.strip("|").split("|"))) for row in rows]


def write(seen: list[Line]) -> None:
    """Put these lines into the table, in the place of those of the same calls."""
    known = {(line.client, line.call): line for line in [*lines(), *seen]}
    wanted = [(client.package, call) for client in CLIENTS for call in client.calls]
    rows = [
        f"| {line.client} | {line.version} | {line.call} | {line.works} | {line.seen} |\n"
        for line in (known[key] for key in wanted if key in known)
    ]
    before, begin, rest = DOCUMENT.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    assert begin, f"{DOCUMENT} has no place for the table"
    DOCUMENT.write_text(before + BEGIN + HEAD + "".join(rows) + END + after)
