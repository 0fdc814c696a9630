"""Searches all that an installation stores.

Every table as a dump would read it, every file of the data folder (PostgreSQL's own and its
write-ahead log among them), and every key of Valkey.
"""

import base64
import io
import mmap
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import redis
from django.conf import settings
from django.db import connection

from runtime.postgres import patience
from tests.stored import on_disk


@dataclass
class Traces:
    """The secrets to search for: each in the clear, as PostgreSQL writes bytes, and in base64."""

    needles: dict[str, bytes]

    def found(self, haystack: bytes) -> set[str]:
        return {
            what
            for what, needle in self.needles.items()
            for form in (needle, needle.hex().encode(), base64.b64encode(needle)[4:-4])
            if form in haystack
        }

    def anywhere(self) -> set[str]:
        seen: set[str] = set()
        for haystack in (*rows(), *valkey_values()):
            seen |= self.found(haystack)
        for path in every_file():
            try:
                seen |= self._in_file(path)
            except FileNotFoundError:
                continue  # PostgreSQL has deleted it since it was listed
        return seen

    def _in_file(self, path: Path) -> set[str]:
        if not path.stat().st_size:
            return set()
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, prot=1) as content:
            return {
                what
                for what, needle in self.needles.items()
                if content.find(needle) >= 0 or content.find(needle.hex().encode()) >= 0
            }


def rows() -> Iterator[bytes]:
    """Each table of each schema, as COPY gives it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables "
            "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        tables = [name for (name,) in cursor.fetchall()]
        assert len(tables) > 20
        for table in tables:
            out = io.BytesIO()
            with patience.suspended():
                cursor.cursor.copy_expert(f"COPY {table} TO STDOUT", out)
            yield out.getvalue()


def valkey_values() -> Iterator[bytes]:
    client = redis.Redis.from_url(settings.REDIS_URL)
    for key in client.scan_iter():
        kind = client.type(key).decode()
        if kind == "string":
            yield client.get(key)
        elif kind == "list":
            yield from client.lrange(key, 0, -1)
        elif kind in ("set", "zset"):
            yield repr(client.sort(key, alpha=True)).encode()
        elif kind == "hash":
            yield b"".join(client.hgetall(key).values())
        else:
            assert kind == "stream", kind
            for _entry, fields in client.xrange(key):
                yield b"".join(fields.values())


def every_file() -> list[Path]:
    """All of the installation's: data, PostgreSQL, Valkey; and the tests' tenant folder."""
    roots = [Path(os.environ["LECTERN_DATA"]).parent, on_disk("tenants")]
    return [path for root in roots for path in root.rglob("*") if path.is_file()]
