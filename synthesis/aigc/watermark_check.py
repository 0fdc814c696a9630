"""Looks for the watermark in a file of somebody's, in a confined process and bounded time."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.conf import settings

import confined
from voices.decode.confined import DecodeLimits, child_limits
from voices.decode.refusal import ClipRefused
from voices.decode.sniff import container_of

log = logging.getLogger(__name__)

LOOKED_AT_SECONDS = 60.0
"""Of a longer sound, its beginning is looked at."""

MOST_BYTES = 25_000_000
LEAST_SECONDS = 1.0
"""In less than this, that nothing is found says nothing."""

_LIMITS = DecodeLimits(max_seconds=LOOKED_AT_SECONDS, cpu_seconds=15, wall_seconds=20.0)
_MEMORY = 768 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class WatermarkCheck:
    """What was found in `seconds` of a sound. `score` is 0 to 1, `share` in how much of it."""

    is_marked: bool
    score: float
    share: float
    seconds: float

    @property
    def is_telling(self) -> bool:
        """False where the sound was too short to say that there is no mark."""
        return self.is_marked or self.seconds >= LEAST_SECONDS


def watermark_in(data: bytes) -> WatermarkCheck | None:
    """Look for the watermark in a sound file; None where it can't be decoded, or takes too long.

    Takes a second of a processor for a minute of sound, `_LIMITS.wall_seconds` at most. A mark says
    that the sound was made by a machine: Perth's has no key, so that others' carry it, too.
    """
    name = settings.WATERMARK
    if not name or len(data) > MOST_BYTES:
        return None
    try:
        order = {
            "container": container_of(data),
            "limits": child_limits(_LIMITS) | {"beginning": True},
            "watermark": name,
        }
        facts, _ = confined.run(
            "synthesis.aigc.watermark_child",
            data,
            order=order,
            limits=confined.Limits(
                memory_bytes=_MEMORY,
                cpu_seconds=_LIMITS.cpu_seconds,
                wall_seconds=_LIMITS.wall_seconds,
                output_bytes=65_536,
            ),
        )
        return WatermarkCheck(
            facts["is_marked"] is True,
            *(float(facts[name]) for name in ("score", "share", "seconds")),
        )
    except (ClipRefused, confined.Refused, confined.Died) as error:
        log.info("no watermark was looked for: %s", error)
    except (ValueError, KeyError, TypeError) as error:
        log.warning("the child gave an unreadable answer: %s", error)
    return None
