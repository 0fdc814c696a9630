"""Who uses audio, and with which voice: what a day's usage is broken down by."""

import uuid
from dataclasses import dataclass

from billing.usage.models import UsageBreakdown

Kind = UsageBreakdown.Kind


@dataclass(frozen=True, slots=True)
class Spender:
    """A member in the browser, or a token over REST; neither for what the operator starts."""

    voice: str = ""
    member: int | None = None
    token: uuid.UUID | None = None

    def rows(self) -> list[tuple[str, str]]:
        """(kind, key) of the rows that this is counted in."""
        found: list[tuple[str, str]] = []
        if self.voice:
            found.append((str(Kind.VOICE), self.voice))
        if self.member is not None:
            found.append((str(Kind.MEMBER), str(self.member)))
        if self.token is not None:
            found.append((str(Kind.TOKEN), str(self.token)))
        return found


NOBODY = Spender()
