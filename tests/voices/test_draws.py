"""Numbers and words to read are given to a person a few times an hour, wherever they ask."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import User
from tenants.context import in_tenant
from tenants.refusal import Refused
from tests.conftest import browser_of
from voices.enrolment import draws
from voices.models import Consent, StatementDraw

ADDRESS = "/v1/audio/voice_consents"
ASKED = {"name": "Emily", "language": "en"}


@pytest.fixture
def few(settings) -> None:
    settings.STATEMENTS_PER_PERSON, settings.STATEMENTS_PER_WORKSPACE = 3, 5


def shown(browser, person) -> str:
    return browser.get(person.page("voices/new")).context["form"]["ticket"].value()


def test_a_page_that_is_opened_again_shows_the_same_words(alice):
    """Else an old recording fits after enough page loads."""
    tickets = {shown(alice.browser, alice) for _ in range(4)}
    tickets.add(shown(browser_of(alice.user), alice))
    assert len(tickets) == 1
    with in_tenant(alice.tenant):
        assert StatementDraw.objects.count() == 1


def test_words_that_were_used_or_are_half_over_give_way(alice, settings):
    first = shown(alice.browser, alice)
    with in_tenant(alice.tenant):
        old = timezone.now() - settings.STATEMENT_LIFETIME * 0.6
        StatementDraw.objects.update(drawn_at=old)
    second = shown(alice.browser, alice)
    with in_tenant(alice.tenant):
        Consent.objects.create(person="Wei", ticket=second, number="1")
    assert len({first, second, shown(alice.browser, alice)}) == 3


def test_somebody_who_asks_too_often_is_told_when_to_come_back(alice, few):
    for _ in range(3):
        with in_tenant(alice.tenant) as tenant:
            drawn = draws.draw(tenant=tenant, by=Actor(alice.user))
            Consent.objects.create(person="Wei", ticket=drawn.id, number="1")
            StatementDraw.objects.filter(id=drawn.id).update(
                drawn_at=timezone.now() - timedelta(minutes=20)
            )
    page = alice.browser.get(alice.page("voices/new"))
    assert "The next one can be had in 40 minutes." in page.content.decode()
    assert "statement" not in page.context
    given = {"name": "Ms W", "person": "Wei", "language": "en", "ticket": ""}
    answer = alice.browser.post(alice.page("voices/new"), given)
    assert "in 40 minutes" in str(answer.context["form"].errors["recording"])
    with in_tenant(alice.tenant):
        StatementDraw.objects.update(drawn_at=timezone.now() - timedelta(minutes=61))
    assert shown(alice.browser, alice)


def test_a_workspaces_programs_are_counted_together(alice, few):
    for _ in range(5):
        assert alice.rest.post(ADDRESS, ASKED).status_code == 201
    answer = alice.rest.post(ADDRESS, ASKED)
    assert (answer.status_code, answer.json()["error"]["code"]) == (429, "too_many_statements")
    assert 3_500 < int(answer["Retry-After"]) <= 3_600
    with in_tenant(alice.tenant):
        assert Consent.objects.count() == 5


def test_requests_at_the_same_moment_are_all_counted(committed, few):
    user = User.objects.get(email="charlie@example.org")

    def ask(_number: int) -> bool:
        try:
            with in_tenant(committed):
                draws.draw(tenant=committed, by=Actor(user))
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(8))) == 3


def test_draws_are_forgotten_after_a_day(alice):
    with in_tenant(alice.tenant) as tenant:
        old = draws.draw(tenant=tenant, by=Actor(alice.user))
        StatementDraw.objects.update(drawn_at=timezone.now() - timedelta(hours=25))
        draws.draw(tenant=tenant, by=Actor(alice.user))
        assert not StatementDraw.objects.filter(id=old.id).exists()
