"""A web page's token opens speech from its own origin, for a while, and nothing to anybody else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts import tokens
from accounts.models import ApiToken
from accounts.web_pages import client_tokens, origins
from synthesis.models import Job
from tenants.refusal import Refused
from tests.web.test_errors import GOOD, check

PAGE, FOREIGN = "https://page.example", "https://foreign.example"
SPEECH, CLIENT_TOKENS = "/v1/audio/speech", "/v1/client_tokens"
SAYS = "Access-Control-Allow-Origin"


@pytest.fixture
def issue(alice):
    """Makes a client token over REST; gives its text."""

    def made(**more) -> str:
        body = {"origin": PAGE, "voice": "af_heart", **more}
        answer = alice.rest.post(CLIENT_TOKENS, body, format="json")
        assert answer.status_code == 201, answer.content
        return answer.json()["token"]

    return made


def preflight(client, address=SPEECH, origin=PAGE, method="POST", asks="authorization"):
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": asks,
    }
    return client.options(address, headers=headers)


def send(token, address=SPEECH, origin=PAGE, method="post", body=None):
    headers = {"Authorization": f"Bearer {token}"} | ({"Origin": origin} if origin else {})
    given = GOOD if body is None else body
    if method == "get":
        return Client().get(address, headers=headers)
    send_it = getattr(Client(), method)
    return send_it(address, given, content_type="application/json", headers=headers)


def allowed(answer) -> list[str]:
    return [name for name in answer.headers if name.startswith("Access-Control")]


def test_a_page_speaks_with_it(client, issue, in_alices, alice):
    token = issue()
    asked = preflight(client, asks="authorization, content-type, x-stainless-os, x-evil")
    assert asked.status_code == 204 and asked[SAYS] == PAGE
    assert asked["Access-Control-Allow-Methods"] == "POST"
    assert asked["Access-Control-Allow-Headers"] == "authorization, content-type, x-stainless-os"
    answer = send(token)
    assert answer.status_code == 200 and answer[SAYS] == PAGE
    assert "Access-Control-Allow-Credentials" not in answer
    assert "Origin" in answer["Vary"] and "Origin" in asked["Vary"]
    parent = ApiToken.objects.get(tenant=alice.tenant, parent=None)
    assert Job.objects.get().api_token == parent.id


@pytest.mark.parametrize(
    "more",
    [
        {"origin": FOREIGN},
        {"origin": "null"},
        {"origin": PAGE.upper()},
        {"origin": f"{PAGE}.evil.example"},
        {"origin": "http://page.example"},
        {"origin": "x" * 5_000},
        {"address": "/v1/jobs"},
        {"address": "/v1/client_tokens"},
        {"address": "/v1/workspace", "method": "PATCH"},
        {"address": "/v1/audio/speech/"},
        {"method": "DELETE"},
        {"address": "/sign-in"},
        {"address": "/w/alice-school/lessons/"},
    ],
)
def test_other_preflights_get_nothing(client, issue, more):
    issue()
    assert not allowed(preflight(client, **more))


@pytest.mark.parametrize("end", ["expired", "revoked", "parent revoked", "parent expired"])
def test_a_token_that_has_ended_opens_nothing(client, issue, alice, end):
    token = issue()
    ended = ApiToken.objects.filter(tenant=alice.tenant, parent=None)
    if not end.startswith("parent"):
        ended = ApiToken.objects.exclude(parent=None)
    past = timezone.now() - timedelta(seconds=1)
    ended.update(**({"expires_at": past} if end.endswith("expired") else {"revoked_at": past}))
    answer = send(token)
    check(answer, 401, "invalid_api_key")
    assert not allowed(answer)
    if not end.startswith("parent"):
        assert not allowed(preflight(client))


@pytest.mark.parametrize("origin", [FOREIGN, "null", "", f"{PAGE}:444"])
def test_a_stolen_token_is_of_no_use_to_another_page(issue, in_alices, origin):
    answer = send(issue(), origin=origin)
    check(answer, 401, "origin_not_authorized")
    assert not allowed(answer) and not Job.objects.exists()


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", "/v1/jobs"),
        ("post", "/v1/jobs"),
        ("post", CLIENT_TOKENS),
        ("get", "/v1/audio/voices"),
        ("get", "/v1/models"),
        ("get", "/v1/lessons"),
        ("get", "/v1/usage"),
        ("post", "/v1/text-to-speech/af_heart"),
        ("get", SPEECH),
    ],
)
def test_other_calls_are_closed_to_it(issue, method, address):
    answer = send(issue(), address, method=method)
    check(answer, 401, "not_for_web_pages")


def test_another_voice_is_refused_by_any_of_its_names(issue, in_alices):
    token = issue(voice="marin")
    for voice in ("af_sky", "nova", {"id": "af_bella"}):
        check(send(token, body=GOOD | {"voice": voice}), 403, "voice_not_of_token", "voice")
    assert not Job.objects.exists()
    assert send(token, body=GOOD | {"voice": "af_heart"}).status_code == 200


def test_it_speaks_no_more_than_its_cap(issue, in_alices):
    token = issue(audio_seconds=3)
    statuses = [send(token).status_code for _ in range(5)]
    assert statuses[0] == 200 and statuses[-1] == 402
    made = Job.objects.count()
    assert made == statuses.count(200)
    refused = send(token)
    check(refused, 402, "client_token_used_up")
    assert refused[SAYS] == PAGE
    spent = ApiToken.objects.exclude(parent=None).get()
    assert 0 < spent.spent_ms <= 3_000 and Job.objects.count() == made


def test_what_is_refused_costs_nothing(issue, in_alices):
    token = issue()
    assert send(token, body=GOOD | {"speed": 100}).status_code == 400
    assert send(token, body=GOOD | {"emotion": "furious"}).status_code == 400
    assert ApiToken.objects.exclude(parent=None).get().spent_ms == 0


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"origin": "*"}, "origin"),
        ({"origin": "null"}, "origin"),
        ({"origin": "http://page.example"}, "origin"),
        ({"origin": f"{PAGE}/path"}, "origin"),
        ({"origin": "https://user@page.example"}, "origin"),
        ({"origin": "https://page.example:99999"}, "origin"),
        ({"origin": "https://page.example\nx: y"}, "origin"),
        ({"voice": "nobody"}, "voice"),
        ({"expires_in": 10}, "expires_in"),
        ({"expires_in": 86_400}, "expires_in"),
        ({"audio_seconds": 0}, "audio_seconds"),
    ],
)
def test_none_is_made_for_everything(alice, body, param):
    given = {"origin": PAGE, "voice": "af_heart"} | body
    answer = alice.rest.post(CLIENT_TOKENS, given, format="json")
    assert answer.status_code in (400, 404) and answer.json()["error"]["param"] == param
    assert not ApiToken.objects.exclude(parent=None).exists()


def test_a_token_without_the_scope_makes_none(alice):
    alice.tenant.api_tokens.update(scopes=["usage:read"])
    answer = alice.rest.post(CLIENT_TOKENS, {"origin": PAGE, "voice": "af_heart"}, format="json")
    check(answer, 403, "missing_scope")


def test_an_ordinary_token_gets_no_permission_for_any_page(alice, issue):
    issue()
    answer = send(alice.token)
    assert answer.status_code == 200 and not allowed(answer)


def test_a_lasting_token_for_web_pages(client, alice):
    alice.browser.post(
        alice.page("tokens/new"),
        {"name": "Site", "kind": "workspace", "scopes": ["speech", "voices:read"], "origins": PAGE},
    )
    record = ApiToken.objects.get(name="Site")
    assert record.allowed_origins == [PAGE]
    text = tokens.sign(ApiToken(**_copied(record)))
    assert send(text, "/v1/models", method="get")[SAYS] == PAGE
    assert send(text, "/v1/audio/voices", method="get").status_code == 200
    check(send(text, "/v1/jobs", method="get"), 401, "not_for_web_pages")
    check(send(text, CLIENT_TOKENS), 401, "not_for_web_pages")
    check(send(text, "/v1/models", method="get", origin=FOREIGN), 401, "origin_not_authorized")
    assert preflight(client, "/v1/models", method="GET")[SAYS] == PAGE
    with pytest.raises(tokens.InvalidToken):
        tokens.verify(text)  # by whoever does not look at origins
    refused = alice.browser.post(
        alice.page("tokens/new"), {"name": "Wide", "scopes": ["speech"], "origins": "*"}
    )
    assert "is no origin" in refused.content.decode()


def _copied(record: ApiToken) -> dict:
    names = ("tenant", "kind", "name", "scopes", "allowed_origins", "expires_at")
    return {name: getattr(record, name) for name in names}


def test_only_so_many_are_in_use_at_once(alice, issue, monkeypatch):
    monkeypatch.setattr(client_tokens, "MOST_AT_ONCE", 2)
    issue(), issue()
    body = {"origin": PAGE, "voice": "af_heart"}
    check(alice.rest.post(CLIENT_TOKENS, body, format="json"), 429, "too_many_client_tokens")


def test_they_are_in_no_list_and_are_deleted_later(alice, issue):
    issue()
    page = alice.browser.get(alice.page("tokens/"))
    assert len(page.context["tokens"]) == 1
    assert client_tokens.forget_expired() == 0
    ApiToken.objects.exclude(parent=None).update(expires_at=timezone.now() - timedelta(days=2))
    assert client_tokens.forget_expired() == 1


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("HTTPS://Page.Example:443/", "https://page.example"),
        ("http://localhost:3000", "http://localhost:3000"),
    ],
)
def test_origins_are_kept_as_browsers_send_them(written, means):
    assert origins.origins([written, means]) == [means]


def test_a_token_has_so_many_origins(db):
    with pytest.raises(Refused):
        origins.origins(f"https://p{n}.example" for n in range(origins.MAX_ORIGINS + 1))
