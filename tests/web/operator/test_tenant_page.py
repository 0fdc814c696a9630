"""All about one workspace on one page; support looks at it, operators change it."""

import datetime
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from billing.models import PlanOverride, Subscription
from notices import reading
from synthesis.models import Job
from tenants import files
from tenants.context import in_tenant
from tenants.limits import limits_of
from tests.web.url_table import PARAMETER
from web.operator.urls import pages

ADDRESS = "/operator/workspaces/alice-school/"


def signed_in(**rights: bool) -> Client:
    browser = Client()
    browser.force_login(User.objects.create_user("op@example.org", name="Olive", **rights))
    return browser


@pytest.fixture
def operator(db) -> Client:
    return signed_in(is_staff=True, is_superuser=True)


@pytest.fixture
def support(db) -> Client:
    return signed_in(is_staff=True)


def test_it_shows_plan_people_usage_and_errors(operator, alice):
    with in_tenant(alice.tenant):
        Job.objects.create(
            id="job_7", engine="kokoro", voice="af_heart", input="", status="failed",
            sample_rate=24_000, segments_total=1, usage_day=timezone.now().date(),
            error_code="worker_lost", finished_at=timezone.now(),
        )  # fmt: skip
    page = operator.get(ADDRESS).content.decode()
    for shown in (
        "Alice School",
        "alice@example.org",
        "Trial",
        "job_7",
        "Owner",
        "Limits in force",
    ):
        assert shown in page, shown


def test_its_files_are_counted_when_somebody_wants_to_know(operator, alice):
    assert "Count them" in operator.get(ADDRESS).content.decode()
    files.store().make(f"{files.folder(alice.tenant)}/jobs")
    files.store().write(f"{files.folder(alice.tenant)}/jobs/a", b"x" * 2_000_000)
    assert "1.9" in operator.get(f"{ADDRESS}?files=1").content.decode()


def test_a_plan_is_changed_unless_it_is_paid_for(operator, alice):
    rows = Subscription.objects.filter(tenant=alice.tenant)
    rows.update(customer="cus_1", remote_status="active")
    refused = operator.post(f"{ADDRESS}plan", {"plan": "campus"})
    assert refused.status_code == 422 and "pays for its plan" in refused.content.decode()
    assert operator.post(f"{ADDRESS}plan", {"plan": "no such"}).status_code == 422
    rows.update(remote_status="")
    assert operator.post(f"{ADDRESS}plan", {"plan": "campus"}).status_code == 302
    assert limits_of(alice.tenant).plan == "campus"


def test_a_workspace_is_suspended_with_a_reason_and_readmitted(operator, alice):
    assert operator.post(f"{ADDRESS}suspend", {"reason": ""}).status_code == 422
    assert not limits_of(alice.tenant).suspended
    assert operator.post(f"{ADDRESS}suspend", {"reason": "Unpaid bill."}).status_code == 302
    assert limits_of(alice.tenant).suspended
    assert "Unpaid bill." in alice.browser.get(alice.page()).content.decode()
    assert "Unpaid bill." in operator.get(ADDRESS).content.decode()
    assert operator.post(f"{ADDRESS}readmit").status_code == 302
    assert not limits_of(alice.tenant).suspended
    told = [each.kind for each in reading.of_person(alice.user)]
    assert told == ["workspace.readmitted", "workspace.suspended"]


def test_an_exception_has_an_end_and_a_reason_and_changes_something(operator, alice):
    until = (timezone.now() + datetime.timedelta(days=7)).date().isoformat()
    given = {"reason": "exam week", "until": until}
    assert operator.post(f"{ADDRESS}exceptions", given).status_code == 422
    past = {**given, "daily_ms": "90", "until": "2020-01-01"}
    assert operator.post(f"{ADDRESS}exceptions", past).status_code == 422
    assert not PlanOverride.objects.exists()
    assert operator.post(f"{ADDRESS}exceptions", {**given, "daily_ms": "90"}).status_code == 302
    override = PlanOverride.objects.get()
    assert override.daily_ms == 90 * 60_000 and override.made_by.email == "op@example.org"
    assert limits_of(alice.tenant).daily_ms == 90 * 60_000
    assert "exam week" in operator.get(ADDRESS).content.decode()
    assert operator.post(f"{ADDRESS}exceptions/{override.id}/end").status_code == 302
    assert limits_of(alice.tenant).daily_ms != 90 * 60_000
    assert PlanOverride.objects.exists()


def test_an_exception_is_ended_only_on_its_workspaces_page(operator, alice, bob):
    override = PlanOverride.objects.create(
        tenant=bob.tenant, reason="r", expires_at=timezone.now() + datetime.timedelta(1), seats=3
    )
    operator.post(f"{ADDRESS}exceptions/{override.id}/end")
    assert limits_of(bob.tenant).seats == 3


def test_support_sees_all_and_changes_nothing(support, alice):
    page = support.get(ADDRESS)
    assert page.status_code == 200 and "<button>" not in page.content.decode()
    assert "You may look, and change nothing." in page.content.decode()
    for where in ("plan", "suspend", "readmit", "exceptions", "exceptions/1/end"):
        assert support.post(ADDRESS + where, {"plan": "campus", "reason": "r"}).status_code == 403
    assert support.post("/operator/failed-jobs/", {"tenant": "a", "job": "b"}).status_code == 403
    assert limits_of(alice.tenant).plan == "trial" and not limits_of(alice.tenant).suspended


def test_no_route_is_open_to_others(alice, client):
    for route in pages:
        pattern = str(route.pattern).replace("<uuid:visit_id>", str(uuid.UUID(int=1)))
        address = "/operator/" + PARAMETER.sub("1", pattern)
        for method in ("get", "post"):
            assert getattr(alice.browser, method)(address).status_code == 403, address
            answer = getattr(client, method)(address)
            assert answer.status_code == 302 and "sign-in" in answer["Location"], address


def test_a_workspace_that_is_none_is_not_found(operator):
    assert operator.get("/operator/workspaces/nowhere/").status_code == 404


def test_the_operator_cannot_change_the_payer(operator, alice):
    rows = Subscription.objects.filter(tenant=alice.tenant)
    rows.update(customer="cus_1")
    forged = {"plan": "campus", "reason": "Unpaid.", "customer": "cus_2", "remote_id": "sub_2"}
    for page in ("plan", "suspend", "readmit"):
        assert operator.post(f"{ADDRESS}{page}", forged).status_code == 302
    operator.post(f"/operator/billing/subscription/{alice.tenant.id}/change/", forged)
    payer = rows.get()
    assert (payer.plan_id, payer.customer, payer.remote_id) == ("campus", "cus_1", "")
