"""The statement that a person reads aloud, in versions, as it must stay known what was agreed to.

A new wording is a new version; old ones never change, since records refer to them. The parts of
the statement follow practice (Azure's custom voice: name, company, purpose) and what GDPR
Art. 7 and PIPL Art. 14–16 ask for: who, what for, and that it can be withdrawn.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from voices.consent.random_words import listed

VERSION = "2026-12"

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
    ("2026-12", "en"): (
        "My name is {name}. I agree that {organisation} makes an artificial voice from this "
        "recording of my voice and lets it read texts aloud. I know that I can withdraw this "
        "consent at any time. My number is {number}. My words are {words}."
    ),
    ("2026-12", "zh"): (
        "我是{name}。我同意{organisation}用我的这段录音制作人工合成的声音，并用它来朗读文字。"
        "我知道我可以随时撤回这项同意。我的编号是 {number}。我的词语是{words}。"
    ),
}

LANGUAGES = ("zh", "en")
DIGITS = 4
# Without 0 and 1, which can be said in two ways ("oh", yāo), and as yī is heard as qī. Without 2
# and 4, which are heard as "to" and "for", and at the end of a number not at all, or as cì.
ALPHABET = "356789"


def new_number() -> str:
    """Four digits that nobody can know before, so that an old recording has others.

    No digit comes twice in a row, since "six six" is heard as one. 6 · 5³ = 750 numbers.
    """
    number = ""
    while len(number) < DIGITS:
        digit = secrets.choice(ALPHABET)
        if not number.endswith(digit):
            number += digit
    return number


def statement(
    *,
    language: str,
    name: str,
    organisation: str,
    number: str,
    words: Sequence[str],
    version: str = VERSION,
) -> str:
    """The text to be read aloud. Raises KeyError for an unknown language or version.

    The digits are separated by spaces, so that they are read one by one.
    """
    return WORDINGS[version, language].format(
        name=name,
        organisation=organisation,
        number=" ".join(number),
        words=listed(words, language),
    )
