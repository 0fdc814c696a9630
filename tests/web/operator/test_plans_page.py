"""Plans and prices: made, changed after a look at what a change does, retired and offered again."""

import re
from html import unescape

import pytest
from django.test import Client

from accounts.models import Membership, User
from activity.models import Entry
from billing.models import MeterEvent, Plan, Subscription
from billing.quota import today
from tenants.limits import limits_of

PLANS = "/operator/plans/"
SCHOOL = f"{PLANS}school/"


@pytest.fixture
def operator(db) -> Client:
    browser = Client()
    browser.force_login(User.objects.create_superuser("op@example.org", name="Olive"))
    return browser


def typed(browser: Client, address: str, **other: object) -> dict[str, object]:
    """What the page's form holds, as a browser sends it, with other values."""
    form = browser.get(address).context["form"]
    given = {name: form[name].value() for name in form.fields}
    given["seen"] = browser.get(address).context.get("edition", "")
    return {name: value for name, value in (given | other).items() if value not in (None, False)}


def entries() -> list[tuple[str, str]]:
    found = Entry.objects.filter(action__startswith="plan.", workspace=None)
    return list(found.order_by("created_at").values_list("action", "thing_id"))


def test_the_list_says_what_each_costs_and_how_many_are_on_it(operator, alice, bob):
    html = operator.get(PLANS).content.decode()
    trial = re.search(r"<tr>\s*<th><a href=\"/operator/plans/trial/\".*?</tr>", html, re.DOTALL)[0]
    assert f"<td>{Subscription.objects.filter(plan='trial').count()}</td><td>0</td>" in trial
    assert "Alice School" in operator.get(f"{PLANS}trial/").content.decode()
    assert "Alice School" not in operator.get(SCHOOL).content.decode()


def test_a_change_is_shown_first_and_holds_when_it_is_confirmed(operator, alice):
    Subscription.objects.filter(tenant=alice.tenant).update(plan="school", remote_status="active")
    before = Plan.objects.get(code="school")
    new = typed(operator, SCHOOL, price=99_00, daily_ms=77)
    shown = operator.post(SCHOOL, new)
    html = unescape(shown.content.decode())
    assert shown.status_code == 200 and "$99.00" in html and "<td>77</td>" in html
    assert "1 workspace is on this plan" in html
    assert Plan.objects.get(code="school").price == before.price and entries() == []
    assert operator.post(SCHOOL, {**new, "confirmed": "1"}).status_code == 302
    after = Plan.objects.get(code="school")
    assert (after.price, after.daily_ms) == (99_00, 77 * 60_000)
    assert (after.name, after.monthly_ms, after.weight) == (
        before.name, before.monthly_ms, before.weight,
    )  # fmt: skip
    assert limits_of(alice.tenant).daily_ms == 77 * 60_000
    assert entries() == [("plan.terms_changed", "school")]
    [told] = Entry.objects.get(action="plan.terms_changed").details["terms"][:1]
    assert told == f"price: {before.price} → 9900"


def test_it_says_whom_lower_limits_touch(operator, alice, charlie):
    Membership.objects.create(tenant=alice.tenant, user=charlie.user)
    Subscription.objects.filter(tenant=alice.tenant).update(plan="school")
    MeterEvent.objects.create(
        tenant=alice.tenant, identifier="x", day=today(alice.tenant), audio_ms=3 * 60_000
    )
    new = typed(operator, SCHOOL, seats=1, monthly_ms=2, included_ms=1, history_days=1)
    html = operator.post(SCHOOL, new).content.decode()
    for sentence in (
        "1 workspace has more members than that",
        "1 workspace has made more this month already",
        "does not come back",
    ):
        assert sentence in html, sentence
    new = typed(operator, SCHOOL, seats=2, history_days="")
    html = operator.post(SCHOOL, new).content.decode()
    assert "more members" not in html and "does not come back" not in html


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(operator):
    new = typed(operator, SCHOOL, price=1)
    Plan.objects.filter(code="school").update(price=2)
    answer = operator.post(SCHOOL, {**new, "confirmed": "1"})
    assert answer.status_code == 409 and "meanwhile" in answer.content.decode()
    assert Plan.objects.get(code="school").price == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"currency": "xxy"},
        {"name": ""},
        {"concurrency": 0},
        {"weight": 0},
        {"included_ms": 9, "monthly_ms": 8},
        {"daily_ms": -1},
        {"price": 3_000_000_000},
        {"engines": ["no such"]},
    ],
)
@pytest.mark.parametrize("confirmed", ["", "1"])
def test_wrong_terms_are_refused_and_nothing_is_changed(operator, wrong, confirmed):
    before = Plan.objects.filter(code="school").values().get()
    answer = operator.post(SCHOOL, {**typed(operator, SCHOOL, **wrong), "confirmed": confirmed})
    assert answer.status_code == 422 and "errorlist" in answer.content.decode()
    assert Plan.objects.filter(code="school").values().get() == before


def test_a_new_plan_is_offered_when_the_operator_says_so(operator, client):
    new = typed(operator, f"{PLANS}new", code="district", name="District", price=500_00)
    assert operator.post(f"{PLANS}new", new).status_code == 302
    plan = Plan.objects.get(code="district")
    assert not plan.public and plan.daily_ms == Plan.objects.get(code="campus").daily_ms
    assert "District" not in client.get("/prices").content.decode()
    operator.post(f"{PLANS}district/offer")
    assert "District" in client.get("/prices").content.decode()
    operator.post(f"{PLANS}district/retire")
    assert "District" not in client.get("/prices").content.decode()
    assert [action for action, _plan in entries()] == ["plan.made", "plan.offered", "plan.retired"]
    for code in ("district", "new", "a b"):
        answer = operator.post(f"{PLANS}new", {**new, "code": code})
        assert answer.status_code == 422, code


def test_the_plan_that_workspaces_begin_on_stays(operator):
    page = operator.post(f"{PLANS}trial/retire", follow=True).content.decode()
    assert "New workspaces begin on this plan" in page
    assert Plan.objects.get(code="trial").public


def test_support_reads_them_and_the_admin_only_shows_them(operator, db):
    support = Client()
    support.force_login(User.objects.create_user("sue@example.org", name="Sue", is_staff=True))
    html = support.get(SCHOOL).content.decode()
    assert "<form" not in html.split('<main id="main"')[1] and "Characters of a text" in html
    for where in ("new", "school/", "school/retire", "school/offer"):
        assert support.post(PLANS + where).status_code == 403
    assert operator.get("/operator/billing/plan/").status_code == 200
    assert operator.get("/operator/billing/plan/add/").status_code == 403
    assert operator.post("/operator/billing/plan/school/change/", {"price": 1}).status_code == 403
    assert operator.post("/operator/billing/plan/school/delete/").status_code == 403
    assert operator.get(f"{PLANS}nowhere/").status_code == 404
