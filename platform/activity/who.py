"""Who did something, from where, and what it was done to: as the log keeps it, in words and ids.

These are copies, no references: an entry must say the same when the person, the token or the voice
has been deleted.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.http import HttpRequest

from throttle.client_address import client_address

LONGEST_AGENT = 300
LONGEST_LABEL = 400


class Kind(StrEnum):
    """What kind of actor did something."""

    PERSON = "person"
    TOKEN = "token"  # noqa: S105 (a kind, no secret)
    OPERATOR = "operator"
    """Whoever runs the installation, on the operator's pages or by a command."""
    SYSTEM = "system"
    """Lectern itself, such as when the payment provider reports something."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from. Empty for what no request asked for."""

    address: str | None = None
    user_agent: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> "Origin":
        """The request's address, behind proxies that are trusted, and its client's name."""
        address = client_address(request)
        agent = request.headers.get("User-Agent", "")[:LONGEST_AGENT]
        return cls(str(address) if address else None, agent)


NOWHERE = Origin()


@dataclass(frozen=True, slots=True)
class Who:
    """Who did something, and from where."""

    kind: Kind
    id: str = ""
    label: str = ""
    origin: Origin = NOWHERE


@dataclass(frozen=True, slots=True)
class Thing:
    """What something was done to: its kind, such as `voice`, its id, and a name that people know.

    What is sealed elsewhere, such as the title of a lesson, does not belong into `label`.
    """

    kind: str = ""
    id: str = ""
    label: str = ""


def command(name: str) -> Who:
    """The operator, with this command of `manage.py`."""
    return Who(Kind.OPERATOR, label=f"manage.py {name}")


def system(name: str) -> Who:
    """Lectern itself; `name` says which part of it."""
    return Who(Kind.SYSTEM, label=name)
