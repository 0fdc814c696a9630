"""Warm workers say that they live, in Valkey; `/readyz` asks."""

import logging
import threading

import redis
from django.conf import settings

log = logging.getLogger(__name__)

EVERY_SECONDS = 5
EXPIRY_SECONDS = 4 * EVERY_SECONDS


def _key(engine: str, worker: str = "*") -> str:
    return f"lectern:warm:{engine}:{worker}"


def _client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)


def start(engine: str, worker: str, stopping: threading.Event) -> None:
    """Say every few seconds that this worker is warm, until `stopping`."""
    arguments = (engine, worker, stopping)
    threading.Thread(target=_beat, args=arguments, name="heartbeat", daemon=True).start()


def any_warm(engine: str) -> bool:
    """True when a warm worker of the engine was alive a moment ago. Raises redis.RedisError."""
    return next(_client().scan_iter(_key(engine), count=1000), None) is not None


def _beat(engine: str, worker: str, stopping: threading.Event) -> None:
    client = _client()
    while not stopping.is_set():
        try:
            client.set(_key(engine, worker), 1, ex=EXPIRY_SECONDS)
        except redis.RedisError as error:
            log.warning("heartbeat not sent: %s", error)
        stopping.wait(EVERY_SECONDS)
    client.delete(_key(engine, worker))
