"""The settings of a Lectern whose Kokoro hums: for what is asked of the API, not of the speech.

Everything else of the engine is as it is: its voices, its languages and how it spells.
"""

from dataclasses import replace

from config.settings import *  # noqa: F403
from synthesis.engines import ENGINES
from tests.faults.tone import HummingKokoro

ENGINES["kokoro"] = replace(ENGINES["kokoro"], load=lambda models: HummingKokoro())
