"""Who uses audio, and with which voice: what a day's usage is broken down by."""

import uuid
from dataclasses import dataclass

from billing.usage.models import UsageBreakdown

Kind = UsageBreakdown.Kind


@dataclass(frozen=True, slots=True)
class Spender:
    """The voice, and the member or the token, that audio is counted for.

    Unlike accounts.actor.Actor it is what a job's row says, a while after its request: ids, of
    people and tokens that may be gone by then. Both are set where it is a personal token, and
    neither where it is the operator's job.
    """

    voice: str = ""
    member: int | None = None
    token: uuid.UUID | None = None

    def rows(self) -> list[tuple[str, str]]:
        """(kind, key) of each row of UsageBreakdown that this audio is counted in."""
        keys: list[tuple[str, str]] = []
        if self.voice:
            keys.append((str(Kind.VOICE), self.voice))
        if self.member is not None:
            keys.append((str(Kind.MEMBER), str(self.member)))
        if self.token is not None:
            keys.append((str(Kind.TOKEN), str(self.token)))
        return keys


NOBODY = Spender()
