"""The keys that tokens are signed with, each named by its `kid`.

The keys are random, and the database holds them only as the master key has wrapped them. A rotation
begins a new key; tokens signed with an older one are valid until they expire, or until the operator
retires that key.
"""

import secrets

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from jwt.algorithms import OKPAlgorithm

from accounts.models import SigningKey
from activity.log import record
from activity.who import Thing, command
from tenants.refusal import Refused
from tenants.sealing.installation_keys import installation_key

FIRST = "1"
ALGORITHM = "EdDSA"


def private_key(kid: str) -> Ed25519PrivateKey:
    """The Ed25519 key (RFC 8032) of that name, in use or not."""
    return Ed25519PrivateKey.from_private_bytes(installation_key(f"api-tokens:{kid}"))


def current() -> SigningKey:
    """The key that new tokens are signed with: the newest."""
    newest = SigningKey.objects.filter(retired_at=None).order_by("-created_at").first()
    return newest or SigningKey.objects.get_or_create(kid=FIRST)[0]


def rotate() -> SigningKey:
    """Begin a new key; the older ones still verify."""
    current()
    return SigningKey.objects.create(kid=secrets.token_hex(4))


def retire(kid: str) -> SigningKey:
    """Retire a key: every token signed with it is invalid at once. Raises Refused.

    The newest can't be retired: rotate first.
    """
    key = SigningKey.objects.filter(kid=kid).first()
    if key is None:
        raise Refused("unknown_key", f"There is no signing key {kid!r}.")
    if key == current():
        raise Refused("key_in_use", "New tokens are signed with this key: rotate first.")
    now = timezone.now()
    with transaction.atomic():
        SigningKey.objects.filter(kid=kid, retired_at=None).update(retired_at=now)
        # Each token is marked, too, so that its workspace sees that it is invalid.
        ended = key.tokens.filter(revoked_at=None).update(revoked_at=now)
        record(
            action="token.key_retired",
            by=command("rotate_token_key"),
            tenant=None,
            thing=Thing("token_key", kid),
            details={"tokens": ended},
        )
    key.refresh_from_db()
    return key


def in_use() -> QuerySet[SigningKey]:
    """The newest key, and older ones with which tokens were signed that are still valid."""
    live = Q(tokens__revoked_at=None, tokens__expires_at__gt=timezone.now())
    keys = SigningKey.objects.filter(live | Q(kid=current().kid), retired_at=None)
    return keys.distinct().order_by("-created_at")


def public_keys() -> list[dict[str, str]]:
    """The keys in use as JSON Web Keys of type OKP (RFC 8037)."""
    return [
        {
            **OKPAlgorithm.to_jwk(private_key(key.kid).public_key(), as_dict=True),
            "kid": key.kid,
            "alg": ALGORITHM,
            "use": "sig",
        }
        for key in in_use()
    ]
