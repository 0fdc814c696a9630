"""Figures for the studio's estimate of a text's length while it is typed (rough_length.js)."""

import json

from synthesis.aigc.notice import NOTICES
from synthesis.text.estimate import MS_SEGMENT, RATES
from synthesis.text.plan import FIRST_MS, GOOD_MS, LONGEST_MS, SHORT_MS
from voices.tone.services import notice, tones

PACE = ("speed", "sentence_pause_ms", "paragraph_pause_ms")


def figures() -> str:
    """The server's own figures as JSON.

    With them the pace of the workspace ("") and of each voice that has one of its own, and the
    spoken notice by language; null where the workspace wants none.
    """
    return json.dumps(
        {
            "rates": RATES,
            "segment_ms": MS_SEGMENT,
            "first_ms": FIRST_MS,
            "short_ms": SHORT_MS,
            "good_ms": GOOD_MS,
            "longest_ms": LONGEST_MS,
            "notice": NOTICES if notice() else None,
            "tones": {
                voice: {name: getattr(tone, name) for name in PACE}
                for voice, tone in tones().items()
            },
        }
    )
