"""Warm workers report in Valkey that they live, for `/readyz`, `/metrics`, forecasts and pages.

There is one hash an engine, with a field for each worker, so that reading it costs the same however
much else Valkey holds. A report counts for EXPIRY_SECONDS by Valkey's clock; the next report of any
worker of the engine deletes those that are older.
"""

import atexit
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial

import redis
from django.conf import settings

log = logging.getLogger(__name__)

EVERY_SECONDS = 5
EXPIRY_SECONDS = 4 * EVERY_SECONDS
END_SECONDS = 3

# KEYS: the engine's hash. ARGV: the worker, what it reports, for how many milliseconds it counts.
REPORT = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSET', KEYS[1], ARGV[1], string.format('%d %s', now, ARGV[2]))
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
    local at = tonumber(string.match(all[i + 1], '^%d+'))
    if not at or at < now - ARGV[3] then redis.call('HDEL', KEYS[1], all[i]) end
end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
"""


@dataclass(frozen=True, slots=True)
class Report:
    """What a warm worker says of itself."""

    speed: float
    """Seconds of audio a second of work; 0 while that is unknown."""
    slots: int
    """How many segments it makes at once."""
    runtime: str = ""
    """What runs its engine's network: one word."""


def start(
    engine: str, worker: str, report: Callable[[], Report], stopping: threading.Event
) -> None:
    """Report every few seconds that this worker is warm, until `stopping` is set."""
    beat = partial(_beat, engine, worker, report, stopping)
    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    # Its last act is to take the report back. The process would be gone before, and whoever started
    # Lectern again within 20 s was told that it is ready while the engine was still loading.
    atexit.register(thread.join, END_SECONDS)


def warm(engine: str) -> dict[str, Report]:
    """The warm workers of an engine, by name. Raises redis.RedisError."""
    pipeline = _client(settings.REDIS_URL).pipeline(transaction=False)
    pipeline.time()
    pipeline.hgetall(_key(engine))
    (seconds, _micros), reports = pipeline.execute()
    oldest = 1000 * (seconds - EXPIRY_SECONDS)
    read = {name.decode(): value.decode().split(" ") for name, value in reports.items()}
    return {
        name: Report(float(speed), int(slots), *runtime)
        for name, (at, speed, slots, *runtime) in sorted(read.items())
        if int(at) >= oldest
    }


def _key(engine: str) -> str:
    return f"lectern:workers:{engine}"


def _former_key(engine: str, worker: str) -> str:
    """Where web processes of the release before look, which may run beside this one's workers."""
    return f"lectern:warm:{engine}:{worker}"


@lru_cache(maxsize=2)
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)


def _beat(
    engine: str, worker: str, report: Callable[[], Report], stopping: threading.Event
) -> None:
    client = _client(settings.REDIS_URL)
    send = client.register_script(REPORT)
    while not stopping.is_set():
        try:
            now = report()
            told = f"{now.speed:.3f} {now.slots} {now.runtime}".rstrip()
            send(keys=[_key(engine)], args=[worker, told, 1000 * EXPIRY_SECONDS])
            client.set(_former_key(engine, worker), f"{now.speed:.3f}", ex=EXPIRY_SECONDS)
        except redis.RedisError as error:
            log.warning("heartbeat not sent: %s", error)
        stopping.wait(EVERY_SECONDS)
    try:
        client.hdel(_key(engine), worker)
        client.delete(_former_key(engine, worker))
    except redis.RedisError as error:
        log.warning("heartbeat not ended: %s", error)
