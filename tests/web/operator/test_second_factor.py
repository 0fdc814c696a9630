"""The operator's pages open for people with a second factor, and lead others to it."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.models import User
from tests.conftest import browser_of

pytestmark = pytest.mark.django_db
ADDRESSES = ["/operator/", "/operator/workspaces/", "/operator/billing/plan/"]
SET_UP = "/account/second-factor"


@pytest.fixture
def operator(settings) -> User:
    settings.OPERATORS_NEED_SECOND_FACTOR = True
    return User.objects.create_superuser("op@example.org", "a long enough phrase", name="Olive")


@pytest.mark.parametrize("address", ADDRESSES)
def test_without_one_they_are_led_to_where_they_set_one_up(operator, address):
    browser = browser_of(operator)
    for answer in (browser.get(address, follow=True), browser.post(address, follow=True)):
        assert answer.redirect_chain[-1][0] == SET_UP
        assert "need a second factor" in answer.content.decode()
    Authenticator.objects.create(user=operator, type="totp", data={"secret": "x"})
    assert browser.get(address).status_code == 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_recovery_codes_alone_are_none(operator, address):
    Authenticator.objects.create(user=operator, type="recovery_codes", data={"used_mask": 0})
    assert browser_of(operator).get(address).status_code == 302


@pytest.mark.parametrize("address", ADDRESSES)
def test_strangers_sign_in_and_members_may_not(operator, alice, address):
    assert Client().get(address, follow=True).redirect_chain[-1][0].startswith("/sign-in?next=")
    assert alice.browser.get(address, follow=True).status_code == 403


def test_an_installation_may_go_without(operator, settings):
    settings.OPERATORS_NEED_SECOND_FACTOR = False
    assert browser_of(operator).get("/operator/").status_code == 200
