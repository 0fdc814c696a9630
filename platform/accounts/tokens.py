"""REST tokens: EdDSA-signed JWTs (RFC 8037) whose `tid` names the tenant and `jti` the record."""

import uuid
from datetime import timedelta

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.utils import timezone

from accounts.models import ApiToken, User
from tenants.keys import derive
from tenants.models import Tenant

ISSUER = "lectern"
AUDIENCE = "lectern-api"
KEY_ID = "1"
SCOPES = ("speech", "voices:read", "voices:write", "usage:read")
LIFETIME = timedelta(days=365)
# Far above any token of ours; a longer header is refused before it costs a signature check.
MAX_TOKEN_CHARACTERS = 4096


class InvalidToken(Exception):
    """The token can't be used; the message says why without telling what exists."""


def _signing_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(derive(settings.MASTER_KEY, "api-tokens:1"))


def issue(
    *, tenant: Tenant, name: str, created_by: User | None = None, lifetime: timedelta = LIFETIME
) -> tuple[ApiToken, str]:
    """Record a token and return it with its text, which is kept nowhere."""
    record = ApiToken.objects.create(
        tenant=tenant,
        name=name,
        scopes=list(SCOPES),
        created_by=created_by,
        expires_at=timezone.now() + lifetime,
    )
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "tid": str(tenant.id),
        "jti": str(record.id),
        "iat": int(record.created_at.timestamp()),
        "exp": int(record.expires_at.timestamp()),
        "scopes": record.scopes,
    }
    return record, jwt.encode(claims, _signing_key(), algorithm="EdDSA", headers={"kid": KEY_ID})


def verify(text: str) -> ApiToken:
    """The live record of a token, its tenant loaded. Raises InvalidToken."""
    if len(text) > MAX_TOKEN_CHARACTERS:
        raise InvalidToken("This is not a token.")
    try:
        if jwt.get_unverified_header(text).get("kid") != KEY_ID:
            raise InvalidToken("This token was signed with a key that is not in use.")
        claims = jwt.decode(
            text,
            _signing_key().public_key(),
            algorithms=["EdDSA"],
            audience=AUDIENCE,
            issuer=ISSUER,
            options={"require": ["iss", "aud", "exp", "tid", "jti"]},
        )
        record = ApiToken.objects.select_related("tenant").get(
            id=uuid.UUID(claims["jti"]), tenant_id=uuid.UUID(claims["tid"])
        )
    except jwt.ExpiredSignatureError:
        raise InvalidToken("This token has expired.") from None
    except (jwt.InvalidTokenError, ValueError, TypeError, AttributeError):
        raise InvalidToken("This is not a valid token.") from None
    except ApiToken.DoesNotExist:
        raise InvalidToken("This token does not exist.") from None
    if not record.is_live:
        raise InvalidToken("This token was revoked or has expired.")
    return record


def note_use(record: ApiToken) -> None:
    """Remember when the token was last used, to the minute."""
    now = timezone.now()
    if record.last_used_at is None or now - record.last_used_at > timedelta(minutes=1):
        ApiToken.objects.filter(id=record.id).update(last_used_at=now)


def revoke(record: ApiToken) -> None:
    """Make the token useless from now on; doing it again changes nothing."""
    ApiToken.objects.filter(id=record.id, revoked_at=None).update(revoked_at=timezone.now())
