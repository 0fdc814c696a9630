"""What lessons are made of, read from what people have: plain text, dialogues, SSML."""

from .pieces import Material, Piece
from .plain import from_text
from .ssml import from_ssml

INPUT_FORMATS = {"text": from_text, "ssml": from_ssml}

__all__ = ["INPUT_FORMATS", "Material", "Piece", "from_ssml", "from_text"]
