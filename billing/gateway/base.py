"""What billing asks of a payment provider, and how one answers: errors and plain records.

A provider is one file in this folder that does what Gateway says.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


class GatewayError(Exception):
    """The provider refused or failed a request; the message is for the log and the admin."""


class Busy(GatewayError):
    """The provider did nothing; the same request may succeed later."""


class Unanswered(GatewayError):
    """Whether it was done is unknown. `answered`: the provider did answer, with a 5xx."""

    def __init__(self, message: str, *, answered: bool = False):
        super().__init__(message)
        self.answered = answered


class Rejected(GatewayError):
    """The provider did nothing, and would refuse the same request again."""


class DuplicateUsage(GatewayError):
    """Usage with this identifier was reported before."""


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
    """What a webhook is about. The rest of it is not trusted: the object itself is fetched."""

    id: str
    kind: str
    customer: str = ""


@dataclass(frozen=True, slots=True)
class UsageError:
    """Usage that the provider accepted and discarded later."""

    identifier: str
    message: str


class Gateway(Protocol):
    """Every method may raise Busy, Unanswered or Rejected."""

    def make_customer(self, *, tenant_id: str, name: str, email: str) -> str:
        """The id of the tenant's customer. A second call returns the same one."""

    def checkout(
        self, *, customer: str, plan: str, tenant_id: str, back: str, language: str
    ) -> str:
        """The address of a page on which the plan is bought; it leads to `back` afterwards."""

    def portal(self, *, customer: str, back: str, language: str) -> str:
        """The address of a page to cancel, change the card and see invoices on."""

    def change_plan(self, *, subscription: str, plan: str) -> None:
        """Move a subscription to another plan now, and charge or credit the days left."""

    def cancel(self, *, subscription: str, charge_usage: bool = False) -> None:
        """End a subscription now. `charge_usage`: what was used and not charged yet is, now; else
        on the customer's other subscription."""

    def end_with_period(self, *, subscription: str, ends: bool) -> None:
        """Let a subscription end when what is paid for is over, or (not `ends`) go on after all."""

    def subscriptions(self, customer: str) -> list[RemoteSubscription]:
        """All of the customer's, ended ones too."""

    def invoices(self, customer: str) -> list[RemoteInvoice]:
        """The latest hundred."""

    def report_usage(
        self, *, customer: str, units: int, at: datetime.datetime, identifier: str, key: str
    ) -> None:
        """Report units used at a time. Raises DuplicateUsage where `identifier` is known already.

        `identifier` names the usage; `key` is the idempotency key of this request alone.
        """

    def usage_counted(
        self, customer: str, begin: datetime.datetime, end: datetime.datetime, *, by: str = ""
    ) -> dict[datetime.datetime, int]:
        """The provider's own count of units, by the beginning of each span.

        One span from `begin` to `end`, or one for each `by` "hour" or "day" (UTC).
        """

    def event(self, body: bytes, headers: Mapping[str, str]) -> RemoteEvent:
        """The event of a webhook, from the bytes that were signed. Raises Forged."""

    def usage_errors(self, event: RemoteEvent) -> list[UsageError]:
        """Fetch samples of the usage that an event about discarded usage stands for."""
