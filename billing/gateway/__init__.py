"""The payment provider, as the rest of billing sees it: another one is another file here.

Nothing outside of this folder imports a provider's library. Without keys there is no gateway,
and everything but paying works.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

from django.conf import settings


class GatewayError(Exception):
    """The provider did not do what it was asked for; the message is for the log and the admin."""


class Busy(GatewayError):
    """It did nothing, and may be asked again later."""


class Unanswered(GatewayError):
    """Nobody knows whether it was done. `answered`: it said so itself (a 5xx)."""

    def __init__(self, message: str, *, answered: bool = False):
        super().__init__(message)
        self.answered = answered


class Rejected(GatewayError):
    """It did nothing, and asking the same again is in vain."""


class AlreadyTold(GatewayError):
    """Usage with this identifier has been told before."""


class Forged(GatewayError):
    """A webhook that the provider has not signed."""


@dataclass(frozen=True, slots=True)
class RemoteSubscription:
    """A subscription as the provider has it; `status` in the words of Subscription.Remote."""

    id: str
    status: str
    plan: str
    created: datetime.datetime
    period_start: datetime.datetime
    period_end: datetime.datetime
    cancel_at: datetime.datetime | None


@dataclass(frozen=True, slots=True)
class RemoteInvoice:
    """Amounts are in the currency's minor unit."""

    id: str
    number: str
    status: str
    currency: str
    amount_due: int
    amount_paid: int
    created: datetime.datetime
    url: str


@dataclass(frozen=True, slots=True)
class RemoteEvent:
    """What a webhook is about. Nothing else of it is believed: the object itself is fetched."""

    id: str
    kind: str
    customer: str = ""


@dataclass(frozen=True, slots=True)
class UsageError:
    """Usage that was accepted first and thrown away later."""

    identifier: str
    message: str


class Gateway(Protocol):
    """Every method may raise Busy, Unanswered or Rejected."""

    def make_customer(self, *, tenant_id: str, name: str, email: str) -> str:
        """The id of the tenant's customer; asked twice, there is still one."""

    def checkout(
        self, *, customer: str, plan: str, tenant_id: str, back: str, language: str
    ) -> str:
        """The address of a page on which the plan is bought; it leads to `back` afterwards."""

    def portal(self, *, customer: str, back: str, language: str) -> str:
        """The address of a page to cancel, change the card and see invoices on."""

    def change_plan(self, *, subscription: str, plan: str) -> None:
        """Move a subscription to another plan now; the difference is paid for the days left."""

    def cancel(self, *, subscription: str) -> None:
        """End a subscription now."""

    def subscriptions(self, customer: str) -> list[RemoteSubscription]:
        """All of the customer's, ended ones too."""

    def invoices(self, customer: str) -> list[RemoteInvoice]:
        """The latest hundred."""

    def tell(
        self, *, customer: str, units: int, at: datetime.datetime, identifier: str, key: str
    ) -> None:
        """Report usage once. Raises AlreadyTold too; `key` is the request's, not the usage's."""

    def counted(
        self, customer: str, begin: datetime.datetime, end: datetime.datetime, *, by: str = ""
    ) -> dict[datetime.datetime, int]:
        """Units counted, by beginning: the whole span in one, or `by` "hour" or "day" (UTC)."""

    def event(self, body: bytes, headers: Mapping[str, str]) -> RemoteEvent:
        """The event of a webhook, from the bytes that were signed. Raises Forged."""

    def usage_errors(self, event: RemoteEvent) -> list[UsageError]:
        """Samples of the usage that a usage error event is about, fetched."""


def current() -> Gateway | None:
    """The gateway in use; None where no keys are set."""
    if not settings.STRIPE_SECRET_KEY:
        return None
    return import_module(settings.PAYMENT_GATEWAY).gateway()
