"""The settings of a cluster that hums instead of speaking: for what becomes of segments.

Segments are claimed up to 25 times, as one may be hit again and again here. Each host hums at a
pitch of its own (TONE_DETUNED): what one has begun and another has gone on with can be told.
"""

from config.settings import *  # noqa: F403
from synthesis.engines import ENGINES
from tests.faults import tone

ENGINES.clear()  # /readyz would want a warm worker of each
ENGINES[tone.NAME] = tone.SPEC
DEFAULT_ENGINE = tone.NAME
WATERMARK = ""
MAX_ATTEMPTS = 25
