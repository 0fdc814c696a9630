"""The pages about money: plans, usage, caps, invoices, notices, and the operator's view."""

from dataclasses import replace

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.mails import queued_mail
from accounts.models import Membership, User
from billing import notices, quota
from billing.models import Invoice, MeterEvent, Plan, SpendingCap, Subscription
from billing.spender import Spender
from billing.usage.models import DailyUsage
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit
from synthesis.models import Job
from tenants.context import in_tenant
from tenants.limits import limits_of
from tests.conftest import Person
from web.billing.breakdown import PROGRAM_JOBS_SHOWN

pytestmark = pytest.mark.django_db


def text_of(browser: Client, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def use(tenant, audio_ms: int, **spender) -> None:
    """Count audio as a finished segment does."""
    day = quota.open_today(tenant)
    quota.settle(
        tenant=tenant,
        day=day,
        reserved_ms=0,
        used_ms=audio_ms,
        identifier=f"job_{MeterEvent.objects.count()}:0:0",
        spender=Spender(voice="af_heart", **spender),
    )


@pytest.fixture
def colleague(alice) -> Person:
    """A member of Alice's workspace who is not an admin."""
    user = User.objects.create_user("dora@example.org", "a long password", name="Dora")
    Membership.objects.create(user=user, tenant=alice.tenant)
    return Person(user, alice.tenant)


@pytest.fixture
def operator(db) -> Client:
    browser = Client()
    browser.force_login(
        User.objects.create_superuser("op@example.org", "a long password", name="Op")
    )
    return browser


def test_plans_are_shown_side_by_side_with_their_changes(alice):
    page = text_of(alice.browser, alice.page("plans"))
    assert page.count("offer card") + page.count("card offer") == 3
    assert "Your plan" in page and "$29.00" in page and "600 minutes a month included" in page
    assert "more than now" in page


def test_without_keys_the_pay_buttons_say_so(alice):
    page = text_of(alice.browser, alice.page("plans"))
    assert "<button disabled>Payment is not set up</button>" in page
    answer = alice.browser.post(alice.page("plans/school/buy"), follow=True)
    assert "its operators set the plans" in answer.content.decode()


def test_a_downgrade_below_usage_shows_the_consequences(alice, in_alices):
    Plan.objects.filter(code="school").update(max_voices=0, daily_ms=60_000, seats=0)
    Membership.objects.filter(tenant=alice.tenant).update(role="owner")
    use(in_alices, 61_000)
    page = text_of(alice.browser, alice.page("plans"))
    assert "You have 1 members: all stay" in page
    assert "You have used more than that already" in page


def test_members_see_plans_and_cannot_buy(colleague):
    page = text_of(colleague.browser, colleague.page("plans"))
    assert "An admin of the workspace can change the plan." in page and "/buy" not in page
    assert colleague.browser.post(colleague.page("plans/school/buy")).status_code == 403
    assert colleague.browser.post(colleague.page("plans/manage")).status_code == 403
    assert colleague.browser.get(colleague.page("invoices")).status_code == 403
    assert colleague.browser.post(colleague.page("usage/caps")).status_code == 403


def test_usage_by_voice_member_and_token(alice, in_alices):
    record = alice.tenant.api_tokens.first()
    use(in_alices, 61_000, member=alice.user.id)
    use(in_alices, 30_000, token=record.id)
    page = text_of(alice.browser, alice.page("usage"))
    for shown in ("By voice", "By member", "By API token", "Alice", record.name, "1:31", "0:30"):
        assert shown in page


def test_an_admin_limits_a_member_and_lifts_the_limit(alice, in_alices):
    key = {"kind": "member", "key": str(alice.user.id)}
    alice.browser.post(alice.page("usage/caps"), {**key, "minutes": "3"})
    assert SpendingCap.objects.get().daily_ms == 180_000
    alice.browser.post(alice.page("usage/caps"), {**key, "minutes": ""})
    assert not SpendingCap.objects.exists()


@pytest.mark.parametrize("minutes", ["-1", "x", "1441", "1.5", "٣٠٠٠"])
def test_an_invalid_limit_is_refused(alice, minutes):
    key = {"kind": "member", "key": str(alice.user.id)}
    answer = alice.browser.post(alice.page("usage/caps"), {**key, "minutes": minutes}, follow=True)
    assert "Give whole minutes" in answer.content.decode()
    assert not SpendingCap.objects.exists()


@pytest.mark.parametrize("kind", ["member", "token"])
def test_members_of_another_workspace_cannot_be_limited(alice, bob, kind):
    theirs = {"member": str(bob.user.id), "token": str(bob.tenant.api_tokens.first().id)}
    for key in (theirs[kind], "0", "x", "²"):
        alice.browser.post(alice.page("usage/caps"), {"kind": kind, "key": key, "minutes": "1"})
    assert not SpendingCap.objects.exists()


def test_notices_show_at_80_percent_and_at_100(alice, in_alices):
    Plan.objects.filter(code="trial").update(daily_ms=100_000, monthly_ms=None)
    use(in_alices, 79_000)
    assert "of today’s audio is used" not in text_of(alice.browser, alice.page())
    use(in_alices, 1_000)
    assert "80 % of today’s audio is used" in text_of(alice.browser, alice.page())
    use(in_alices, 20_000)
    assert "Today’s audio is used up." in text_of(alice.browser, alice.page("usage"))


@pytest.mark.parametrize("page", ["", "lessons/"])
def test_a_page_reads_the_day_once_for_its_figures_and_the_notice(alice, page):
    Plan.objects.filter(code="trial").update(monthly_ms=None)
    with CaptureQueriesContext(connection) as queries:
        assert alice.browser.get(alice.page(page)).status_code == 200
    assert sum("usage_dailyusage" in query["sql"] for query in queries) == 1


def test_notices_are_mailed_to_admins_once_in_both_languages(alice, colleague, in_alices):
    Plan.objects.filter(code="trial").update(daily_ms=100_000)
    use(in_alices, 85_000)
    day = quota.today(in_alices)
    for _again in range(2):
        notices.note(in_alices, quota.quota_status(in_alices, limits_of(in_alices), day, Spender()))
        notices.tell_waiting()
        queued_mail.send_due()
    assert [message.to for message in mail.outbox] == [["alice@example.org"]]
    assert "80 %" in mail.outbox[0].subject and "/plans" in mail.outbox[0].body
    assert mail.outbox[0].body.count("/plans") == 2


def test_a_suspended_workspace_is_read_only(alice, make_job):
    job = make_job("completed", done=3)
    lesson = alice.browser.post(alice.page("lessons/new"), {"text": "x"}).url
    Subscription.objects.filter(tenant=alice.tenant).update(
        suspended_at=timezone.now(), suspension_reason="The bill is open."
    )
    for path in ("", "lessons/", "usage", "plans", "voices/"):
        assert "The bill is open." in text_of(alice.browser, alice.page(path))
    assert "The bill is open." in text_of(alice.browser, lesson)
    refused = alice.browser.post(alice.page("lessons/new"), {"text": "x", "voice": "af_heart"})
    assert refused.status_code == 403 and "The bill is open." in refused.content.decode()
    answer = alice.rest.post("/v1/jobs", {"input": "x", "voice": "af_heart"}, format="json")
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "workspace_suspended"
    assert alice.rest.get(f"/v1/jobs/{job.id}").status_code == 200
    assert alice.browser.post(alice.page("plans/school/buy")).status_code == 302
    for path, done in (("lessons/bin", 302), (f"lessons/{lesson.rsplit('/', 1)[1]}/delete", 302)):
        given = {"lesson": lesson.rsplit("/", 1)[1]}
        assert alice.browser.post(alice.page(path), given).status_code == done
    assert alice.rest.delete(f"/v1/jobs/{job.id}").status_code == 200


def test_rest_shows_the_rest_of_day_and_month(alice, in_alices):
    use(in_alices, 60_000)
    body = alice.rest.get("/v1/usage").json()
    assert body["used_ms"] == body["month"]["used_ms"] == 60_000
    assert body["month"]["left_ms"] == 300 * 60_000 - 60_000


def test_a_paused_job_says_why_over_rest(alice, make_job):
    job = make_job("paused", done=1)
    body = alice.rest.get(f"/v1/jobs/{job.id}").json()
    assert (body["status"], body["reason"]) == ("paused", "quota")


def test_invoices_are_listed(alice):
    Invoice.objects.create(
        id="in_1",
        tenant=alice.tenant,
        number="A-1",
        status="paid",
        currency="usd",
        amount_due=2900,
        amount_paid=2900,
        created_at=timezone.now(),
    )
    page = text_of(alice.browser, alice.page("invoices"))
    assert "$29.00" in page and "A-1" in page and "Paid" in page


def test_the_operator_sees_all_tenants(operator, alice, bob, in_alices, settings):
    settings.COST_OF_AUDIO_HOUR = 60
    Plan.objects.filter(code="trial").update(daily_ms=100_000)
    use(in_alices, 90_000)
    page = text_of(operator, "/operator/workspaces/")
    assert "alice-school" in page and "bob-school" in page
    assert "1:30 (90 %)" in page and "near a limit" in page and "$0.02" in page
    assert "bob-school" not in text_of(operator, "/operator/workspaces/?q=alice")


def test_only_the_operator_sees_the_operators_pages(alice):
    assert alice.browser.get("/operator/workspaces/").status_code == 403
    assert Client().get("/operator/workspaces/").status_code == 302


ADMIN = [
    "plan",
    "planoverride",
    "subscription",
    "meterreport",
    "meterdifference",
    "invoice",
    "webhookevent",
]


@pytest.mark.parametrize("model", ADMIN)
def test_the_admin_lists_everything(operator, alice, model):
    assert operator.get(f"/operator/billing/{model}/").status_code == 200


def test_the_month_shows_all_its_days(alice, in_alices):
    use(in_alices, 1000)
    page = alice.browser.get(alice.page("usage"))
    days = page.context["days"]
    assert [day.day.day for day in days] == list(range(1, quota.today(in_alices).day + 1))
    assert days[-1].used_ms == DailyUsage.objects.get().used_ms


def test_admins_see_what_programs_had_spoken_and_members_do_not(alice, colleague):
    body = {"input": "Good morning.", "voice": "af_heart"}
    job = alice.rest.post("/v1/jobs", body, format="json").json()["id"]
    shown = alice.browser.get(alice.page("usage")).content.decode()
    listed = shown.partition('id="programs"')[2].partition("</section>")[0]
    token = alice.tenant.api_tokens.get().name
    assert job in listed and token in listed
    assert "href" not in listed.partition("<table")[2]
    assert job not in colleague.browser.get(colleague.page("usage")).content.decode()


def test_what_a_voice_agent_spoke_does_not_push_long_jobs_out_of_the_list(alice):
    token = alice.tenant.api_tokens.get()
    with in_tenant(alice.tenant):
        order = Order(text="Hello.", voice="af_heart", api_token=token.id)
        long = submit(tenant=alice.tenant, order=order)
        for _ in range(PROGRAM_JOBS_SHOWN + 1):
            newest = submit(tenant=alice.tenant, order=replace(order, interactive=True))
    usual = text_of(alice.browser, alice.page("usage"))
    assert long.id in usual and newest.id not in usual
    live = text_of(alice.browser, alice.page("usage?live=1"))
    assert newest.id in live and long.id not in live
    with in_tenant(alice.tenant):
        Job.objects.filter(id=long.id).delete()
    assert "There are none of this kind." in text_of(alice.browser, alice.page("usage"))
