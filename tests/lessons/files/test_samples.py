"""Documents that other programs wrote, and what is read of them; samples/README.md names both."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from lessons.files import Script, read
from lessons.files.blocks import FILE_KINDS

SAMPLES = Path(__file__).with_name("samples")
EXPECTED = dict(
    section.split("\n", 1)
    for section in (SAMPLES / "expected.txt").read_text().removeprefix("## ").split("\n## ")
)
FILES = sorted(path for path in SAMPLES.iterdir() if path.name not in ("README.md", "expected.txt"))


def shown(script: Script) -> str:
    """The script as expected.txt has it."""
    head = [script.kind, script.title, json.dumps(script.noticed, ensure_ascii=False)]
    body = [f"{block.kind} {block.level or ''}".ljust(10) + block.text for block in script.blocks]
    return "\n".join([*head, *body])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_document_of_another_program_is_read_as_expected(path):
    assert shown(read(path.read_bytes(), name=path.name)) == EXPECTED[path.name].rstrip("\n")


def test_there_are_three_of_each_kind():
    kinds = Counter(EXPECTED[path.name].split("\n")[0] for path in FILES)
    assert set(kinds) == set(FILE_KINDS) and min(kinds.values()) >= 3
