"""What waits to be written and sent, and what is made of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Membership


@dataclass(frozen=True, slots=True)
class Order:
    """A mail that is to be sent. All but `membership` is sealed in its row."""

    kind: str
    """One of letters.KINDS."""
    email: str
    language: str = ""
    """Where the person has chosen none; empty: the workspace's, else all languages."""
    context: dict[str, Any] = field(default_factory=dict)
    """For its templates: what JSON can hold."""
    membership: Membership | None = None
    """What it is about, if anything. It is not sent to who has left meanwhile."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that is written, in the language of whoever gets it."""

    subject: str
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)
