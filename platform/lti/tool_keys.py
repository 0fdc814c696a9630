"""The keys that a workspace's answers to learning platforms are signed with, and their rotation."""

import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from jwt.algorithms import RSAAlgorithm

from accounts.actor import Actor
from accounts.people.members import lock
from activity.log import record
from activity.who import Thing
from lti.models import ToolKey
from tenants.models import Tenant

ALGORITHM = "RS256"
BITS = 2048
PUBLISHED = timedelta(days=7)
"""How long a key is in the key set after another has taken its place: platforms fetch the set when
they like, and may check an answer late."""


def current(tenant: Tenant) -> ToolKey:
    """The key that signs; the first one is made here."""
    with transaction.atomic():
        lock(tenant)
        return ToolKey.objects.filter(tenant=tenant, replaced_at=None).first() or _make(tenant)


@transaction.atomic
def rotate(*, tenant: Tenant, by: Actor) -> ToolKey:
    """Sign with a new key from now on. Those before it can be checked for PUBLISHED."""
    lock(tenant)
    ToolKey.objects.filter(tenant=tenant, replaced_at=None).update(replaced_at=timezone.now())
    key = _make(tenant)
    thing = Thing("learning_platform", label=key.kid)
    record(action="learning_platform.key_replaced", by=by.who, tenant=tenant, thing=thing)
    return key


def key_set(tenant_id: UUID) -> dict[str, Any]:
    """The public keys of a workspace as a JWK set (RFC 7517); empty before the first is made."""
    published = Q(replaced_at=None) | Q(replaced_at__gt=timezone.now() - PUBLISHED)
    rows = ToolKey.objects.filter(published, tenant_id=tenant_id, tenant__deletes_at=None)
    return {"keys": [row.public for row in rows.order_by("-created_at")]}


def signed(tenant: Tenant, claims: dict[str, Any]) -> str:
    """The claims as a JWT that platforms check with the key set."""
    key = current(tenant)
    private = tenant.unseal(key.sealed_private, about=key.about)
    loaded = serialization.load_der_private_key(private, password=None)
    return jwt.encode(
        claims,
        loaded,  # type: ignore[arg-type]  # only RSA keys are kept
        algorithm=ALGORITHM,
        headers={"kid": key.kid},
    )


def forget_old() -> int:
    """Delete keys that are published no more; returns how many."""
    return ToolKey.objects.filter(replaced_at__lt=timezone.now() - PUBLISHED).delete()[0]


def _make(tenant: Tenant) -> ToolKey:
    private = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    kid = secrets.token_hex(8)
    public = RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)
    key = ToolKey(
        kid=kid,
        tenant=tenant,
        public={
            "kty": "RSA",
            "kid": kid,
            "use": "sig",
            "alg": ALGORITHM,
            "n": public["n"],
            "e": public["e"],
        },
    )
    der = private.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    key.sealed_private = tenant.seal(der, about=key.about)
    key.save(force_insert=True)
    return key
