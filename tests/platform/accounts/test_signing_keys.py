"""The keys that sign tokens: rotation, publication, retirement."""

import io
import json

import jwt
import pytest
from django.core.management import CommandError, call_command
from jwt.algorithms import OKPAlgorithm

from accounts import signing_keys, tokens
from accounts.models import ApiToken
from activity.models import Entry

pytestmark = pytest.mark.django_db


def rotate(**options) -> str:
    out = io.StringIO()
    call_command("rotate_token_key", stdout=out, **options)
    return out.getvalue()


def kid_of(text: str) -> str:
    return jwt.get_unverified_header(text)["kid"]


def test_older_tokens_stay_valid_after_a_rotation(alice):
    _record, before = tokens.issue(tenant=alice.tenant, name="before")
    assert "tokens: 0" in rotate()
    _record, after = tokens.issue(tenant=alice.tenant, name="after")
    assert kid_of(before) != kid_of(after)
    assert tokens.verify(before).name == "before"
    assert tokens.verify(after).name == "after"


def test_a_retired_key_ends_its_tokens_and_no_others(alice):
    record, before = tokens.issue(tenant=alice.tenant, name="before")
    rotate()
    _record, after = tokens.issue(tenant=alice.tenant, name="after")
    rotate(retire=kid_of(before))
    with pytest.raises(tokens.InvalidToken):
        tokens.verify(before)
    record.refresh_from_db()
    assert not record.is_live
    assert tokens.verify(after)
    # Even if the token's record were valid again, the key is gone.
    ApiToken.objects.filter(id=record.id).update(revoked_at=None)
    with pytest.raises(tokens.InvalidToken):
        tokens.verify(before)


def test_the_newest_key_stays(alice):
    with pytest.raises(CommandError, match="rotate first"):
        rotate(retire=kid_of(alice.token))
    with pytest.raises(CommandError, match="no signing key"):
        rotate(retire="nothing")
    assert tokens.verify(alice.token)


def test_a_key_of_another_token_does_not_verify_it(alice):
    """An old key can't sign a token that a new key has signed."""
    old = kid_of(alice.token)
    rotate()
    _record, text = tokens.issue(tenant=alice.tenant, name="new")
    claims = jwt.decode(text, options={"verify_signature": False})
    forged = jwt.encode(
        claims, signing_keys.private_key(old), algorithm="EdDSA", headers={"kid": old}
    )
    with pytest.raises(tokens.InvalidToken):
        tokens.verify(forged)


def test_the_public_keys_verify_tokens_elsewhere(client, alice):
    rotate()
    _record, text = tokens.issue(tenant=alice.tenant, name="new")
    answer = client.get("/.well-known/jwks.json")
    assert answer.status_code == 200
    keys = {key["kid"]: key for key in answer.json()["keys"]}
    assert set(keys) == {kid_of(alice.token), kid_of(text)}
    for token in (alice.token, text):
        key = keys[kid_of(token)]
        assert (key["kty"], key["crv"], key["alg"], key["use"]) == (
            "OKP",
            "Ed25519",
            "EdDSA",
            "sig",
        )
        assert "d" not in key, "the private half"
        public = OKPAlgorithm.from_jwk(json.dumps(key))
        claims = jwt.decode(token, public, algorithms=["EdDSA"], audience=tokens.AUDIENCE)
        assert claims["tid"] == str(alice.tenant.id)


def test_a_key_without_tokens_is_no_longer_listed(alice, bob):
    rotate()
    for person in (alice, bob):
        for record in person.tenant.api_tokens.all():
            tokens.revoke(record)
    assert [key["kid"] for key in signing_keys.public_keys()] == [signing_keys.current().kid]


def test_a_new_key_is_in_the_activity_log(db):
    rotate()
    rotate(list=True)
    [entry] = Entry.objects.filter(action="token.key_rotated")
    assert entry.thing_id == signing_keys.current().kid
