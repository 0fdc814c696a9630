"""Token buckets in Valkey: how often somebody may do something.

A bucket is one number, the time at which it will be full again (generic cell rate algorithm,
ITU-T I.371). Several buckets are taken from in one Lua script: from all of them or from none,
by Valkey's own clock.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import redis
from django.conf import settings
from prometheus_client import Counter
from redis.backoff import NoBackoff
from redis.retry import Retry

log = logging.getLogger(__name__)

PREFIX = "lectern:rate:"
TIMEOUT_SECONDS = 0.5
SILENT_SECONDS = 2.0

BYPASSED = Counter(
    "lectern_rate_limit_bypassed", "Requests let through because Valkey could not be asked."
)

# KEYS: the buckets. ARGV: for each, its size and the seconds in which it fills.
# Returns {1 or 0, then for each: how full it is, seconds until it is full, until one is there}.
TAKE = """
local clock = redis.call('TIME')
local now = clock[1] + clock[2] / 1000000
local full_at, step, size, free = {}, {}, {}, 1
for i, key in ipairs(KEYS) do
  size[i] = tonumber(ARGV[2 * i - 1])
  step[i] = tonumber(ARGV[2 * i]) / size[i]
  full_at[i] = math.max(tonumber(redis.call('GET', key) or 0), now)
  if full_at[i] + step[i] - size[i] * step[i] > now + 0.000001 then free = 0 end
end
local said = {free}
for i, key in ipairs(KEYS) do
  local one_at = full_at[i] + step[i] - size[i] * step[i]
  if free == 1 then
    full_at[i] = full_at[i] + step[i]
    local life = math.ceil((full_at[i] - now) * 1000)
    redis.call('SET', key, string.format('%.6f', full_at[i]), 'PX', life)
  end
  local left = math.floor(size[i] - (full_at[i] - now) / step[i] + 0.001)
  table.insert(said, math.max(left, 0))
  table.insert(said, string.format('%.6f', full_at[i] - now))
  table.insert(said, string.format('%.6f', math.max(one_at - now, 0)))
end
return said
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and so many again in `seconds`."""

    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the tightest of the buckets says."""

    allowed: bool
    limit: int
    remaining: int
    full_after: float
    """Seconds until the bucket is full again."""
    retry_after: float
    """Seconds until one more is allowed; 0 when this one was."""


_silent_until = 0.0


def take(buckets: Sequence[tuple[str, Rate]]) -> Verdict | None:
    """Take one from each of the named buckets, or from none where one of them is empty.

    None when Valkey can't be asked: limits then FAIL OPEN. They keep a machine from being
    overrun, and quota, which is money, lies in Postgres; refusing everybody because a cache is
    away would make the smaller failure the larger one. It is logged and counted
    (`lectern_rate_limit_bypassed_total`), and Valkey is left alone for SILENT_SECONDS, so that
    one that hangs does not cost its time limit at every request.
    """
    global _silent_until
    if time.monotonic() < _silent_until:
        BYPASSED.inc()
        return None
    keys = [PREFIX + name for name, _rate in buckets]
    figures = [figure for _name, rate in buckets for figure in (rate.count, rate.seconds)]
    try:
        free, *said = _script(settings.REDIS_URL)(keys=keys, args=figures)
    except redis.RedisError as error:
        log.warning("rate limits are bypassed: %s", error)
        BYPASSED.inc()
        _silent_until = time.monotonic() + SILENT_SECONDS
        return None
    rows = [
        Verdict(bool(free), rate.count, int(left), float(full), 0.0 if free else float(wait))
        for (_name, rate), left, full, wait in zip(
            buckets, said[0::3], said[1::3], said[2::3], strict=True
        )
    ]
    return max(rows, key=lambda row: (row.retry_after, -row.remaining))


@lru_cache(maxsize=2)
def _script(url: str):
    client = redis.Redis.from_url(
        url,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        # One more try: a connection that Valkey's restart has broken says so at its next use.
        retry=Retry(NoBackoff(), 1),
    )
    return client.register_script(TAKE)
