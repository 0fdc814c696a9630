"""Who sends a message, as its token tells."""

from dataclasses import dataclass


@dataclass(slots=True)
class Caller:
    """Filled in by the view of MCP's address, which the token is checked by."""

    scopes: frozenset[str] = frozenset()
    pages: str = ""
    """The address that those of the workspace's pages begin with."""

    def may(self, scope: str) -> bool:
        """Whether the token has the scope; `admin` includes all."""
        return bool({scope, "admin"} & self.scopes)
