"""How much a member or a token may use a day, as an admin of the workspace sets it."""

import uuid
from typing import Any

from django.db import transaction

from accounts.actor import Actor
from activity.log import record
from activity.who import Thing
from billing.models import SpendingCap
from tenants.models import Tenant


@transaction.atomic
def set_cap(
    *,
    tenant: Tenant,
    user_id: int | None = None,
    token_id: uuid.UUID | None = None,
    name: str,
    daily_ms: int | None,
    by: Actor,
) -> None:
    """Limit a member (by the person's id) or a token to so many milliseconds of audio a day; None
    removes the limit. `name` is what the activity log calls them."""
    whose: dict[str, Any] = {}
    if user_id is not None:
        whose = {"user_id": user_id}
    elif token_id is not None:
        whose = {"token_id": token_id}
    else:
        raise ValueError("A limit is a member's or a token's.")
    caps = SpendingCap.objects.filter(tenant=tenant, **whose)
    if daily_ms is None:
        caps.delete()
    else:
        SpendingCap.objects.update_or_create(
            tenant=tenant, **whose, defaults={"daily_ms": daily_ms}
        )
    kind = "token" if user_id is None else "person"
    record(
        action="limit.changed",
        by=by.who,
        tenant=tenant,
        thing=Thing(kind, str(token_id or user_id), name),
        details={"daily_ms": daily_ms},
    )
