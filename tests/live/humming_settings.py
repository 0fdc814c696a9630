"""The settings of a Lectern whose Kokoro hums: for tests of the API, not of the speech.

Everything else of the engine is real: its voices, its languages and how it spells. Enrolment
loads the engine that speaks.
"""

from dataclasses import replace

from config.settings import *  # noqa: F403
from synthesis.engines import ENGINES
from tests.faults.tone import PacedKokoro

KOKORO = ENGINES["kokoro"]
ENGINES["kokoro"] = replace(
    KOKORO,
    load=lambda models: PacedKokoro(),
    load_enrolling=lambda models, engine, encoders: KOKORO.load_enrolling(
        models, lambda: KOKORO.load(models), encoders
    ),
)
