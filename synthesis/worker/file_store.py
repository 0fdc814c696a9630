"""Waiting for the store of files, while it is away or full."""

import logging
import time
from collections.abc import Callable

from django.conf import settings

from tenants import files
from tenants.stores import ownership
from tenants.stores.port import StoreAway

log = logging.getLogger(__name__)

FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 0.5, 8.0
PROBE_BYTES = 1 << 20
"""More than a segment has: where there is room for it, there is for what is made next."""


def check_store() -> None:
    """Raises StoreAway where segments can't be kept, or this is not the store that has them."""
    ownership.check_reachable()
    files.store().check(PROBE_BYTES)


def await_store(stopping: Callable[[], bool]) -> bool:
    """Wait until segments can be kept again, for as long as a lease lives, or until `stopping()`;
    returns whether they can."""
    until = time.monotonic() + settings.LEASE_SECONDS
    wait = FIRST_WAIT_SECONDS
    while not stopping():
        try:
            check_store()
            return True
        except StoreAway as away:
            log.warning("waiting for the store of files: %s", away.detail)
        if time.monotonic() + wait > until:
            return False
        time.sleep(wait)
        wait = min(2 * wait, LONGEST_WAIT_SECONDS)
    return False
