"""The times of a segment's words, as they are kept with it. No Django here."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Any, Literal

from synthesis.engines.base import WordTime

Method = Literal["aligned", "estimated"]


@dataclass(frozen=True, slots=True)
class WordTimes:
    """The words of a segment in order, and how their times were found: `aligned` by the engine that
    spoke them, or `estimated` from the words' lengths and the pauses in the audio."""

    method: Method
    words: tuple[WordTime, ...]

    def dump(self) -> dict[str, Any]:
        """As JSON: `method`, and for each word its characters and its milliseconds."""
        return {"method": self.method, "words": [list(astuple(word)) for word in self.words]}

    @classmethod
    def load(cls, data: dict[str, Any]) -> WordTimes:
        """Read what `dump` wrote."""
        return cls(data["method"], tuple(WordTime(*word) for word in data["words"]))
