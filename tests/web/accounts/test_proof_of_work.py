"""Whoever has no attempts left may compute their way to more; nobody is locked out."""

import base64
import json
import time

import altcha
import pytest
from django.core import signing
from django.test import Client

from accounts import rate_limits
from accounts.sign_in import proof_of_work
from tests.conftest import PASSWORD
from throttle import bucket

pytestmark = pytest.mark.django_db
WORK = "/sign-in/more-attempts"
HERE, THERE = {"REMOTE_ADDR": "192.0.2.1"}, {"REMOTE_ADDR": "198.51.100.7"}


@pytest.fixture(autouse=True)
def light(monkeypatch):
    """Challenges that take no time."""
    monkeypatch.setattr(bucket, "_silent_until", 0.0)
    monkeypatch.setattr(proof_of_work, "ITERATIONS", 1)
    monkeypatch.setattr(proof_of_work, "MOST_KEYS", 8)


def sign_in(client, password="wrong", email="alice@example.org", **extra):
    return client.post("/sign-in", {"login": email, "password": password}, **(extra or HERE))


def run_out(client) -> dict:
    """Use up the attempts on Alice's account from here; the challenge that comes then."""
    while (answer := sign_in(client)).status_code == 200:
        pass
    assert answer.status_code == 429
    return answer.context["challenge"]


def solved(challenge: dict) -> str:
    given = altcha.Challenge.from_dict(challenge)
    return altcha.Payload(given, altcha.solve_challenge(given)).to_base64()


def hand_in(client, payload: str, back="/sign-in", **extra):
    return client.post(WORK, {"solution": payload, "back": back}, **(extra or HERE))


def test_a_solved_challenge_gives_some_more_attempts(client):
    answer = hand_in(client, solved(run_out(client)))
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in")
    more = [sign_in(client).status_code for _ in range(proof_of_work.TRIES.count + 1)]
    assert more == [200] * proof_of_work.TRIES.count + [429]


def test_the_right_password_opens_after_it(client):
    challenge = run_out(client)
    assert sign_in(client, PASSWORD).status_code == 429
    hand_in(client, solved(challenge))
    assert sign_in(client, PASSWORD).status_code == 302


def test_guesses_from_everywhere_cost_work_and_lock_nobody_out(client, settings):
    count = rate_limits.SIGN_IN.account.count
    for number in range(count):
        address = {"REMOTE_ADDR": f"192.0.2.{number}"}
        assert sign_in(client, **address).status_code == 200
    refused = sign_in(client, **THERE)
    assert refused.status_code == 429
    assert sign_in(client, email="bob@example.org", **THERE).status_code == 200
    hand_in(client, solved(refused.context["challenge"]), **THERE)
    assert sign_in(client, PASSWORD, **THERE).status_code == 302


def test_a_browser_that_the_person_has_used_before_is_not_held_up(client):
    assert sign_in(client, PASSWORD).status_code == 302
    client.post("/sign-out")
    for number in range(rate_limits.SIGN_IN.account.count):
        sign_in(Client(), REMOTE_ADDR=f"192.0.2.{number}")
    assert sign_in(Client(), PASSWORD, **THERE).status_code == 429
    assert sign_in(client, PASSWORD, **THERE).status_code == 302


def test_a_solution_is_good_once_and_for_its_sender(client):
    challenge = run_out(client)
    payload = solved(challenge)
    assert hand_in(client, payload, **THERE).status_code == 422
    assert hand_in(client, payload).status_code == 302
    assert hand_in(client, payload).status_code == 422


def test_a_pass_is_good_for_its_sender_and_an_hour(client, monkeypatch):
    hand_in(client, solved(run_out(client)))
    for _ in range(rate_limits.SIGN_IN.account_here.count):
        sign_in(client, **THERE)
    assert sign_in(client, **THERE).status_code == 429
    assert sign_in(client).status_code == 200
    later = time.time() + proof_of_work.PASS_SECONDS + 1
    monkeypatch.setattr(signing.time, "time", lambda: later)
    assert sign_in(client).status_code == 429


def test_a_forged_pass_is_none(client):
    run_out(client)
    content = {"id": "mine", "sender": HERE["REMOTE_ADDR"]}
    for text in ("x", signing.dumps(content), signing.dumps(content, key="k", salt="s")):
        client.cookies[proof_of_work.COOKIE] = text
        assert sign_in(client).status_code == 429


def test_an_expired_challenge_is_refused(client, monkeypatch):
    payload = solved(run_out(client))
    later = time.time() + proof_of_work.SOLVE_WITHIN_SECONDS + 2
    monkeypatch.setattr("altcha.v2.time.time", lambda: later)
    assert hand_in(client, payload).status_code == 422


def changed(payload: str, **parameters: object) -> str:
    content = json.loads(base64.b64decode(payload))
    content["challenge"]["parameters"] |= parameters
    return base64.b64encode(json.dumps(content).encode()).decode()


def own_challenge() -> str:
    """One that we did not sign."""
    return solved(altcha.create_challenge("PBKDF2/SHA-256", 1, counter=1).to_dict())


def test_nothing_else_is_accepted(client):
    payload = solved(run_out(client))
    content = json.loads(base64.b64decode(payload))
    content["solution"]["derivedKey"] = "00" * 32
    wrong = base64.b64encode(json.dumps(content).encode()).decode()
    others = [
        *("", "x", "e30=", "bnVsbA==", "W10=", "é", "\x00", payload[:-8], "e" * 5000),
        *(base64.b64encode(b"[" * 1000).decode(), wrong, own_challenge()),
        changed(payload, cost=0),
        changed(payload, data={"sender": THERE["REMOTE_ADDR"]}),
        changed(payload, expiresAt=int(time.time()) + 10**6),
        changed(payload, nonce="00"),
    ]
    for text in others:
        assert hand_in(client, text).status_code == 422, text
    assert client.post(WORK, **HERE).status_code == 422
    assert sign_in(client).status_code == 429
    assert hand_in(client, payload).status_code == 302


@pytest.mark.parametrize(
    "back",
    ["https://evil.example/", "//evil.example", "javascript:alert(1)", "", "sign-in", "/\\x"],
)
def test_it_leads_nowhere_else(client, back):
    answer = hand_in(client, solved(run_out(client)), back)
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in")


def test_each_further_challenge_takes_longer_and_then_one_waits(client, rf, monkeypatch):
    monkeypatch.setattr(proof_of_work.secrets, "randbelow", lambda most: most - 1)
    counters = []
    create = altcha.create_challenge

    def noted(*args, **options):
        counters.append(options["counter"])
        return create(*args, **options)

    monkeypatch.setattr(altcha, "create_challenge", noted)
    request = rf.get("/", **HERE)
    made = [proof_of_work.challenge(request) for _ in range(proof_of_work.CHALLENGES.count + 1)]
    assert [each is None for each in made] == [False] * proof_of_work.CHALLENGES.count + [True]
    assert counters[:6] == [7, 7, 7, 7, 7, 15] and counters[-1] == 79
    while (answer := sign_in(client)).status_code == 200:
        pass
    assert answer.status_code == 429 and "challenge" not in answer.context
    assert "Try again in" in answer.content.decode()


@pytest.mark.parametrize(("page", "field"), [("/sign-up", "email"), ("/password", "email")])
def test_other_pages_offer_it_too(client, page, field):
    form = {field: "new@example.org"}
    while (answer := client.post(page, form, **HERE)).status_code != 429:
        pass
    assert answer.context["back"] == page
    assert hand_in(client, solved(answer.context["challenge"]), page)["Location"] == page
    assert client.post(page, form, **HERE).status_code != 429
