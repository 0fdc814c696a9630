"""Whether a folder holds what the engine loads: `manage.py models pull` and `verify` ask."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..base import ModelFilesMissing
from .config import HOP, MELS
from .files import GET_FILES
from .graphs import Graphs
from .token_table import TokenTable

FRAMES, TOKENS = 16, 4


def check(folder: Path) -> None:
    """Load everything, and let it speak a few frames. Raises ModelFilesMissing."""
    table, graphs = TokenTable(folder), Graphs(folder, threads=1)
    last = len(table) - 1  # an embedding for each token, or the graph fails
    try:
        said = graphs.text_condition([last] * TOKENS, [0] * TOKENS, FRAMES, 1.0)
        nothing = np.zeros_like(said)
        moved = graphs.velocity(0.0, nothing, said, nothing, 1.0)
        sound = graphs.sound(moved[0])
    except Exception as error:  # the library raises many kinds
        raise ModelFilesMissing(f"{folder} can't speak: {error}; {GET_FILES}") from error
    frames = 2 * FRAMES
    if said.shape != (1, frames, MELS) or len(sound) != (frames - 1) * HOP:
        raise ModelFilesMissing(f"{folder} speaks in another shape than ZipVoice; {GET_FILES}")
