"""A job belongs to the day on which it was submitted, where its workspace is."""

import datetime
from unittest import mock
from zoneinfo import ZoneInfo

import pytest

from billing import quota
from billing.usage.models import DailyUsage
from synthesis.jobs.outcomes import ending
from tenants.context import in_tenant
from tests.faults.proof import assert_idle, assert_made, settle, submit

ZONES = ["Asia/Shanghai", "America/New_York", "Pacific/Kiritimati"]


@pytest.fixture
def far(doomed, request):
    doomed.time_zone = request.param
    doomed.save()
    return doomed


def clock_at(moment: datetime.datetime):
    return mock.patch.object(quota.timezone, "now", lambda: moment)


def just_before_midnight(zone: str) -> datetime.datetime:
    """The last millisecond of yesterday there."""
    now = datetime.datetime.now(ZoneInfo(zone))
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return (today - datetime.timedelta(milliseconds=1)).astimezone(datetime.UTC)


def usage(tenant) -> dict:
    with in_tenant(tenant):
        return {row.day: (row.reserved_ms, row.used_ms) for row in DailyUsage.objects.all()}


@pytest.mark.parametrize("far", ZONES, indirect=True)
def test_audio_made_after_midnight_counts_on_the_day_of_submission(workers, far):
    eve = just_before_midnight(far.time_zone)
    day = eve.astimezone(ZoneInfo(far.time_zone)).date()
    with clock_at(eve):
        job = submit(far)
        dropped = submit(far, seed=8)
    assert job.usage_day == dropped.usage_day == day
    with in_tenant(far):
        ending.cancel(tenant=far, job_id=dropped.id)
    workers.start()
    settle((far, job))
    after = submit(far, seed=9)
    settle((far, after))
    assert_made(far, job)
    assert_made(far, after)
    with in_tenant(far):
        job.refresh_from_db()
        after.refresh_from_db()
    today = day + datetime.timedelta(days=1)
    assert usage(far) == {day: (0, job.audio_ms), today: (0, after.audio_ms)}
    assert_idle()
