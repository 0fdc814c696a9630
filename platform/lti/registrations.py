"""The learning platforms of a workspace: registered, changed and deleted by its admins."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.people.members import lock
from activity.log import record
from activity.who import Thing
from lti import platform_keys, tool_keys
from lti.addresses import origin_of
from lti.models import LearningPlatform
from outgoing.destinations import check_url
from outgoing.get import NoAnswer
from tenants.models import Tenant
from tenants.refusal import Refused

MOST = 20
MOST_DEPLOYMENTS = 50


def platforms(tenant: Tenant) -> list[LearningPlatform]:
    """The platforms of a workspace, by name."""
    return list(LearningPlatform.objects.filter(tenant=tenant))


def put(
    *,
    tenant: Tenant,
    platform_id: UUID | None = None,
    name: str,
    address: str,
    issuer: str,
    client_id: str,
    deployments: Sequence[str],
    login_address: str,
    keys_address: str,
    by: Actor,
) -> LearningPlatform:
    """Register a platform, or change the one with this id. Its keys are fetched.

    Raises Refused: an address is not one on the internet, no keys are there, the platform is
    registered already, there are too many, or (404) there is none of this id.
    """
    deployments = list(dict.fromkeys(each.strip() for each in deployments if each.strip()))
    if not 1 <= len(deployments) <= MOST_DEPLOYMENTS or max(map(len, deployments)) > 255:
        message = _("Give 1 to %(count)s deployment IDs.") % {"count": MOST_DEPLOYMENTS}
        raise Refused("invalid_value", message, param="deployments")
    opened_at = origin_of(_on_the_internet(address.strip(), "address"))
    if not opened_at:
        message = _("Give the address at which people open it, such as https://moodle.school.org.")
        raise Refused("invalid_value", message, param="address")
    values: dict[str, Any] = {
        "name": name,
        "address": opened_at,
        "issuer": issuer.strip(),
        "client_id": client_id.strip(),
        "deployments": deployments,
        "login_address": _on_the_internet(login_address.strip(), "login_address"),
        "keys_address": _on_the_internet(keys_address.strip(), "keys_address"),
        "keys": _keys_at(keys_address.strip()),
    }
    with transaction.atomic():
        lock(tenant)
        row = _row(tenant, platform_id)
        same = LearningPlatform.objects.filter(
            tenant=tenant, issuer=values["issuer"], client_id=values["client_id"]
        )
        if same.exclude(id=row.id).exists():
            message = _("A platform with this issuer and client ID is registered already.")
            raise Refused("platform_known", message, param="client_id", status=409)
        for field, value in values.items():
            setattr(row, field, value)
        row.keys_fetched_at = timezone.now()
        row.save()
        _log(
            "learning_platform.changed" if platform_id else "learning_platform.added",
            row,
            by,
            issuer=row.issuer,
            client_id=row.client_id,
        )
    # Platforms may ask for our keys from now on.
    tool_keys.current(tenant)
    return row


def find(*, tenant: Tenant, platform_id: UUID) -> LearningPlatform:
    """A platform of the workspace. Raises Refused (404)."""
    row = LearningPlatform.objects.filter(tenant=tenant, id=platform_id).first()
    if row is None:
        raise Refused("platform_not_found", _("There is no such platform."), status=404)
    return row


def remove(*, tenant: Tenant, platform_id: UUID, by: Actor) -> None:
    """Let nobody come from this platform any more: pages that are open end within seconds."""
    with transaction.atomic():
        lock(tenant)
        row = find(tenant=tenant, platform_id=platform_id)
        _log("learning_platform.removed", row, by, issuer=row.issuer, client_id=row.client_id)
        row.delete()


def _row(tenant: Tenant, platform_id: UUID | None) -> LearningPlatform:
    if platform_id is not None:
        return find(tenant=tenant, platform_id=platform_id)
    if LearningPlatform.objects.filter(tenant=tenant).count() >= MOST:
        message = _("At most %(count)s platforms.") % {"count": MOST}
        raise Refused("too_many_platforms", message, status=409)
    return LearningPlatform(tenant=tenant)


def _on_the_internet(url: str, param: str) -> str:
    try:
        return check_url(url)
    except Refused as refusal:
        raise Refused("invalid_value", str(refusal), param=param) from None


def _keys_at(address: str) -> list[dict[str, str]]:
    try:
        return platform_keys.fetch(address)
    except NoAnswer as error:
        message = _("No public keys can be fetched there: %(why)s.") % {"why": error}
        raise Refused("no_keys", message, param="keys_address") from None


def _log(action: str, row: LearningPlatform, by: Actor, **details: str) -> None:
    thing = Thing("learning_platform", str(row.id), row.name)
    record(action=action, by=by.who, tenant=row.tenant, thing=thing, details=details)
