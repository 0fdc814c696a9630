"""The common form of all material: pieces, each of which becomes a line of a lesson."""

from __future__ import annotations

from dataclasses import dataclass

from synthesis.text.lines import SENTENCE
from synthesis.text.placed import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A line to be. `speaker` is the name in the script of whoever says it, or "".

    `kind` is that of a line; a pause has no text. `pause_ms` is the silence after it, None where
    the material says nothing of it. Places of `readings` count code points of `text`.
    """

    text: str = ""
    kind: str = SENTENCE
    ends_paragraph: bool = False
    speaker: str = ""
    pause_ms: int | None = None
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class Material:
    """Pieces in order. `ignored` names what was asked for and is not followed, each once."""

    pieces: tuple[Piece, ...]
    ignored: tuple[str, ...] = ()

    @property
    def speakers(self) -> list[str]:
        """The names of the speakers, in the order in which they first speak."""
        return list(dict.fromkeys(piece.speaker for piece in self.pieces if piece.speaker))
