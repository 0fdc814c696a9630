"""An entry as programs get it: from REST, as a file, and by webhook."""

from typing import Any

from activity.models import Entry


def as_json(entry: Entry) -> dict[str, Any]:
    """The entry in JSON's types; times in seconds since 1970, null for what is not known."""
    return {
        "id": entry.id,
        "object": "activity",
        "created_at": int(entry.created_at.timestamp()),
        "action": entry.action,
        "actor": {
            "kind": entry.actor_kind,
            "id": entry.actor_id or None,
            "name": entry.actor_label or None,
        },
        "target": {
            "kind": entry.thing_kind or None,
            "id": entry.thing_id or None,
            "name": entry.thing_label or None,
        },
        "details": entry.details,
        "address": entry.address,
        "user_agent": entry.user_agent or None,
    }
