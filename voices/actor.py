import uuid
from dataclasses import dataclass

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks for something: a person in the browser, or a program by its token."""

    user: User | None = None
    api_token: uuid.UUID | None = None
