import base64
import hashlib
import hmac
import json
import time
import uuid
from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from accounts import signing_keys, tokens
from accounts.signing_keys import FIRST
from tenants.services import close_workspace

pytestmark = pytest.mark.django_db


def status(client, token: str) -> int:
    return client.get("/v1/models", headers={"Authorization": f"Bearer {token}"}).status_code


def claims_of(token: str) -> dict:
    return jwt.decode(token, options={"verify_signature": False})


def signed(claims: dict, *, kid: str = FIRST, key=None) -> str:
    key = key or signing_keys.private_key(FIRST)
    return jwt.encode(claims, key, algorithm="EdDSA", headers={"kid": kid})


def test_a_token_opens_its_tenant(client, alice):
    assert status(client, alice.token) == 200


def test_use_is_noted(client, alice):
    record, text = tokens.issue(tenant=alice.tenant, name="fresh")
    assert record.last_used_at is None
    status(client, text)
    record.refresh_from_db()
    assert record.last_used_at is not None


def test_a_revoked_token_is_dead_at_once(client, alice):
    record, text = tokens.issue(tenant=alice.tenant, name="short-lived")
    assert status(client, text) == 200
    tokens.revoke(record)
    assert status(client, text) == 401


def test_an_expired_token_is_dead(client, alice):
    _record, text = tokens.issue(tenant=alice.tenant, name="old", lifetime=timedelta(seconds=-1))
    assert status(client, text) == 401


def test_a_token_of_a_deleted_tenant_is_dead(client, committed):
    _record, text = tokens.issue(tenant=committed, name="orphan")
    assert tokens.verify(text).tenant == committed
    close_workspace(tenant=committed)
    with pytest.raises(tokens.InvalidToken):
        tokens.verify(text)


def attacks(alice, bob) -> dict[str, str]:
    good = claims_of(alice.token)
    swapped = {**good, "tid": str(bob.tenant.id)}
    public = signing_keys.private_key(FIRST).public_key()
    pem = public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    head, body, signature = alice.token.split(".")
    return {
        "unsigned": f"{part({'alg': 'none', 'kid': '1'})}.{part(good)}.",
        "HS256 with the public key": _hs256(part({"alg": "HS256", "kid": "1"}), body, pem),
        "another key": signed(good, key=Ed25519PrivateKey.generate()),
        "another kid": signed(good, kid="2"),
        "no kid": jwt.encode(good, signing_keys.private_key(FIRST), algorithm="EdDSA"),
        "another audience": signed({**good, "aud": "elsewhere"}),
        "another issuer": signed({**good, "iss": "elsewhere"}),
        "not yet valid": signed({**good, "nbf": int(time.time()) + 3600}),
        "tenant swapped in the text": f"{head}.{part(swapped)}.{signature}",
        "tenant swapped and signed": signed(swapped),
        "unknown jti": signed({**good, "jti": str(uuid.uuid4())}),
        "jti is no uuid": signed({**good, "jti": "1 OR 1=1"}),
        "no jti": signed({key: value for key, value in good.items() if key != "jti"}),
        "no expiry": signed({key: value for key, value in good.items() if key != "exp"}),
        "a megabyte": "a" * 1_000_000,
        "garbage": "a.b.c",
        "nothing": "",
    }


def part(data: dict) -> str:
    return base64.urlsafe_b64encode(json.dumps(data).encode()).rstrip(b"=").decode()


def _hs256(head: str, body: str, key: bytes) -> str:
    mac = hmac.new(key, f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def test_forged_tokens_open_nothing(client, alice, bob):
    for name, token in attacks(alice, bob).items():
        assert status(client, token) == 401, name


def test_scopes_are_kept(client, alice):
    record, text = tokens.issue(tenant=alice.tenant, name="reader")
    record.scopes = ["voices:read"]
    record.save()
    headers = {"Authorization": f"Bearer {text}"}
    assert client.get("/v1/audio/voices", headers=headers).status_code == 200
    refused = client.get("/v1/usage", headers=headers)
    assert refused.status_code == 403
    assert refused.json()["error"]["code"] == "missing_scope"
