"""Reporting usage to the provider: every report counts once, whatever is lost on the way.

Stripe remembers the identifier of usage for about 24 hours, and accepts usage that is up to 35
days old. So a report that Stripe may have counted already is sent again only while Stripe surely
remembers its identifier (23 hours); after that, Stripe's own count of that hour is read first.
"""

import datetime
import logging
import random
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.utils import timezone

from billing.gateway.base import (
    Busy,
    DuplicateUsage,
    Gateway,
    GatewayError,
    Rejected,
    Unanswered,
)
from billing.models import MeterReport
from billing.reporting.metering import HOUR

log = logging.getLogger(__name__)

IDENTIFIER_REMEMBERED = datetime.timedelta(hours=23)
OLDEST = datetime.timedelta(days=34)
FIRST_PAUSE, LONGEST_PAUSE = 30.0, 3600.0
State = MeterReport.State


def send_due(gateway: Gateway) -> int:
    """Send every report that is due, each customer's in order; returns how many were counted."""
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
                log.warning("usage of %s not reported: %s", customer, error)
                break
            sent += report.state == State.SENT
    return sent


def send(report: MeterReport, gateway: Gateway) -> None:
    """Send one report, and save what is known about it afterwards.

    Nobody else may send for this customer meanwhile. Raises Busy or Unanswered.
    """
    now = timezone.now()
    first = report.first_tried_at
    if report.state == State.TRIED and first and now - first >= IDENTIFIER_REMEMBERED:
        if not _not_counted(report, gateway):
            return
        report.state, report.first_tried_at = State.WAITING, None
    if now - report.hour > OLDEST:
        _settle(report, str(State.EXPIRED), "older than the provider accepts")
        return
    state_before = report.state, report.first_tried_at
    # Saved before the call: if the process dies in it, the report may have been counted.
    report.state = State.TRIED
    report.first_tried_at = report.first_tried_at or now
    report.attempts += 1
    report.save()
    try:
        gateway.report_usage(
            customer=report.customer,
            units=report.units,
            at=report.at,
            identifier=report.identifier,
            key=f"{report.identifier}:{report.key_number}",
        )
    except DuplicateUsage:
        _settle(report, str(State.SENT))
    except Busy as error:
        # Stripe did nothing, so the report is as it was before the call.
        report.state, report.first_tried_at = state_before
        _try_later(report, error)
        raise
    except Unanswered as error:
        if error.answered:
            # Stripe answers the same idempotency key the same way again, failures included.
            report.key_number += 1
        _try_later(report, error)
        raise
    except Rejected as error:
        _settle(report, str(State.REJECTED), str(error))
    else:
        _settle(report, str(State.SENT))


def again(report: MeterReport) -> None:
    """Queue a report once more, under a new identifier: the operator knows it was not counted."""
    generation = int(report.identifier.partition("+")[2] or 0) + 1
    report.identifier = f"{report.id}+{generation}"
    report.state, report.first_tried_at = State.WAITING, None
    report.key_number, report.attempts, report.error = 0, 0, ""
    report.next_try_at = timezone.now()
    report.save()


def reject(identifier: str, message: str) -> bool:
    """Record that the provider discarded usage it had accepted. False if the usage is not ours."""
    name = identifier.partition(":")[0]
    report = MeterReport.objects.filter(identifier=name, state=State.SENT).first()
    if report is None:
        return False
    _settle(report, str(State.REJECTED), message)
    return True


def _not_counted(report: MeterReport, gateway: Gateway) -> bool:
    """True if the provider counted nothing in the report's hour, so that it may be sent again."""
    try:
        spans = gateway.usage_counted(report.customer, report.hour, report.hour + HOUR)
    except GatewayError as error:
        _try_later(report, error)
        raise
    counted = sum(spans.values())
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
    """Exponential backoff with full jitter, so that the customers' retries are spread out."""
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(report.attempts, 12))
    wait = datetime.timedelta(seconds=random.uniform(FIRST_PAUSE, pause))  # noqa: S311  (no secret)
    report.next_try_at, report.error = timezone.now() + wait, str(error)[:300]
    report.save()


@contextmanager
def _alone(customer: str) -> Iterator[bool]:
    """True if nobody else sends for this customer; the lock also ends with our connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s), 1)", [f"meter:{customer}"])
        [ours] = cursor.fetchone()
    try:
        yield ours
    finally:
        if ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtext(%s), 1)", [f"meter:{customer}"])
