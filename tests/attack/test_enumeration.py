"""Nobody learns whether an address has an account: not from an answer, nor from its time."""

import statistics
import time
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.test import Client, override_settings

from accounts.models import User
from tests.web.accounts.conftest import mails_are_sent  # noqa: F401 (a fixture)
from tests.web.accounts.test_sign_up import NEW
from throttle import bucket

PAIRS = 20
ROUNDS = 3


@pytest.fixture
def people(monkeypatch, db, mails_are_sent):  # noqa: F811
    """PAIRS accounts whose passwords are hashed as in operation, and no limits."""
    monkeypatch.setattr(bucket, "take", lambda _buckets: None)
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.ScryptPasswordHasher"]):
        user = User(name="Known")
        user.set_password("a long enough phrase")
        known = User.objects.bulk_create(
            User(email=f"known{n}@example.org", name="Known", password=user.password)
            for n in range(PAIRS)
        )
        EmailAddress.objects.bulk_create(
            EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in known
        )
        yield


def medians(ask: Callable[[Client, str], object], pairs: int) -> tuple[float, float]:
    """Seconds of a processor for addresses with and without an account, asked for by turns. Others
    that share the machine would be in the seconds of a clock."""
    spent: dict[str, list[float]] = {"known": [], "unknown": []}
    for number in range(pairs):
        for kind in sorted(spent, reverse=bool(number % 2)):
            browser = Client()
            browser.get("/sign-in")
            begun = time.thread_time()
            ask(browser, f"{kind}{number}@example.org")
            spent[kind].append(time.thread_time() - begun)
    return statistics.median(spent["known"]), statistics.median(spent["unknown"])


def sign_in(browser: Client, email: str) -> None:
    answer = browser.post("/sign-in", {"login": email, "password": "not the right one"})
    assert answer.status_code == 200


def reset(browser: Client, email: str) -> None:
    assert browser.post("/password", {"email": email})["Location"] == "/password/sent"


def sign_up(browser: Client, email: str) -> None:
    answer = browser.post("/sign-up", NEW | {"email": email})
    assert answer["Location"] == "/sign-up/code"


@pytest.mark.parametrize(("ask", "pairs"), [(sign_in, 8), (reset, PAIRS), (sign_up, 8)])
def test_the_time_tells_nothing(people, ask, pairs):
    seen = []
    for _round in range(ROUNDS):
        known, unknown = medians(ask, pairs)
        seen.append(f"{known * 1000:.1f} ms with an account, {unknown * 1000:.1f} ms without")
        if abs(known - unknown) <= 0.1 * max(known, unknown):
            return
        User.objects.filter(email__startswith="unknown").delete()
    pytest.fail("; ".join(seen))
