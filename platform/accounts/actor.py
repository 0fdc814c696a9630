import uuid
from dataclasses import dataclass

from django.http import HttpRequest

from accounts.models import ApiToken, User
from accounts.request import TenantRequest, TokenRequest, signed_in
from activity.who import NOWHERE, Kind, Origin, Thing, Who


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changes something, and from where: a person in the browser, or a program by its token.

    Both, where it is a personal token. Neither, where the operator does it with a command. An
    operator on the operator's pages is a person with `as_operator`.
    """

    user: User | None = None
    token: ApiToken | None = None
    origin: Origin = NOWHERE
    as_operator: bool = False

    @property
    def user_id(self) -> int | None:
        """The person's id, None for a program with a service token."""
        return self.user.id if self.user else None

    @property
    def api_token(self) -> uuid.UUID | None:
        """The token's id."""
        return self.token.id if self.token else None

    @property
    def who(self) -> Who:
        """The same for the activity log: in words and ids that outlast the account."""
        if self.token is not None:
            label = f"{self.token.name} ({self.user.name})" if self.user else self.token.name
            return Who(Kind.TOKEN, str(self.token.id), label, self.origin)
        if self.user is not None:
            kind = Kind.OPERATOR if self.as_operator else Kind.PERSON
            return Who(kind, str(self.user.id), named(self.user), self.origin)
        return Who(Kind.OPERATOR, label="manage.py", origin=self.origin)


OPERATOR = Actor()


def actor_of(request: TenantRequest | TokenRequest) -> Actor:
    """Who sent the request: over REST the token's program, with the person whose it is; else the
    person who is signed in."""
    origin = Origin.of(request)
    if request.api_token is not None:
        maker = request.api_token.maker
        return Actor(maker.user if maker else None, request.api_token, origin)
    return Actor(request.user, origin=origin)


def operator_of(request: HttpRequest) -> Actor:
    """The operator who sent the request, from the operator's pages."""
    return Actor(signed_in(request), origin=Origin.of(request), as_operator=True)


def person(user: User) -> Thing:
    """A person as what something was done to."""
    return Thing("person", str(user.id), named(user))


def named(user: User) -> str:
    """A person as the activity log names one."""
    return f"{user.name} <{user.email}>"
