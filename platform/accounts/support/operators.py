"""Who runs the installation: support (`is_staff`) reads, an operator (`is_superuser`) changes."""

from django.conf import settings

from accounts.models import User
from accounts.sign_in.second_factors import has_one


def lacks_factor(user: User) -> bool:
    """Whether somebody has to set up a second factor before the operator's pages open."""
    return settings.OPERATORS_NEED_SECOND_FACTOR and not has_one(user)


def may_look(user: User) -> bool:
    """Whether somebody is support or an operator now, with the second factor that it takes."""
    return user.is_active and user.is_staff and not lacks_factor(user)
