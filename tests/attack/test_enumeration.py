"""Nobody learns whether an address has an account: not from an answer, nor from its time."""

import itertools
import math
import statistics
import time
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.test import Client, override_settings

from accounts.models import User
from tests.thoroughness import examples
from tests.web.accounts.conftest import mails_are_sent  # noqa: F401 (a fixture)
from tests.web.accounts.test_sign_up import NEW
from throttle import bucket

PAIRS = examples(200)
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


def spent_by(ask: Callable[[Client, str], object], pairs: int) -> tuple[list[float], list[float]]:
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
    return spent["known"], spent["unknown"]


def slower(known: list[float], unknown: list[float]) -> float:
    """How often an address with an account takes longer than one without: a half where the two
    can't be told apart (the statistic of Mann and Whitney, as a share)."""
    pairs = itertools.product(known, unknown)
    return sum(one > other for one, other in pairs) / (len(known) * len(unknown))


def sign_in(browser: Client, email: str) -> None:
    answer = browser.post("/sign-in", {"login": email, "password": "not the right one"})
    assert answer.status_code == 200


def reset(browser: Client, email: str) -> None:
    assert browser.post("/password", {"email": email})["Location"] == "/password/sent"


def sign_up(browser: Client, email: str) -> None:
    answer = browser.post("/sign-up", NEW | {"email": email})
    assert answer["Location"] == "/sign-up/code"


@pytest.mark.parametrize(
    ("ask", "pairs"), [(sign_in, PAIRS // 5), (reset, PAIRS), (sign_up, PAIRS // 5)]
)
def test_the_time_tells_nothing(people, ask, pairs):
    # Signing up differs by 2 ms of 206, so that one of the two is slower two times in three: the
    # times overlap, but are no more alike than that. Small samples scatter by three deviations.
    margin = max(0.3, 3 * math.sqrt((2 * pairs + 1) / (12 * pairs * pairs)))
    seen = []
    for _round in range(ROUNDS):
        known, unknown = spent_by(ask, pairs)
        share, medians = (
            slower(known, unknown),
            (statistics.median(known), statistics.median(unknown)),
        )
        seen.append(
            f"{medians[0] * 1000:.1f} ms with, {medians[1] * 1000:.1f} without; {share:.2f}"
        )
        near = abs(medians[0] - medians[1]) <= 0.1 * max(medians)
        if near and abs(share - 0.5) <= margin:
            return
        User.objects.filter(email__startswith="unknown").delete()
    pytest.fail("; ".join(seen))
