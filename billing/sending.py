"""Telling the provider what was used: every report once, whatever is lost on the way.

Stripe forgets the identifier of usage after about 24 hours, and accepts usage that is up to 35
days old. So a report that may have been counted is only sent again while its identifier is
surely known (23 hours); after that, Stripe's own count of its hour decides first.
"""

import datetime
import logging
import random
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.utils import timezone

from billing.gateway import AlreadyTold, Busy, Gateway, GatewayError, Rejected, Unanswered
from billing.metering import HOUR
from billing.models import MeterReport

log = logging.getLogger(__name__)

IDENTIFIER_KNOWN = datetime.timedelta(hours=23)
OLDEST = datetime.timedelta(days=34)
FIRST_PAUSE, LONGEST_PAUSE = 30.0, 3600.0
State = MeterReport.State


def send_due(gateway: Gateway) -> int:
    """Send every report that is due, a customer's one after the other; returns how many went."""
    due = MeterReport.objects.filter(state__in=MeterReport.DUE, next_try_at__lte=timezone.now())
    customers = due.order_by("customer").values_list("customer", flat=True).distinct()
    return sum(_send_all_of(customer, gateway) for customer in list(customers))


def _send_all_of(customer: str, gateway: Gateway) -> int:
    sent = 0
    with _alone(customer) as ours:
        while ours:
            report = (
                MeterReport.objects.filter(
                    customer=customer,
                    state__in=MeterReport.DUE,
                    next_try_at__lte=timezone.now(),
                )
                .order_by("hour")
                .first()
            )
            if report is None:
                break
            try:
                send(report, gateway)
            except GatewayError as error:
                log.warning("usage of %s not told: %s", customer, error)
                break
            sent += report.state == State.SENT
    return sent


def send(report: MeterReport, gateway: Gateway) -> None:
    """Send one report, and write down what is known of it afterwards.

    The caller is the only one that sends for this customer. Raises Busy or Unanswered.
    """
    now = timezone.now()
    if report.state == State.TRIED and now - report.first_tried_at >= IDENTIFIER_KNOWN:
        if not _not_counted(report, gateway):
            return
        report.state, report.first_tried_at = State.WAITING, None
    if now - report.hour > OLDEST:
        _settle(report, str(State.EXPIRED), "older than the provider accepts")
        return
    before = report.state, report.first_tried_at
    # Written before the call: a process that dies in it leaves a doubt, not a clean slate.
    report.state = State.TRIED
    report.first_tried_at = report.first_tried_at or now
    report.attempts += 1
    report.save()
    try:
        gateway.tell(
            customer=report.customer,
            units=report.units,
            at=report.at,
            identifier=report.identifier,
            key=f"{report.identifier}:{report.key_number}",
        )
    except AlreadyTold:
        _settle(report, str(State.SENT))
    except Busy as error:
        # Nothing was done: there is no more doubt than before.
        report.state, report.first_tried_at = before
        _try_later(report, error)
        raise
    except Unanswered as error:
        if error.answered:
            # Stripe keeps an answer for its idempotency key, a failure too.
            report.key_number += 1
        _try_later(report, error)
        raise
    except Rejected as error:
        _settle(report, str(State.REJECTED), str(error))
    else:
        _settle(report, str(State.SENT))


def again(report: MeterReport) -> None:
    """Send a report that surely was not counted, under a new name (the operator's decision)."""
    generation = int(report.identifier.partition("+")[2] or 0) + 1
    report.identifier = f"{report.id}+{generation}"
    report.state, report.first_tried_at = State.WAITING, None
    report.key_number, report.attempts, report.error = 0, 0, ""
    report.next_try_at = timezone.now()
    report.save()


def reject(identifier: str, message: str) -> bool:
    """The provider threw usage away after it had accepted it. False where it is not ours."""
    name = identifier.partition(":")[0]
    report = MeterReport.objects.filter(identifier=name, state=State.SENT).first()
    if report is None:
        return False
    _settle(report, str(State.REJECTED), message)
    return True


def _not_counted(report: MeterReport, gateway: Gateway) -> bool:
    """True when the provider's count of the report's hour is nothing: it may be sent again."""
    try:
        counted = sum(gateway.counted(report.customer, report.hour, report.hour + HOUR).values())
    except GatewayError as error:
        _try_later(report, error)
        raise
    if counted == 0:
        return True
    if counted == report.units:
        _settle(report, str(State.SENT))
    else:
        _settle(report, str(State.DISPUTED), f"{counted} units are counted in this hour")
    return False


def _settle(report: MeterReport, state: str, error: str = "") -> None:
    report.state, report.error, report.next_try_at = state, error[:300], None
    if state == State.SENT:
        report.sent_at = timezone.now()
    report.save()


def _try_later(report: MeterReport, error: Exception) -> None:
    """Exponential backoff with full jitter, so that customers don't come back all at once."""
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(report.attempts, 12))
    wait = datetime.timedelta(seconds=random.uniform(FIRST_PAUSE, pause))
    report.next_try_at, report.error = timezone.now() + wait, str(error)[:300]
    report.save()


@contextmanager
def _alone(customer: str) -> Iterator[bool]:
    """True while nobody else sends for this customer: the lock ends with our connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s), 1)", [f"meter:{customer}"])
        [ours] = cursor.fetchone()
    try:
        yield ours
    finally:
        if ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtext(%s), 1)", [f"meter:{customer}"])
