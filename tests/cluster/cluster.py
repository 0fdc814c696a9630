"""Two hosts that speak, one with the database, the messages and the objects, one to spare."""

import base64
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import config
from tests.cluster.database import Pair
from tests.cluster.hosts import Role, Web
from tests.cluster.network import Host, network
from tests.cluster.servers import ObjectStore, Valkey

ONE, TWO = Host("one", 11), Host("two", 12)
DATA, SPARE = Host("data", 13), Host("spare", 14)
HOSTS = (ONE, TWO, DATA, SPARE)
LEASE_SECONDS = 2
DETUNED = {ONE.name: 0.0, TWO.name: 40.0}
"""Hertz that a host hums higher, as no two kinds of processor round alike."""
HUMMING = "tests.cluster.settings"
SPEAKING = "config.settings"


class Cluster:
    """The servers run; roles are started by whoever wants them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.logs = folder / "logs"
        self.database = Pair(DATA, SPARE, folder / "databases", self.logs)
        self.store = ObjectStore(DATA, folder / "s3", self.logs)
        self.valkey = Valkey(DATA, folder / "valkey", self.logs)
        self.roles: list[Role] = []
        self._key = base64.b64encode(secrets.token_bytes(32)).decode()

    def env(self, name: str, *, settings: str = HUMMING, **more: str) -> dict[str, str]:
        """What a process on a host of that name finds in its environment."""
        return {
            "DJANGO_SETTINGS_MODULE": settings,
            "DATABASE_URL": self.database.url,
            "REDIS_URL": self.valkey.url,
            "LECTERN_MASTER_KEY": self._key,
            "LECTERN_DATA": str(self.folder / f"data-{name}"),
            "LECTERN_MODELS": os.environ.get("LECTERN_MODELS") or str(config.ROOT / ".data/models"),
            "LECTERN_FILES": f"s3://{self.store.bucket}/files",
            "AWS_ENDPOINT_URL": self.store.url,
            "AWS_ACCESS_KEY_ID": "lectern",
            "AWS_SECRET_ACCESS_KEY": "lectern",
            "AWS_DEFAULT_REGION": "us-east-1",
            "LECTERN_LEASE_SECONDS": str(LEASE_SECONDS),
            "LECTERN_STEP_SECONDS": "10",
            "LECTERN_IDLE_TRANSACTION_SECONDS": "3",
            "LECTERN_DRAIN_SECONDS": "10",
            "ALLOWED_HOSTS": "*",
            "METRICS_TOKEN": "cluster",
            "TONE_DETUNED": str(DETUNED.get(name, 0.0)),
            "PYTHONPATH": str(config.ROOT),
            **more,
        }

    def web(self, host: Host, **more) -> Web:
        """The web processes of a host, not started yet."""
        env = self.env(host.name, **more)
        return self._keep(Web(host, env={**env, "LECTERN_WEB_PROCESSES": "1"}, logs=self.logs))

    def role(self, host: Host, name: str, *arguments: str, **more: str) -> Role:
        """Another role on a host, not started yet."""
        env = self.env(host.name, **more)
        return self._keep(Role(host, name, name, *arguments, env=env, logs=self.logs))

    def _keep(self, role):
        self.roles.append(role)
        return role

    def stop_roles(self) -> None:
        """SIGTERM to all, then wait."""
        for role in self.roles:
            role.ask_to_stop()
        for role in self.roles:
            role.stop()
        self.roles.clear()

    def files_on_disks(self) -> list[Path]:
        """Files of tenants in the hosts' own folders: there should be none."""
        return [path for path in self.folder.glob("data-*/tenants/**/*") if path.is_file()]


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """The hosts with their servers, until the block is left."""
    made = Cluster(folder)
    with network(*HOSTS):
        try:
            made.database.start()
            made.valkey.boot()
            made.store.boot()
            yield made
        finally:
            for role in made.roles:
                role.kill()
            made.store.stop()
            made.valkey.stop()
            made.database.stop()
