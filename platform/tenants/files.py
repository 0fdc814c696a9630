"""The files of tenants: the store that the settings name, and where in it a tenant's files are.

Callers handle names, and leave what they stand for to the store (`tenants.stores.port.Store`).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

from tenants.stores.port import TENANTS, Store, opened

if TYPE_CHECKING:
    from tenants.models import Tenant

OBJECTS = "s3://"


def store(*, impatient: bool = False) -> Store:
    """The store that settings.FILES names; `impatient`: for a question of which somebody awaits the
    answer within seconds, whatever it is."""
    return _store(settings.FILES, settings.FILES_PATH_STYLE, impatient)


def folder(tenant: Tenant) -> str:
    """The name of the tenant's folder, in which nothing but folders is."""
    return f"{TENANTS}/{tenant.id}"


def files_folder() -> Path | None:
    """The folder of this machine that the store is in, if it is in one."""
    return None if settings.FILES.startswith(OBJECTS) else Path(settings.FILES)


@lru_cache(maxsize=4)
def _store(where: str, path_style: bool, impatient: bool) -> Store:
    if not where.startswith(OBJECTS):
        return opened({"kind": "folder", "root": where})
    address = urlsplit(where)
    prefix = address.path.strip("/")
    return opened(
        {
            "kind": "objects",
            "bucket": address.netloc,
            "prefix": f"{prefix}/" if prefix else "",
            "path_style": "yes" if path_style else "",
            "impatient": "yes" if impatient else "",
        }
    )
