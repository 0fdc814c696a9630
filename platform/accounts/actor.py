import uuid
from dataclasses import dataclass

from accounts.models import User
from accounts.request import TenantRequest, TokenRequest


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changes something: a person in the browser, or a program by its token.

    Neither, where the operator does it with a command.
    """

    user: User | None = None
    api_token: uuid.UUID | None = None

    @property
    def user_id(self) -> int | None:
        """The person's id, None for a program."""
        return self.user.id if self.user else None


def actor_of(request: TenantRequest | TokenRequest) -> Actor:
    """Who sent the request: the token's program over REST, else the person who is signed in."""
    if request.api_token is not None:
        return Actor(api_token=request.api_token.id)
    return Actor(user=request.user)
