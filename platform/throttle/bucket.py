"""Token buckets in Valkey: how often somebody may do something.

A bucket is one number: the time at which it will be full again (generic cell rate algorithm,
ITU-T I.371). One Lua script takes from several buckets, from all or from none, by Valkey's clock.
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
from redis.commands.core import Script
from redis.retry import Retry

log = logging.getLogger(__name__)

PREFIX = "lectern:rate:"
TIMEOUT_SECONDS = 0.5
SILENT_SECONDS = 2.0

BYPASSED = Counter(
    "lectern_rate_limit_bypassed", "Requests let through because Valkey could not be asked."
)

# KEYS: the buckets. ARGV: for each, its size and the seconds in which it fills.
# Returns {1 or 0, then for each: tokens left, seconds until it is full, until there is a token}.
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
local reply = {free}
for i, key in ipairs(KEYS) do
  local one_at = full_at[i] + step[i] - size[i] * step[i]
  if free == 1 then
    full_at[i] = full_at[i] + step[i]
    local life = math.ceil((full_at[i] - now) * 1000)
    redis.call('SET', key, string.format('%.6f', full_at[i]), 'PX', life)
  end
  local left = math.floor(size[i] - (full_at[i] - now) / step[i] + 0.001)
  table.insert(reply, math.max(left, 0))
  table.insert(reply, string.format('%.6f', full_at[i] - now))
  table.insert(reply, string.format('%.6f', math.max(one_at - now, 0)))
end
return reply
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` at once, and after that `count` in each `seconds`."""

    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of the tightest of the buckets."""

    allowed: bool
    limit: int
    remaining: int
    full_after: float
    """Seconds until the bucket is full again."""
    retry_after: float
    """Seconds until one more is allowed; 0 if this one was."""


_silent_until = 0.0


def take(buckets: Sequence[tuple[str, Rate]]) -> Verdict | None:
    """Take one token from each of the named buckets, or from none if one of them is empty.

    Returns None if Valkey does not answer: rate limits FAIL OPEN. They only keep a machine from
    being overrun (quota, which is money, is in Postgres), and to refuse everybody because a cache
    is down would be the larger failure. It is logged and counted
    (`lectern_rate_limit_bypassed_total`), and Valkey is not asked again for SILENT_SECONDS, so
    that not every request waits for one that hangs.
    """
    global _silent_until
    if time.monotonic() < _silent_until:
        BYPASSED.inc()
        return None
    keys = [PREFIX + name for name, _rate in buckets]
    figures = [figure for _name, rate in buckets for figure in (rate.count, rate.seconds)]
    try:
        free, *figures_by_bucket = _script(settings.REDIS_URL)(keys=keys, args=figures)
    except redis.RedisError as error:
        log.warning("rate limits are bypassed, as Valkey does not answer: %s", error)
        BYPASSED.inc()
        _silent_until = time.monotonic() + SILENT_SECONDS
        return None
    rows = [
        Verdict(bool(free), rate.count, int(left), float(full), 0.0 if free else float(wait))
        for (_name, rate), left, full, wait in zip(
            buckets,
            figures_by_bucket[0::3],
            figures_by_bucket[1::3],
            figures_by_bucket[2::3],
            strict=True,
        )
    ]
    return max(rows, key=lambda row: (row.retry_after, -row.remaining))


@lru_cache(maxsize=2)
def _script(url: str) -> Script:
    client = redis.Redis.from_url(
        url,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        # One retry: a connection that broke when Valkey restarted fails only when it is next used.
        retry=Retry(NoBackoff(), 1),
    )
    return client.register_script(TAKE)
