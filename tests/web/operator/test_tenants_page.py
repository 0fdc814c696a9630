"""The operator's page about all tenants costs the same for two of them and for a page full."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from billing.models import MeterEvent, Subscription
from synthesis.models import Job
from synthesis.monitoring import across_tenants
from tenants.context import in_tenant
from tenants.models import Tenant
from web.operator.tenants_page import TENANTS_A_PAGE

ADDRESS = "/operator/workspaces/"


@pytest.fixture
def operator(alice, bob):
    User.objects.filter(id=alice.user.id).update(is_staff=True, is_superuser=True)
    return alice.browser


@pytest.fixture
def many(alice) -> list[Tenant]:
    """As many workspaces as two pages hold, without schemas."""
    pattern = Tenant.objects.get(id=alice.tenant.id)
    made = [
        Tenant(
            slug=f"school-{number:03}",
            name=f"School {999 - number}",
            wrapped_key=pattern.wrapped_key,
            wrapped_by=pattern.wrapped_by,
        )
        for number in range(2 * TENANTS_A_PAGE)
    ]
    for tenant in made:
        tenant.schema_name = f"t_{tenant.id.hex}"
    Tenant.objects.bulk_create(made)
    now = timezone.now()
    Subscription.objects.bulk_create(
        Subscription(tenant=tenant, plan_id="trial", plan_since=now) for tenant in made
    )
    return made


def slugs(page: str) -> list[str]:
    return re.findall(r"<th><a href=[^>]+>([\w-]+)</a>", page)


def job(tenant: Tenant, number: int, status: str, **more) -> None:
    with in_tenant(tenant):
        Job.objects.create(
            id=f"job_{number}",
            engine="kokoro",
            voice="af_heart",
            input="",
            status=status,
            sample_rate=24_000,
            segments_total=1,
            usage_day=timezone.now().date(),
            **more,
        )


def test_statements_do_not_grow_with_tenants(operator, many):
    few, full = (CaptureQueriesContext(connection) for _ in range(2))
    with few:
        assert len(slugs(operator.get(f"{ADDRESS}?q=-school").content.decode())) == 2
    with full:
        assert len(slugs(operator.get(ADDRESS).content.decode())) == TENANTS_A_PAGE
    assert len(full) == len(few) < 30


def test_pages_follow_the_order_and_keep_it(operator, many):
    first = operator.get(f"{ADDRESS}?sort=name&q=school-").content.decode()
    assert slugs(first)[0] == "school-099"  # “School 900”
    assert "?sort=name&amp;q=school-&amp;page=2" in first
    second = operator.get(f"{ADDRESS}?sort=name&q=school-&page=2").content.decode()
    assert slugs(second)[-1] == "school-000"
    assert set(slugs(first)) | set(slugs(second)) == {tenant.slug for tenant in many}
    Tenant.objects.filter(slug="school-007").update(created_at="2100-01-01T00:00:00Z")
    assert slugs(operator.get(f"{ADDRESS}?sort=newest").content.decode())[0] == "school-007"
    MeterEvent.objects.create(
        identifier="job_x:0:0", tenant=many[42], day=timezone.now().date(), audio_ms=60_000
    )
    assert slugs(operator.get(f"{ADDRESS}?sort=month").content.decode())[0] == "school-042"
    assert len(slugs(operator.get(f"{ADDRESS}?sort=no-such&page=nine").content.decode())) > 0


def test_each_tenant_has_its_own_jobs(operator, alice, bob):
    now = timezone.now()
    for number, status in enumerate(["completed", "completed", "failed"]):
        job(alice.tenant, number, status, finished_at=now)
    job(bob.tenant, 9, "failed", finished_at=now, error_code="synthesis_failed")
    page = operator.get(ADDRESS).content.decode()
    assert re.findall(r"<td>(\d+ / \d+)</td>", page) == ["1 / 2", "1 / 0"]


def test_the_newest_failed_jobs_of_all_come_first(alice, bob, many):
    now = timezone.now()
    for number, person in enumerate((alice, bob, alice, alice)):
        at = now + timezone.timedelta(minutes=number)
        job(person.tenant, number, "failed", finished_at=at, error_code="worker_lost")
    tenants = [alice.tenant, bob.tenant, *many]  # those without a schema are left out
    found = across_tenants.failed_lately(tenants, of_each=2, most=9)
    assert [each.job.id for each in found] == ["job_3", "job_2", "job_1"]
    assert [each.tenant for each in found] == [alice.tenant, alice.tenant, bob.tenant]
    assert len(across_tenants.failed_lately(tenants, of_each=9, most=2)) == 2
    [of_one] = across_tenants.failed_lately([bob.tenant], of_each=2, most=9)
    assert of_one.job.id == "job_1"
