"""Sends what the activity log records to the endpoints that have chosen it (ON_ACTIVITY)."""

from activity.models import Entry
from activity.shape import as_json
from tenants.models import Tenant
from webhooks.services import enqueue

EVENT = "activity.recorded"


def send(entry: Entry, tenant: Tenant) -> None:
    """Queue the entry, in the transaction that records it."""
    enqueue(tenant=tenant, event=EVENT, data=as_json(entry))
