"""A workspace's logo: a small PNG, sealed with the tenant's key, made of a picture it was given."""

import hashlib
import logging

from django.db import transaction
from django.utils.translation import gettext as _

import confined
from activity.log import record
from activity.who import Thing, Who, command
from tenants import files
from tenants.models import Tenant
from tenants.refusal import Refused
from tenants.sealing import sealed_files

log = logging.getLogger(__name__)

BY_COMMAND = command("shell")
MOST_BYTES = 1_000_000
MOST_PIXELS = 16_000_000
LARGEST_SIDE = 256
"""Pixels. It is shown at 28, on screens with up to three pixels for one, and at 64."""
LIMITS = confined.Limits(
    memory_bytes=768 * 1024 * 1024, cpu_seconds=5, wall_seconds=15.0, output_bytes=600_000
)
_PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


def put(*, tenant: Tenant, picture: bytes, by: Who = BY_COMMAND) -> Tenant:
    """Make the tenant's logo of a PNG, JPEG or WebP. Raises Refused, and StoreAway.

    It is read in a confined process and written anew, so that nothing else of the file is kept.
    """
    png = _small(picture)
    name = hashlib.sha256(png).hexdigest()[:32]
    store = files.store()
    store.make(_folder(tenant))
    sealed_files.write(store, _file(tenant, name), png, key=tenant.key, about=_about(name))
    return _keep(tenant, name, by)


def remove(*, tenant: Tenant, by: Who = BY_COMMAND) -> Tenant:
    """Delete the logo, if there is one."""
    return _keep(tenant, "", by)


def read(tenant: Tenant) -> bytes:
    """The logo as PNG. Raises FileNotFoundError where the tenant has none, and StoreAway."""
    if not tenant.logo:
        raise FileNotFoundError(tenant.slug)
    return sealed_files.read(
        files.store(), _file(tenant, tenant.logo), key=tenant.key, about=_about(tenant.logo)
    )


def _small(picture: bytes) -> bytes:
    if len(picture) > MOST_BYTES:
        message = _("The picture has more than %(most)s MB.") % {"most": MOST_BYTES // 1_000_000}
        raise Refused("file_too_large", message, param="logo", status=413)
    order = {"max_side": LARGEST_SIDE, "max_pixels": MOST_PIXELS}
    try:
        _facts, png = confined.run("confined.pictures", picture, order=order, limits=LIMITS)
    except (confined.Refused, confined.Died) as refusal:
        raise _refused(refusal.reason) from refusal
    # The child is not trusted. A browser shows it as a PNG, whatever follows.
    sides = (int.from_bytes(png[start : start + 4]) for start in (16, 20))
    if not png.startswith(_PNG) or not all(1 <= side <= LARGEST_SIDE for side in sides):
        log.warning("the child that reads pictures gave none")
        raise _refused("damaged")
    return png


def _refused(reason: str) -> Refused:
    if reason == "no_picture":
        message = _("This is no PNG, JPEG or WebP picture.")
    elif reason == "too_many_pixels":
        message = _("The picture has more than %(most)s million pixels.")
        message %= {"most": MOST_PIXELS // 1_000_000}
    else:
        message = _("The picture can’t be read. Save it anew as PNG, and not as an animation.")
    return Refused("picture_unreadable", message, param="logo")


def _keep(tenant: Tenant, name: str, by: Who) -> Tenant:
    with transaction.atomic():
        current = Tenant.objects.select_for_update(no_key=True).get(id=tenant.id)
        before = current.logo
        Tenant.objects.filter(id=tenant.id).update(logo=name)
        if name != before:
            thing = Thing("workspace", str(tenant.id), current.name)
            details = {"logo": bool(name)}
            record(
                action="workspace.logo_changed", by=by, tenant=current, thing=thing, details=details
            )
    current.logo = name
    if before and before != name:
        files.store().remove(_file(tenant, before))
    return current


def _folder(tenant: Tenant) -> str:
    return f"{files.folder(tenant)}/logo"


def _file(tenant: Tenant, name: str) -> str:
    return f"{_folder(tenant)}/{name}.png.sealed"


def _about(name: str) -> str:
    return f"logo:{name}"
