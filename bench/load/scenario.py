"""Who is there during a load test, how many of each, and how long."""

from dataclasses import asdict, dataclass
from typing import Any

CLIENTS_A_TENANT = 10


@dataclass(frozen=True, slots=True)
class Scenario:
    """The clients of a load test. Half of `clients` browse pages, half are programs over REST.

    Times are seconds.
    """

    clients: int = 200
    tenants: int = 20
    streams: int = 400
    """Open event streams (`/v1/jobs/{id}/events`), beside the clients' own requests."""
    slow_readers: int = 100
    half_open: int = 100
    """Connections that send half a request and wait."""
    hostile: int = 2
    seconds: float = 120
    think: float = 8.0
    """The mean pause of a client before its next request."""
    sign_in_think: float = 6.0
    """The mean pause between two sign-ins with a password; shorter meets the limit on sign-ins."""
    hostile_think: float = 0.1
    slow_bytes: int = 2048
    """What a slow reader reads a second."""

    @classmethod
    def of(cls, clients: int, **given: float | None) -> "Scenario":
        """The scenario with `clients`, and everybody else in proportion unless given."""
        sized: dict[str, Any] = {
            "tenants": max(1, clients // CLIENTS_A_TENANT),
            "streams": 2 * clients,
            "slow_readers": clients // 2,
            "half_open": clients // 2,
        }
        sized |= {name: value for name, value in given.items() if value is not None}
        return cls(clients=clients, **sized)

    @property
    def ramp(self) -> float:
        """Clients arrive one after the other within this time."""
        return min(10.0, self.seconds / 6)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)
