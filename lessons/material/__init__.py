"""What lessons are made of, read from what people have: plain text, dialogues, SSML, files."""

from .pieces import Material, Piece
from .plain import from_text
from .script import from_script
from .ssml import from_ssml

INPUT_FORMATS = {"text": from_text, "ssml": from_ssml}

__all__ = ["INPUT_FORMATS", "Material", "Piece", "from_script", "from_ssml", "from_text"]
