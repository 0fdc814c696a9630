"""What the operator of this installation has to say of itself: names in our texts, or own texts."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs this installation; empty where the operator has not filled it in."""

    name: str
    address: str
    email: str
    law: str


@dataclass(frozen=True, slots=True)
class Part:
    """A heading or a paragraph of an own text."""

    is_heading: bool
    text: str


def operator() -> Operator:
    """The operator as the settings name it."""
    return Operator(**settings.OPERATOR)


def text_of(name: str, language: str) -> list[Part] | None:
    """The operator's own text, from `legal/<name>.<language>.txt` in the data folder; None if there
    is none.

    Blank lines separate paragraphs, and a line that begins with # is a heading. `manage.py check`
    refuses a file in another encoding than UTF-8; here its letters become �.
    """
    path: Path = settings.LEGAL_TEXTS / f"{name}.{language}.txt"
    if not path.is_file():
        return None
    blocks = (
        path.read_text(encoding="utf-8-sig", errors="replace").replace("\r\n", "\n").split("\n\n")
    )
    return [_part(block.strip()) for block in blocks if block.strip()]


def _part(block: str) -> Part:
    return Part(True, block.lstrip("# ")) if block.startswith("#") else Part(False, block)
