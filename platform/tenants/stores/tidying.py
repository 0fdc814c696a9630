"""Deletes what nobody refers to: of writers and removals that died, of workspaces that are gone.

What was sealed with a key that is gone can't be read; this is about room, and is in no hurry.
"""

import logging
import time

from django.core.cache import cache

from tenants import files
from tenants.models import Tenant
from tenants.stores import ownership
from tenants.stores.port import TENANTS, StoreAway

log = logging.getLogger(__name__)

SETTLED_SECONDS = 3600
"""Whoever writes has ended by then, or died."""
GONE_SECONDS = 86_400
"""A workspace that is being restored has files before it has a row."""
WORKING_SECONDS = 300
AFTER = "files:tidied-up-to"


def work() -> int:
    """Go on where the last call ended, WORKING_SECONDS at most; returns how many were deleted."""
    try:
        ownership.check()
        return _work()
    except (ownership.WrongStore, StoreAway) as error:
        log.warning("files are not tidied up: %s", getattr(error, "detail", error))
        return 0


def _work() -> int:
    store = files.store()
    until = time.monotonic() + WORKING_SECONDS
    after, removed = cache.get(AFTER, ""), 0
    for folder in store.folders(TENANTS):
        if folder <= after:
            continue
        removed += _tidy(folder)
        if time.monotonic() > until:
            cache.set(AFTER, folder, timeout=None)
            break
    else:
        cache.delete(AFTER)
    if removed:
        log.info("%s files deleted that nobody refers to", removed)
    return removed


def _tidy(folder: str) -> int:
    store = files.store()
    tenant_id = folder.rpartition("/")[2]
    if Tenant.objects.filter(id=tenant_id).exists():
        return store.tidy(folder, older_than=SETTLED_SECONDS)
    left = list(store.files(folder))
    before = time.time() - GONE_SECONDS
    if not left or any(file.changed > before for file in left):
        return 0
    store.remove_folder(folder)
    return len(left)
