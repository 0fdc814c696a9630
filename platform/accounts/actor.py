import uuid
from dataclasses import dataclass

from accounts.models import User
from accounts.request import TenantRequest, TokenRequest


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changes something: a person in the browser, or a program by its token.

    Both, where it is a personal token. Neither, where the operator does it with a command.
    """

    user: User | None = None
    api_token: uuid.UUID | None = None

    @property
    def user_id(self) -> int | None:
        """The person's id, None for a program with a service token."""
        return self.user.id if self.user else None


def actor_of(request: TenantRequest | TokenRequest) -> Actor:
    """Who sent the request: over REST the token's program, with the person whose it is; else the
    person who is signed in."""
    if request.api_token is not None:
        maker = request.api_token.maker
        return Actor(user=maker.user if maker else None, api_token=request.api_token.id)
    return Actor(user=request.user)
