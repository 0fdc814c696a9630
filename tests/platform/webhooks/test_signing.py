import base64
import hashlib
import hmac
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from webhooks.signing import new_secret, signed_headers

BODY = '{"type":"job.completed","data":{"name":"课文"}}'


def test_the_standard_library_verifies_a_signature():
    secret = new_secret()
    assert Webhook(secret).verify(BODY, signed_headers("msg_1", BODY, [secret]))
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(BODY + " ", signed_headers("msg_1", BODY, [secret]))
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(BODY, signed_headers("msg_1", BODY, [secret]))


def test_signatures_follow_the_specification():
    """`v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`, with the secret's bytes."""
    secret = new_secret()
    key = base64.b64decode(secret.removeprefix("whsec_"))
    assert 24 <= len(key) <= 64
    headers = signed_headers("msg_1", BODY, [secret], at=datetime(2026, 1, 2, tzinfo=UTC))
    assert headers["webhook-id"] == "msg_1"
    assert headers["webhook-timestamp"] == "1767312000"
    mac = hmac.new(key, f"msg_1.1767312000.{BODY}".encode(), hashlib.sha256).digest()
    assert headers["webhook-signature"] == "v1," + base64.b64encode(mac).decode()


def test_two_secrets_sign_while_one_is_rolled():
    old, new = new_secret(), new_secret()
    headers = signed_headers("msg_1", BODY, [new, old])
    assert Webhook(old).verify(BODY, headers) and Webhook(new).verify(BODY, headers)
