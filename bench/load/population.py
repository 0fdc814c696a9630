"""Who takes part: addresses, sessions, tokens and jobs, as the generator gets them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

VOICE = "af_heart"


@dataclass(frozen=True, slots=True)
class Person:
    """A member of a workspace with a session. `lessons` are ids; only owners have a password."""

    slug: str
    email: str
    session: str
    csrf: str
    lessons: list[str]
    password: str = ""

    @property
    def headers(self) -> Mapping[str, str]:
        return {"Cookie": f"sessionid={self.session}; csrftoken={self.csrf}"}

    @property
    def signed_out_headers(self) -> Mapping[str, str]:
        return {"Cookie": f"csrftoken={self.csrf}"}


@dataclass(frozen=True, slots=True)
class Program:
    """A client over REST. `finished` is a job of its workspace whose audio is complete."""

    token: str
    finished: str

    @property
    def headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@dataclass(frozen=True, slots=True)
class Population:
    """Everybody. `followed` has a job that waits in the queue for each event stream.

    Clients are ordered so that neighbours belong to different workspaces.
    """

    host: str
    port: int
    people: list[Person]
    owners: list[Person]
    programs: list[Program]
    followed: list[str] = field(default_factory=list)
    hostile_token: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> "Population":
        """From what `as_dict` gave."""
        lists = {
            "people": [Person(**each) for each in written["people"]],
            "owners": [Person(**each) for each in written["owners"]],
            "programs": [Program(**each) for each in written["programs"]],
        }
        return cls(**{**written, **lists})
