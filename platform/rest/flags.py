"""Switches in the query of an address: 0 or 1."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tenants.refusal import Refused

VALUES = ["0", "1"]


def flag(request: HttpRequest, name: str) -> bool | None:
    """Whether the query's `name` is 1; None where it is not given. Raises Refused for others."""
    asked = request.GET.get(name)
    if asked is not None and asked not in VALUES:
        message = _("“%(name)s” must be one of: %(known)s.")
        raise Refused(
            "invalid_value", message % {"name": name, "known": ", ".join(VALUES)}, param=name
        )
    return None if asked is None else asked == "1"
