"""Members of a workspace that says so prove again who they are when they were away for long."""

import json
import time

import pytest
import redis
from django.conf import settings as django_settings
from django.test import Client

from accounts.models import Membership
from accounts.sign_in import workspace_idle
from activity.models import Entry
from tenants import profile
from tenants.refusal import Refused
from tests.conftest import PASSWORD, Person


class Clock:
    """The time that pages go by."""

    now = 0.0

    def __init__(self) -> None:
        self.now = time.time()

    def time(self) -> float:
        return self.now

    def pass_by(self, minutes: float) -> None:
        """Also for Valkey, which forgets by its own clock."""
        self.now += minutes * 60


@pytest.fixture
def clock(monkeypatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(workspace_idle.time, "time", made.time)
    return made


@pytest.fixture
def strict(alice, clock) -> Person:
    """Alice's workspace, where a quarter of an hour is the longest; she has just signed in."""
    profile.change(tenant=alice.tenant, idle_minutes=15)
    alice.browser.logout()
    alice.browser.post("/sign-in", {"login": alice.user.email, "password": PASSWORD})
    return alice


def test_requests_keep_it_open_and_a_pause_does_not(strict, clock):
    page = strict.page("lessons/")
    for _each in range(3):
        clock.pass_by(14)
        assert strict.browser.get(page).status_code == 200
    clock.pass_by(16)
    asked = strict.browser.get(page)
    assert asked.status_code == 302
    assert asked.url == f"/account/reauthenticate?next={page.replace('/', '%2F')}"
    # Asking again is no use of the workspace.
    clock.pass_by(1)
    assert strict.browser.get(page).status_code == 302
    proved = strict.browser.post(asked.url, {"password": PASSWORD})
    assert proved.url == page and strict.browser.get(page).status_code == 200


def test_other_workspaces_ask_for_nothing(strict, bob, clock):
    Membership.objects.create(tenant=bob.tenant, user=strict.user)
    clock.pass_by(60)
    assert strict.browser.get(f"/w/{bob.tenant.slug}/lessons/").status_code == 200
    # And working there is no work here.
    assert strict.browser.get(strict.page()).status_code == 302
    assert strict.browser.get("/account/").status_code == 200


def test_each_device_has_its_own_pauses(strict, clock):
    other = Client()
    other.post("/sign-in", {"login": strict.user.email, "password": PASSWORD})
    clock.pass_by(10)
    assert other.get(strict.page()).status_code == 200
    clock.pass_by(10)
    assert strict.browser.get(strict.page()).status_code == 302
    assert other.get(strict.page()).status_code == 200


def test_scripts_get_an_error_that_they_can_show(strict, clock, in_alices):
    clock.pass_by(20)
    save = strict.page("lessons/x/save")
    for answer in (
        strict.browser.post(save, json.dumps({}), content_type="application/json"),
        strict.browser.get(strict.page("lessons/"), headers={"Sec-Fetch-Mode": "cors"}),
        strict.browser.get(strict.page("voices/"), headers={"Sec-Fetch-Mode": "no-cors"}),
    ):
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "session_idle"
    led = strict.browser.get(strict.page(), headers={"HX-Request": "true"})
    assert led.headers["HX-Redirect"].startswith("/account/reauthenticate?")
    page = strict.browser.get(strict.page(), headers={"Sec-Fetch-Mode": "navigate"})
    assert page.status_code == 302


def test_scripts_of_somebody_signed_out_get_one_too(alice):
    """The editor took the page of signing in for the server's word that all was saved."""
    for more in ({"content_type": "application/json"}, {"headers": {"Sec-Fetch-Mode": "cors"}}):
        answer = (
            Client().post(alice.page("lessons/x/save"), "{}", **more)
            if ("content_type" in more)
            else Client().get(alice.page("lessons/"), **more)
        )
        assert answer.status_code == 401 and answer.json()["error"]["code"] == "signed_out"
    assert Client().get(alice.page("lessons/")).status_code == 302


def test_without_valkey_the_time_since_the_last_proof_counts(strict, clock, monkeypatch):
    broken = redis.Redis(port=1, socket_connect_timeout=0.1)
    monkeypatch.setattr(workspace_idle, "_valkey", lambda _url: broken)
    clock.pass_by(14)
    assert strict.browser.get(strict.page()).status_code == 200
    clock.pass_by(2)
    assert strict.browser.get(strict.page()).status_code == 302


def test_what_valkey_has_lost_asks_once_more(strict, clock):
    clock.pass_by(10)
    assert strict.browser.get(strict.page()).status_code == 200
    clock.pass_by(10)
    valkey = redis.Redis.from_url(django_settings.REDIS_URL)
    keys = list(valkey.scan_iter(f"{workspace_idle.PREFIX}{strict.tenant.id}:*"))
    assert keys and strict.browser.session.session_key not in str(keys)
    valkey.delete(*keys)
    assert strict.browser.get(strict.page()).status_code == 302


def test_who_signs_in_at_the_school_alone_signs_in_there_again(strict, clock):
    strict.user.set_unusable_password()
    strict.user.save()
    strict.browser.force_login(strict.user)
    clock.pass_by(60 * 24)
    page = strict.page("lessons/")
    asked = strict.browser.get(page)
    assert asked.url.startswith("/sign-in?next=")
    html = strict.browser.get(asked.url).content.decode()
    assert f"/sign-in/organisation?next={page.replace('/', '%2F')}" in html or (
        f"/sign-in/organisation?next={page}" in html
    )
    html = strict.browser.get(f"/sign-in/organisation?next={page}").content.decode()
    assert f'name="next" value="{page}"' in html
    html = strict.browser.get("/sign-in/organisation?next=https://evil.example/").content.decode()
    assert 'value="https://evil' not in html


def test_admins_set_it_and_the_log_tells(alice, clock):
    given = {"name": "Willow", "slug": "alice-school", "time_zone": "UTC", "language": ""}
    answer = alice.browser.post(alice.page("settings"), {**given, "idle_minutes": "30"})
    assert answer.status_code == 302
    alice.tenant.refresh_from_db()
    assert alice.tenant.idle_minutes == 30
    entry = Entry.objects.filter(action="workspace.changed").latest("created_at")
    assert entry.details["idle_minutes"] == "30"
    # A form of another page that does not name it leaves it as it is.
    clock.now = time.time()
    alice.browser.post("/sign-in", {"login": alice.user.email, "password": PASSWORD})
    profile.change(tenant=alice.tenant, name="Elm")
    alice.tenant.refresh_from_db()
    assert alice.tenant.idle_minutes == 30


@pytest.mark.parametrize("minutes", [-1, 1, 14, 10_081])
def test_other_times_are_refused(alice, minutes):
    with pytest.raises(Refused) as refused:
        profile.change(tenant=alice.tenant, idle_minutes=minutes)
    assert refused.value.param == "idle_minutes"


def test_programs_set_it_too(alice):
    alice.tenant.api_tokens.update(scopes=["admin"])
    answer = alice.rest.patch("/v1/workspace", {"idle_minutes": 45}, format="json")
    assert answer.status_code == 200 and answer.json()["idle_minutes"] == 45
    answer = alice.rest.patch("/v1/workspace", {"idle_minutes": 5}, format="json")
    assert answer.status_code in (400, 422)
