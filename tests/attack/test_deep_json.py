"""JSON of a hundred thousand brackets, on which a parser that recurses fails, is refused."""

import base64
import json

import pytest

from billing.gateway.stripe_gateway import _event
from rest.parsers import MAX_DEPTH
from tests.web.test_errors import GOOD, check
from web.billing import payment_webhook

BRACKETS = "[" * 100_000


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


def speech(alice, extra: str):
    """A request with a field that nothing reads."""
    body = json.dumps(GOOD)[:-1] + f', "extra": {extra}}}'
    return alice.rest.post("/v1/audio/speech", body, content_type="application/json")


@pytest.mark.parametrize("body", [BRACKETS, nested(100_000), '{"a":' * 100_000])
@pytest.mark.parametrize(
    ("method", "address"),
    [("post", "jobs"), ("put", "pronunciations"), ("post", "text-to-speech/af_heart")],
)
def test_bodies_of_rest(alice, method, address, body):
    answer = getattr(alice.rest, method)(f"/v1/{address}", body, content_type="application/json")
    check(answer, 400, "parse_error")


def test_nesting_is_limited_wherever_it_is(alice):
    assert speech(alice, nested(MAX_DEPTH - 1)).status_code == 200
    check(speech(alice, nested(MAX_DEPTH)), 400, "parse_error")
    # Some depths can be parsed, and only what handles the parsed body would fail.
    for depth in (300, 500, 700, 900):
        check(speech(alice, nested(depth)), 400, "parse_error")


def test_an_event_of_the_payment_provider(client, monkeypatch):
    class Gateway:
        def event(self, body, _headers):
            return _event(body)

    monkeypatch.setattr(payment_webhook.gateways, "current", Gateway)
    answer = client.post("/hooks/payment", BRACKETS, content_type="application/json")
    assert (answer.status_code, answer.content) == (400, b"not an event")


def test_the_header_of_a_token(client, db):
    header = base64.urlsafe_b64encode(b"[" * 2_000).decode().rstrip("=")
    answer = client.get("/v1/models", headers={"Authorization": f"Bearer {header}.e30.e30"})
    check(answer, 401, "invalid_api_key")
