"""The settings of a Lectern whose Kokoro hums: for tests of the API, not of the speech.

Everything else of the engine is real: its voices, its languages and how it spells. Nobody is
fitted: everybody sounds the same.
"""

from __future__ import annotations

from dataclasses import replace

from synthesis.engines import ENGINES
from tests.faults.tone import PacedKokoro
from tests.live.unfitted_settings import *  # noqa: F403

WATERMARK = ""
ENGINES["kokoro"] = replace(ENGINES["kokoro"], load=lambda models: PacedKokoro())
