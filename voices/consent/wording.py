"""The statement that a person reads aloud, in versions: what was agreed to must stay known.

A new wording is a new version; an old one is never changed, since records point to it. The parts
of the statement follow practice (Azure's custom voice: name, company, purpose) and what GDPR
Art. 7 and PIPL Art. 14–16 ask for: who, what for, and that it can be withdrawn.
"""

from __future__ import annotations

import secrets

VERSION = "2026-11"

WORDINGS: dict[tuple[str, str], str] = {
    ("2026-11", "en"): (
        "My name is {name}. I agree that {organisation} makes an artificial voice from this "
        "recording of my voice and lets it read texts aloud. I know that I can withdraw this "
        "consent at any time. My number is {number}."
    ),
    ("2026-11", "zh"): (
        "我是{name}。我同意{organisation}用我的这段录音制作人工合成的声音，并用它来朗读文字。"
        "我知道我可以随时撤回这项同意。我的编号是 {number}。"
    ),
}

LANGUAGES = ("zh", "en")
DIGITS = 4
# Without 0 and 1: both are said in two ways ("oh", yāo), and yī is heard as qī. Without 2 and 4,
# which are heard as "to" and "for", and last of a number as nothing at all, or as cì.
ALPHABET = "356789"


def new_number() -> str:
    """Four digits that nobody can know before: an old recording holds others.

    No digit stands beside itself, since "four four" is heard as one. 6 · 5³ = 750 numbers.
    """
    number = ""
    while len(number) < DIGITS:
        digit = secrets.choice(ALPHABET)
        if not number.endswith(digit):
            number += digit
    return number


def statement(
    *, language: str, name: str, organisation: str, number: str, version: str = VERSION
) -> str:
    """What is read aloud. Raises KeyError for a language or version that there is not.

    The digits stand apart, so that they are read one by one.
    """
    wording = WORDINGS[version, language]
    return wording.format(name=name, organisation=organisation, number=" ".join(number))
