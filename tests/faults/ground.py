"""A PostgreSQL, a Valkey and a data folder that may be broken: nobody else's."""

import base64
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import dj_database_url
import kombu.pools
import psutil
import redis
from django.conf import settings
from django.db import connections
from django.test import override_settings

from config import celery_app
from runtime.embedded import service
from runtime.embedded.postgres import Postgres
from runtime.embedded.service import Service
from runtime.embedded.valkey import Valkey
from runtime.supervision.programs import RunningProgram
from tenants.sealing import installation_keys

LEASE_SECONDS = 2
STEP_SECONDS = 60
IDLE_TRANSACTION_SECONDS = 3


class Ground:
    """Start it from the main thread. PostgreSQL is durable here: what it committed must stay."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.logs = folder / "logs"
        self._services: dict[str, Service] = {
            "postgres": Postgres(folder / "postgres"),
            "valkey": Valkey(folder / "valkey"),
        }
        self._running: dict[str, RunningProgram] = {}

    def start(self) -> None:
        for name in self._services:
            self.bring_back(name)

    def stop(self) -> None:
        for running in reversed(self._running.values()):
            running.ask_to_stop()
            running.stop(patience=10)

    def take_away(self, name: str, how: signal.Signals = signal.SIGKILL) -> None:
        """End a service: `postgres` by SIGINT (fast), SIGQUIT (immediate) or SIGKILL, `valkey`."""
        running = self._running[name]
        os.kill(running.pid, how)
        running.stop(patience=30)
        # Ours of this thread was cut as well.
        connections["default"].close()

    def bring_back(self, name: str) -> None:
        self._running[name] = service.start(self._services[name], self.logs)

    def restart(self, name: str, how: signal.Signals = signal.SIGKILL, gone: float = 0.0) -> None:
        """Take a service away for `gone` seconds."""
        self.take_away(name, how)
        time.sleep(gone)
        self.bring_back(name)

    @contextmanager
    def frozen(self, name: str) -> Iterator[None]:
        """The service is there and does not answer, with all processes that it has started."""
        main = psutil.Process(self._running[name].pid)
        # The one that starts others first.
        main.suspend()
        all_of_it = [main, *main.children(recursive=True)]
        for each in all_of_it[1:]:
            with suppress(psutil.NoSuchProcess):  # one whose connection was closed just now
                each.suspend()
        try:
            yield
        finally:
            for each in all_of_it:
                with suppress(psutil.NoSuchProcess):
                    each.resume()

    @property
    def valkey(self) -> redis.Redis:
        return redis.Redis.from_url(self._services["valkey"].url)

    @property
    def env(self) -> dict[str, str]:
        """What a process on this ground must find in its environment."""
        return {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": self._services["postgres"].url,
            "REDIS_URL": self._services["valkey"].url,
            "LECTERN_DATA": str(self.data),
            "LECTERN_MODELS": str(settings.MODELS),
            "LECTERN_MASTER_KEY": base64.b64encode(settings.MASTER_KEYS.current).decode(),
            "LECTERN_LEASE_SECONDS": str(LEASE_SECONDS),
            "LECTERN_STEP_SECONDS": str(STEP_SECONDS),
            "LECTERN_IDLE_TRANSACTION_SECONDS": str(IDLE_TRANSACTION_SECONDS),
        }

    @contextmanager
    def under_our_feet(self) -> Iterator[None]:
        """This process's Django works on this ground instead of where its settings point."""
        urls = {name: each.url for name, each in self._services.items()}
        database = connections["default"]
        database.close()
        before = dict(database.settings_dict)
        database.settings_dict.update(dj_database_url.parse(urls["postgres"]))
        database.settings_dict["ENGINE"] = before["ENGINE"]
        # A test that would wait for ever fails instead.
        database.settings_dict["OPTIONS"]["options"] = "-c lock_timeout=45s"
        broker = celery_app.conf.broker_url
        changed = override_settings(
            REDIS_URL=urls["valkey"],
            FILES=str(self.data),
            DEFAULT_ENGINE=settings.DEFAULT_ENGINE,
            LEASE_SECONDS=LEASE_SECONDS,
            STEP_SECONDS=STEP_SECONDS,
        )
        try:
            _point_celery_at(urls["valkey"])
            # Each database has keys of its own.
            installation_keys.forget()
            with changed:
                yield
        finally:
            _point_celery_at(broker)
            database.close()
            database.settings_dict.update(before)
            installation_keys.forget()


def _point_celery_at(url: str) -> None:
    celery_app.conf.broker_url = celery_app.conf.broker_write_url = url
    celery_app.conf.broker_read_url = url
    celery_app._pool = None
    celery_app.amqp._producer_pool = None
    kombu.pools.reset()
