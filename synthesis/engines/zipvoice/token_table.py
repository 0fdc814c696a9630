"""The model's tokens: espeak-ng's phonemes for English, initials and finals for Mandarin."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..base import ModelFilesMissing
from .files import GET_FILES, TOKENS

_TONES = "42135"
"""Which tone stands in for one that a final does not have in the table, best first."""


class TokenTable:
    """Tokens by name. Raises ModelFilesMissing for a file that is no table of them."""

    def __init__(self, folder: Path) -> None:
        file = folder / TOKENS
        try:
            lines = file.read_text(encoding="utf-8").split("\n")
            pairs = [line.rsplit("\t", 1) for line in lines if line]
            self._numbers = {name: int(number) for name, number in pairs}
        except FileNotFoundError:
            raise ModelFilesMissing(f"{file} is missing; {GET_FILES}") from None
        except (OSError, ValueError) as error:
            raise ModelFilesMissing(
                f"{file} is no table of tokens ({error}); {GET_FILES}"
            ) from None
        if missing := [name for name in (" ", ".", ",", "ə", "zh0", "ang1") if name not in self]:
            raise ModelFilesMissing(f"{file} has no token {missing[0]!r}; {GET_FILES}")

    def __contains__(self, name: str) -> bool:
        return name in self._numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def numbers(self, names: Iterable[str]) -> list[int]:
        """The tokens of these names; those that are not in the table are left out."""
        return [self._numbers[name] for name in names if name in self._numbers]

    def final(self, name: str) -> str:
        """A final with its tone ("ue5"), in another tone where the table lacks it."""
        others = [name[:-1] + tone for tone in _TONES]
        return next((each for each in (name, *others) if each in self._numbers), name)
