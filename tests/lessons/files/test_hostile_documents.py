"""Hostile documents are refused with a clear reason, or become a sane lesson.

`make hostile` takes all 300 of them; otherwise it is every eighth.
"""

from __future__ import annotations

import os

import psutil
import pytest

from lessons.files import REFUSALS, FileRefused, read
from lessons.files.blocks import KINDS
from lessons.material import from_script
from synthesis.text.lines import LONGEST_LINE
from tests.lessons.files.hostile import COUNT, hostile_files

EVERY = int(os.environ.get("LECTERN_HOSTILE_EVERY", "8"))
CODES = {reason.partition(".")[0] for reason in REFUSALS}
GROWTH_BYTES = 60_000_000


def outcome(data: bytes, name: str) -> str:
    """`accepted`, or the code of the refusal."""
    try:
        script = read(data, name="a.md" if name.startswith(("md", "trap")) else "")
    except FileRefused as refusal:
        assert str(refusal) and "{" not in str(refusal)
        return refusal.code
    assert all(block.kind in KINDS and block.text for block in script.blocks)
    for piece in from_script(script, with_notes=True).pieces:
        assert 0 < len(piece.text) <= LONGEST_LINE and "\n" not in piece.text
    return "accepted"


@pytest.fixture(scope="module")
def files() -> list[tuple[str, bytes]]:
    return list(hostile_files())


def test_every_hostile_document_is_refused_or_sane(files):
    assert len({data for _name, data in files}) == COUNT
    us = psutil.Process()
    children, before = us.children(), us.memory_info().rss
    outcomes = {name: outcome(data, name) for name, data in files[::EVERY]}
    unknown = {name: code for name, code in outcomes.items() if code not in {*CODES, "accepted"}}
    assert not unknown
    assert {"accepted", "damaged"} <= set(outcomes.values()), "both happen"
    assert us.children() == children
    assert us.memory_info().rss - before < GROWTH_BYTES
