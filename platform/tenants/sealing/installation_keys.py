"""Keys of the installation itself, such as those that sign tokens: random, and stored wrapped."""

import secrets
from functools import lru_cache

from django.db import connection

from tenants.models import InstallationKey
from tenants.sealing.key_wrapping import wrapper


def installation_key(name: str) -> bytes:
    """The 32-byte key of that name, made on first use."""
    return _remembered(name) if not connection.in_atomic_block else _read(name)


# Not inside of a transaction: a row that it has inserted may be rolled back, and another process
# then makes another key.
@lru_cache(maxsize=64)
def _remembered(name: str) -> bytes:
    return _read(name)


def forget() -> None:
    """Read the keys anew, as after the database was exchanged."""
    _remembered.cache_clear()


def _read(name: str) -> bytes:
    row = InstallationKey.objects.filter(name=name).first()
    if row is None:
        fresh = InstallationKey(name=name)
        fresh.keep(*wrapper().wrap(secrets.token_bytes(32), about=fresh.about))
        InstallationKey.objects.bulk_create([fresh], ignore_conflicts=True)
        row = InstallationKey.objects.get(name=name)
    return row.key
