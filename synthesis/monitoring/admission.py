"""Refuses interactive work that would begin too late for somebody who waits for it.

Speech, previews, lines of lessons that somebody waits for, remakes. Batch work is queued however
long it waits. The forecast is made of a look at the queue that is at
most FRESH_SECONDS old, whoever asks, so that refusing thousands costs as much as refusing one.
"""

import math
import threading
import time

from django.conf import settings
from django.utils.translation import gettext as _

from synthesis.dispatch import outlook
from synthesis.dispatch.outlook import Line
from synthesis.monitoring.forecast import total_speed
from tenants.limits import Limits
from tenants.models import Tenant
from tenants.refusal import Refused

FRESH_SECONDS = 1.0
LONGEST_RETRY_SECONDS = 600
AHEAD = "x-lectern-segments-ahead"

_guard = threading.Lock()
_looks: dict[str, tuple[float, Line, float]] = {}


def check_wait(*, tenant: Tenant, limits: Limits, engine: str) -> None:
    """Raises Refused (429) where a new interactive job would wait longer than the limit.

    `Retry-After` says when the wait should be within it. Where no worker has told its speed yet,
    nothing is refused.
    """
    line, speed = _look(engine)
    if not speed:
        return
    ahead = line.ahead_of_new(tenant.id, limits.weight)
    seconds = ahead.audio_ms / 1000 / speed
    too_long = seconds - settings.INTERACTIVE_WAIT_SECONDS
    if too_long <= 0:
        return
    message = _(
        "Too much is waiting at the moment: %(count)s sentences come before yours, which take "
        "about %(seconds)s seconds. Try again soon."
    )
    retry = min(LONGEST_RETRY_SECONDS, max(1, math.ceil(too_long)))
    raise Refused(
        "busy",
        message % {"count": ahead.segments, "seconds": round(seconds)},
        status=429,
        headers={"Retry-After": str(retry), AHEAD: str(ahead.segments)},
    )


def _look(engine: str) -> tuple[Line, float]:
    """(the queue, seconds of audio that all workers make in a second)."""
    with _guard:
        until, line, speed = _looks.get(engine, (0.0, None, 0.0))
        if line is None or time.monotonic() >= until:
            speed = total_speed(engine)
            line = outlook.line(engine)
            _looks[engine] = (time.monotonic() + FRESH_SECONDS, line, speed)
        return line, speed


def forget() -> None:
    """Look anew at the next question."""
    with _guard:
        _looks.clear()
