"""Wrapping every stored key with the current master key, and checking that it was done.

Each row is changed by one statement, so a process that is killed leaves every row with the old
wrapping or the new one, and the next run goes on with those that are left. Meanwhile both keys
unwrap.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import Error, connection, models
from django.db.backends.utils import CursorWrapper

from tenants.models import InstallationKey, Tenant
from tenants.sealing.key_wrapping import UnknownKey, wrapper
from tenants.sealing.keys import Undecryptable

Holder = InstallationKey | Tenant
CHECKED = "master-key-check"
"""The installation key that is there from the first migration on, to tell a wrong master key by."""
PATIENCE = 5.0
"""Seconds to wait for another rotation, which may have been killed, to let go of its lock."""
HOLDERS: tuple[type[Holder], ...] = (InstallationKey, Tenant)


class AlreadyRotating(Exception):
    """Another process is at it."""


class WrongMasterKey(Exception):
    """Stored keys can't be unwrapped; the message says which and what to do."""


@contextmanager
def alone() -> Iterator[None]:
    """Keep other rotations out. Raises AlreadyRotating while one is under way.

    PostgreSQL ends the lock with this connection. After a kill it takes a moment to notice that
    the connection is gone, so whoever resumes a killed rotation waits `PATIENCE` seconds for it.
    """
    deadline = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while not _locked(cursor):
            if time.monotonic() >= deadline:
                raise AlreadyRotating("A rotation is under way in another process.")
            time.sleep(0.1)
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('lectern:rotate-master-key'))")


def _locked(cursor: CursorWrapper) -> bool:
    cursor.execute("SELECT pg_try_advisory_lock(hashtext('lectern:rotate-master-key'))")
    [locked] = cursor.fetchone()
    return bool(locked)


def left() -> list[Holder]:
    """The rows whose key another master key than the current one has wrapped."""
    current = wrapper().key_id
    return [row for holder in HOLDERS for row in holder.objects.exclude(wrapped_by=current)]


def rewrap(row: Holder) -> None:
    """Wrap the row's key with the current master key.

    Raises UnknownKey or Undecryptable, and changes nothing then.
    """
    keys, old = wrapper(), bytes(row.wrapped_key)
    key = keys.unwrap(old, about=row.about, key_id=row.wrapped_by)
    wrapped, key_id = keys.wrap(key, about=row.about)
    if keys.unwrap(wrapped, about=row.about, key_id=key_id) != key:
        raise Undecryptable(f"{row.about}: the new wrapping holds another key")
    # Nothing happens to a row that was deleted or rewrapped meanwhile.
    type(row).objects.filter(pk=row.pk, wrapped_key=old).update(
        wrapped_key=wrapped, wrapped_by=key_id
    )


def problems() -> Iterator[str]:
    """One line for every stored key that the current master key doesn't open."""
    keys = wrapper()
    current = keys.key_id
    for holder in HOLDERS:
        for row in holder.objects.iterator():
            if row.wrapped_by != current:
                yield f"{row.about} is still wrapped by master key {row.wrapped_by}"
                continue
            try:
                keys.unwrap(bytes(row.wrapped_key), about=row.about, key_id=current)
            except (UnknownKey, Undecryptable) as error:
                yield f"{row.about} does not open: {error}"


def check_master_key() -> None:
    """Unwrap one stored key of each master key that is in use. Raises WrongMasterKey."""
    for holder in HOLDERS:
        for key_id in holder.objects.order_by("wrapped_by").values_list("wrapped_by").distinct():
            _check(holder.objects.filter(wrapped_by=key_id[0]))


def check_before_work(**_signal: object) -> None:
    """End a Celery worker that has another master key than the data."""
    try:
        check_master_key()
    except WrongMasterKey as error:
        # Celery logs exceptions of its signals and goes on; this one it lets through.
        raise SystemExit(str(error)) from None
    except Error:
        # Without its database a worker waits; it will not unwrap anything either.
        return
    finally:
        connection.close()


def _check(rows: models.QuerySet[Any]) -> None:
    row = rows.first()
    if row is None:
        return
    try:
        wrapper().unwrap(bytes(row.wrapped_key), about=row.about, key_id=row.wrapped_by)
    except (UnknownKey, Undecryptable) as error:
        raise WrongMasterKey(
            f"{rows.count()} stored keys were wrapped by another master key than the one that is "
            f"set: {error} Nothing of these workspaces can be read. Set the key that belongs to "
            "this data (LECTERN_MASTER_KEY, or the file master.key), or, during a rotation, the "
            "older one as well (LECTERN_MASTER_KEY_PREVIOUS)."
        ) from None
