"""What a stolen session must not do is asked of people who proved lately who they are."""

import time

import pytest
from django.test import Client

from accounts.models import Membership
from accounts.sign_in import reauthentication
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
RECORDS = "account_authentication_methods"
ASKS = "/account/reauthenticate"


def made_old(browser: Client) -> None:
    """As if what was proved in this session had been proved sixteen minutes ago."""
    session = browser.session
    session[RECORDS] = [{**each, "at": time.time() - 16 * 60} for each in session[RECORDS]]
    session.save()


@pytest.fixture
def role(alice, colleague):
    """Gives the colleague another role, as the page of members does."""
    member = Membership.objects.get(user=colleague.user, tenant=alice.tenant)

    def give(browser: Client, **more):
        page = alice.page(f"members/{member.id}/role")
        answer = browser.post(page, {"role": "admin"}, **more)
        member.refresh_from_db()
        return answer, member.role

    return give


def test_a_session_that_has_proved_nothing_lately_is_asked_and_comes_back(alice, role):
    browser = alice.browser
    made_old(browser)
    page = f"http://testserver{alice.page('members/')}?sort=name"
    answer, now = role(browser, headers={"referer": page})
    assert now == "member"
    assert answer["Location"].startswith(
        f"{ASKS}?next=%2Fw%2Falice-school%2Fmembers%2F%3Fsort%3Dname"
    )

    wrong = browser.post(answer["Location"], {"password": "wrong"})
    assert wrong.status_code == 200 and wrong.context["form"].errors
    assert role(browser)[1] == "member"
    right = browser.post(answer["Location"], {"password": PASSWORD})
    assert right["Location"] == alice.page("members/") + "?sort=name"
    assert role(browser)[1] == "admin"


def test_signing_in_is_enough(alice, role):
    browser = Client()
    browser.post("/sign-in", {"login": alice.user.email, "password": PASSWORD})
    assert role(browser)[1] == "admin"


def test_a_session_of_before_is_asked(alice, role):
    browser = Client()
    browser.force_login(alice.user)
    answer, now = role(browser)
    assert now == "member" and answer["Location"] == f"{ASKS}?next=%2Fhome"


def test_it_does_not_lead_to_other_sites(alice, role):
    made_old(alice.browser)
    answer, _now = role(alice.browser, headers={"referer": "https://evil.example/x"})
    assert answer["Location"] == f"{ASKS}?next=%2Fhome"
    right = alice.browser.post(f"{ASKS}?next=https://evil.example/", {"password": PASSWORD})
    assert right["Location"] == "/home"


def test_a_part_of_a_page_has_the_whole_page_led_on(alice, role):
    made_old(alice.browser)
    answer, _now = role(alice.browser, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and answer["HX-Redirect"].startswith(ASKS)


def test_guessing_is_slowed_for_the_person_and_from_everywhere(alice):
    made_old(alice.browser)
    for number in range(10):
        address = f"192.0.2.{number}"
        assert alice.browser.post(ASKS, {"password": "x"}, REMOTE_ADDR=address).status_code == 200
    assert alice.browser.post(ASKS, {"password": PASSWORD}).status_code == 429


def test_somebody_without_a_password_signs_in_anew(rf, alice):
    made_old(alice.browser)
    alice.user.set_unusable_password()
    alice.user.save()
    request = rf.get("/w/alice-school/members/")
    request.user, request.session = alice.user, alice.browser.session
    answer = reauthentication.ask(request)
    assert answer["Location"] == "/sign-in?next=%2Fw%2Falice-school%2Fmembers%2F"
    assert "_auth_user_id" not in request.session


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_asks_for_the_password(alice, language, settings):
    alice.browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    html = alice.browser.get(ASKS).content.decode()
    assert 'type="password"' in html and 'autocomplete="current-password"' in html
    assert ("是您本人吗" if language == "zh-hans" else "Is it you?") in html
    assert Client().get(ASKS)["Location"].startswith("/sign-in")
