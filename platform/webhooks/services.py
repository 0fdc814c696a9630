"""Endpoints of a workspace, and the events that are sent to them."""

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import OPERATOR, Actor
from activity.log import Detail, record
from activity.who import Thing
from outgoing.destinations import check_url
from runtime import ticks
from tenants.models import Tenant
from tenants.refusal import Refused
from webhooks.models import Delivery, Endpoint
from webhooks.signing import new_secret

MAX_ENDPOINTS = 20
# For how long a rolled secret still signs, beside the new one.
OLD_SECRET_LIFE = timedelta(hours=24)


def enqueue(*, tenant: Tenant, event: str, data: dict[str, Any], url: str = "") -> list[Delivery]:
    """Queue an event, in the caller's transaction: it is sent once that commits.

    It goes to every endpoint of the workspace that has chosen it, and to `url`, if the request that
    the event is about named one (which `check_url` has accepted).
    """
    chosen = Endpoint.objects.filter(tenant=tenant, disabled_at=None, events__contains=[event])
    targets = [(endpoint, endpoint.url) for endpoint in chosen]
    if url:
        targets.append((endpoint_of_requests(tenant)[0], url))
    if not targets:
        return []
    now = timezone.now()
    body = json.dumps(
        {"type": event, "timestamp": now.isoformat().replace("+00:00", "Z"), "data": data},
        ensure_ascii=False,
    )
    rows = [
        Delivery(tenant=tenant, endpoint=endpoint, url=address, event=event, body=body)
        for endpoint, address in targets
    ]
    Delivery.objects.bulk_create(rows)
    transaction.on_commit(tick)
    return rows


def add_endpoint(
    *, tenant: Tenant, url: str, events: Iterable[str], by: Actor = OPERATOR
) -> tuple[Endpoint, str]:
    """Add an endpoint. Returns it and its secret, which is shown only now.

    Raises Refused: events can't be sent to the URL, one does not exist, or there are too many
    endpoints.
    """
    events = list(dict.fromkeys(events))
    if not events or not set(events) <= set(settings.WEBHOOK_EVENTS):
        message = _("Choose at least one event.")
        raise Refused("unknown_event", message, param="events")
    check_url(url)
    with transaction.atomic():
        Tenant.objects.select_for_update(no_key=True).get(id=tenant.id)
        if Endpoint.objects.filter(tenant=tenant).exclude(url="").count() >= MAX_ENDPOINTS:
            message = _("A workspace has at most %(count)s endpoints.") % {"count": MAX_ENDPOINTS}
            raise Refused("too_many_endpoints", message)
        endpoint, secret = _sealed(Endpoint(tenant=tenant, url=url, events=events))
        endpoint.save(force_insert=True)
        _record("webhook.added", endpoint, by, events=events)
    return endpoint, secret


def endpoint_of_requests(tenant: Tenant) -> tuple[Endpoint, str]:
    """The endpoint for addresses that single requests name; its secret, if it was made just now."""
    existing = Endpoint.objects.filter(tenant=tenant, url="").first()
    if existing is not None:
        return existing, ""
    endpoint, secret = _sealed(Endpoint(tenant=tenant))
    Endpoint.objects.bulk_create([endpoint], ignore_conflicts=True)
    kept = Endpoint.objects.get(tenant=tenant, url="")
    return kept, secret if kept.id == endpoint.id else ""


@transaction.atomic
def key_of_requests(*, tenant: Tenant, by: Actor) -> tuple[Endpoint, str, bool]:
    """Make or replace the secret for addresses that single requests name.

    Returns the endpoint, the secret, which is shown only now, and whether it replaces another.
    """
    endpoint, secret = endpoint_of_requests(tenant)
    if not secret:
        return endpoint, roll_secret(endpoint, by=by), True
    _record("webhook.added", endpoint, by)
    return endpoint, secret, False


@transaction.atomic
def roll_secret(endpoint: Endpoint, *, by: Actor = OPERATOR) -> str:
    """Make a new secret, which is shown only now; for a day, the old one signs as well."""
    endpoint.sealed_old_secret = endpoint.sealed_secret
    endpoint.old_secret_until = timezone.now() + OLD_SECRET_LIFE
    endpoint, secret = _sealed(endpoint)
    endpoint.save(update_fields=["sealed_secret", "sealed_old_secret", "old_secret_until"])
    _record("webhook.secret_replaced", endpoint, by)
    return secret


@transaction.atomic
def delete_endpoint(endpoint: Endpoint, *, by: Actor = OPERATOR) -> None:
    """Stop sending there, events that are queued included."""
    _record("webhook.deleted", endpoint, by)
    endpoint.delete()


@transaction.atomic
def switch_on(endpoint: Endpoint, *, by: Actor = OPERATOR) -> None:
    """Send there again, after it was disabled because it answered 410."""
    if Endpoint.objects.filter(id=endpoint.id).exclude(disabled_at=None).update(disabled_at=None):
        _record("webhook.switched_on", endpoint, by)


def send_again(delivery: Delivery) -> None:
    """Send an event once more, with the same id, whether it was delivered or not."""
    with transaction.atomic():
        Delivery.objects.filter(id=delivery.id).update(
            attempts=0, next_try_at=timezone.now(), delivered_at=None
        )
        transaction.on_commit(tick)


def tick() -> None:
    """Wake the general worker to send events. Beat makes up for a lost tick."""
    ticks.send("webhooks.tasks.deliver_due")


def _record(action: str, endpoint: Endpoint, by: Actor, **details: Detail) -> None:
    # Not the path of its address, which may hold a secret of the receiver's.
    host = urlsplit(endpoint.url).hostname or ""
    thing = Thing("webhook", str(endpoint.id), host)
    record(action=action, by=by.who, tenant=endpoint.tenant, thing=thing, details=details)


def _sealed(endpoint: Endpoint) -> tuple[Endpoint, str]:
    secret = new_secret()
    endpoint.sealed_secret = endpoint.tenant.seal(secret.encode(), about=endpoint.about)
    return endpoint, secret
