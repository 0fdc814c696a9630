"""Warm workers report in Valkey that they live and how fast they are, for `/readyz` and pages."""

import atexit
import logging
import threading
from collections.abc import Callable
from functools import partial

import redis
from django.conf import settings

log = logging.getLogger(__name__)

EVERY_SECONDS = 5
EXPIRY_SECONDS = 4 * EVERY_SECONDS
END_SECONDS = 3


def _key(engine: str, worker: str = "*") -> str:
    return f"lectern:warm:{engine}:{worker}"


def _client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)


def start(engine: str, worker: str, speed: Callable[[], float], stopping: threading.Event) -> None:
    """Report every few seconds that this worker is warm, until `stopping` is set.

    `speed` gives seconds of audio per second of work, 0 while that is unknown.
    """
    beat = partial(_beat, engine, worker, speed, stopping)
    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    # Its last act is to take the report back. The process would be gone before, and whoever started
    # Lectern again within 20 s was told that it is ready while the engine was still loading.
    atexit.register(thread.join, END_SECONDS)


def speeds(engine: str) -> dict[str, float]:
    """The warm workers of an engine with their speeds. Raises redis.RedisError."""
    client = _client()
    keys = list(client.scan_iter(_key(engine), count=1000))
    values = client.mget(keys) if keys else []
    return {
        key.decode().removeprefix(_key(engine, "")): float(value)
        for key, value in zip(keys, values, strict=True)
        if value is not None
    }


def _beat(engine: str, worker: str, speed: Callable[[], float], stopping: threading.Event) -> None:
    client = _client()
    while not stopping.is_set():
        try:
            client.set(_key(engine, worker), f"{speed():.3f}", ex=EXPIRY_SECONDS)
        except redis.RedisError as error:
            log.warning("heartbeat not sent: %s", error)
        stopping.wait(EVERY_SECONDS)
    try:
        client.delete(_key(engine, worker))
    except redis.RedisError as error:
        log.warning("heartbeat not ended: %s", error)
