"""Summing up meter events that are old: a row for each segment ever made would grow for ever.

The proof of what was billed stays: the reports, and by day and report how much they consist of.
"""

import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from billing.models import MeterReport
from tenants.models import Tenant

KEPT = datetime.timedelta(days=92)
"""Every segment of a quarter can be looked up, and usage by the hour."""
AT_ONCE = 5_000

SETTLED = [MeterReport.State.SENT, MeterReport.State.CLOSED]

# One statement, so that an event is in the sums or still itself, whatever is killed.
ROLL_UP = """
WITH old AS (
    SELECT event.id FROM billing_meterevent event
    LEFT JOIN billing_meterreport report ON report.id = event.report_id
    WHERE event.tenant_id = %(tenant)s AND event.day < %(before)s
      AND (event.customer = '' OR report.state = ANY(%(settled)s))
    LIMIT %(most)s
    FOR UPDATE OF event SKIP LOCKED
), gone AS (
    DELETE FROM billing_meterevent event USING old WHERE event.id = old.id
    RETURNING event.tenant_id, event.day, event.customer, event.report_id, event.audio_ms
), summed AS (
    INSERT INTO billing_metersum (tenant_id, day, customer, report_id, events, audio_ms)
    SELECT tenant_id, day, customer, report_id, count(*), sum(audio_ms) FROM gone
    GROUP BY tenant_id, day, customer, report_id
)
SELECT count(*) FROM gone
"""


def roll_up(*, tenant: Tenant) -> int:
    """Sum up at most AT_ONCE events of the tenant that are older than KEPT; returns how many.

    Events wait that a paying customer's report does not hold yet, or whose report is not settled.
    """
    figures: dict[str, Any] = {
        "tenant": tenant.id,
        "before": first_day_kept(),
        "settled": [str(state) for state in SETTLED],
        "most": AT_ONCE,
    }
    with connection.cursor() as cursor:
        cursor.execute(ROLL_UP, figures)
        return cursor.fetchone()[0]


def first_day_kept() -> datetime.date:
    """The first day of which every event is there."""
    return (timezone.now() - KEPT).date()
