"""A role refuses to work with another master key than the one of the data, or other files."""

import logging
import os
import signal
import threading
import time

from django.db import Error, connection

from runtime.errors import StartError
from tenants.sealing.rotation import WrongMasterKey, check_master_key
from tenants.stores import ownership
from tenants.stores.port import StoreAway

log = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
LOG_EVERY = 30
_wrong = threading.Event()


def at_start() -> None:
    """Check the key; where the database is away, go on, and end the process once it is found wrong.

    For roles that have something to say without their database. Raises StartError.
    """
    if not _is_right():
        threading.Thread(target=_end_if_wrong, name="key-check", daemon=True).start()


def wait_and_check() -> None:
    """Wait for the database and its tables, then check the key. Raises StartError.

    For roles that have no work without them. A segment that is claimed with the wrong key fails.
    """
    tries = 0
    while not _is_right():
        if tries % LOG_EVERY == 0:
            log.warning("waiting for the database, and for its tables to be made")
        tries += 1
        time.sleep(RETRY_SECONDS)


def exit_status() -> int:
    """1 if the process was ended because of its key, else 0."""
    return 1 if _wrong.is_set() else 0


def _is_right() -> bool:
    """Whether key and files are those of the data; False where the database can't be asked."""
    try:
        check_master_key()
        ownership.check()
    except (WrongMasterKey, ownership.WrongStore) as error:
        raise StartError(str(error)) from None
    except StoreAway as away:
        # The key is right. What needs files will wait for them.
        log.warning("%s", away.detail)
    except Error:
        return False
    finally:
        connection.close()
    return True


def _end_if_wrong() -> None:
    try:
        while not _is_right():
            time.sleep(RETRY_SECONDS)
    except StartError as error:
        log.critical("%s", error)
        _wrong.set()
        os.kill(os.getpid(), signal.SIGTERM)
