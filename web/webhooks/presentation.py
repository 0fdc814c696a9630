"""How deliveries look on a page."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from webhooks.models import Delivery

STATES = {
    "delivered": gettext_lazy("Delivered"),
    "waiting": gettext_lazy("To be sent"),
    "failed": gettext_lazy("Failed"),
}
BADGES = {"delivered": "completed", "waiting": "queued", "failed": "failed"}
ERRORS = {
    "address_forbidden": gettext_lazy("The address is not on the internet"),
    "no_such_host": gettext_lazy("The name has no address"),
    "connection_failed": gettext_lazy("No connection"),
    "tls_failed": gettext_lazy("No valid certificate"),
    "timeout": gettext_lazy("No answer in time"),
    "answer_unreadable": gettext_lazy("The answer can't be read"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A delivery in the list."""

    delivery: Delivery
    state: str
    badge: str
    outcome: str
    """The outcome of the latest attempt; empty before the first."""


def rows(deliveries: Iterable[Delivery]) -> list[Row]:
    """Deliveries as the page lists them."""
    return [
        Row(each, str(STATES[each.state]), BADGES[each.state], _outcome(each))
        for each in deliveries
    ]


def _outcome(delivery: Delivery) -> str:
    if delivery.last_status is not None:
        return _("Answer %(status)s") % {"status": delivery.last_status}
    return str(ERRORS.get(delivery.last_error, delivery.last_error))
