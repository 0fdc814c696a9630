"""REST tokens: EdDSA-signed JWTs (RFC 8037) whose `tid` names the tenant and `jti` the record.

Nothing about a token is cached, so one that is revoked is refused from the next request on. So is
a personal one whose maker has left, and one whose maker is no admin any more can't do what only
admins may.
"""

import ipaddress
import uuid
from collections.abc import Iterable
from datetime import timedelta

import jwt
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import signing_keys
from accounts.actor import OPERATOR, Actor
from accounts.models import ApiToken, Membership, SigningKey
from activity import log
from activity.who import NOWHERE, Origin, Thing
from tenants.models import Tenant
from tenants.refusal import Refused
from throttle.client_address import Address, lies_in

ISSUER = "lectern"
AUDIENCE = "lectern-api"
ADMIN = "admin"
SCIM = "scim"
"""Lets a school's directory add and remove members (web.single_sign_on.scim)."""
# The scopes of a token for which none are given. `admin` includes them and more.
DEFAULT_SCOPES = (
    *("speech", "voices:read", "voices:write", "lessons:read", "lessons:write"),
    "usage:read",
)
SCOPES = (*DEFAULT_SCOPES, SCIM, ADMIN)
Kind = ApiToken.Kind
LIFETIME = timedelta(days=365)
MAX_NETWORKS = 50
# Far longer than our tokens. A longer header is refused without a check of its signature.
MAX_TOKEN_CHARACTERS = 4096


class InvalidToken(Exception):
    """The token can't be used. The message says why, and does not reveal what exists."""

    def __init__(self, message: str, code: str = "invalid_api_key") -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def issue(
    *,
    tenant: Tenant,
    name: str,
    kind: str = Kind.WORKSPACE,
    by: Membership | None = None,
    lifetime: timedelta = LIFETIME,
    scopes: Iterable[str] = DEFAULT_SCOPES,
    allowed_networks: Iterable[str] = (),
    allowed_origins: Iterable[str] = (),
    origin: Origin = NOWHERE,
) -> tuple[ApiToken, str]:
    """Record a token and return it with its text, which is kept nowhere.

    `by` is the member who makes it: of the kind `person` for themselves, or, as an admin, of the
    kind `workspace`. Without `by` it is the operator's command, for the workspace.
    `allowed_networks` are CIDRs or single addresses, of IPv4 or IPv6; without any, the token may
    be used from everywhere. With `allowed_origins`, which accounts.web_pages.origins has passed, it
    is for pages of those alone. Raises Refused for a scope that is unknown or not the member's, a
    service token of one who is no admin, or an invalid network.
    """
    scopes = list(dict.fromkeys(scopes))
    if not scopes or not set(scopes) <= set(SCOPES):
        message = _("A token's scopes are of: %(known)s.") % {"known": ", ".join(SCOPES)}
        raise Refused("unknown_scope", message, param="scopes")
    _check_may_issue(tenant, by, kind, scopes)
    record = ApiToken(
        tenant=tenant,
        kind=kind,
        name=name,
        scopes=scopes,
        allowed_networks=networks(allowed_networks),
        allowed_origins=list(allowed_origins) or None,
        created_by=by.user if by else None,
        expires_at=timezone.now() + lifetime,
    )
    text = sign(record)
    _log("token.made", record, Actor(by.user if by else None, origin=origin), scopes=record.scopes)
    return record, text


def sign(record: ApiToken) -> str:
    """Store a new token's record, and return the token's text."""
    key = record.signing_key = signing_keys.current()
    record.save(force_insert=True)
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "tid": str(record.tenant_id),
        "jti": str(record.id),
        "iat": int(record.created_at.timestamp()),
        "exp": int(record.expires_at.timestamp()),
        "scopes": record.scopes,
    }
    return jwt.encode(
        claims,
        signing_keys.private_key(key.kid),
        algorithm=signing_keys.ALGORITHM,
        headers={"kid": key.kid},
    )


def networks(written: Iterable[str]) -> list[str]:
    """The networks as CIDRs (`192.0.2.7/24` is `192.0.2.0/24`), without repeats. Raises Refused."""
    cidrs: dict[str, None] = {}
    for text in written:
        try:
            cidrs[str(ipaddress.ip_network(text.strip(), strict=False))] = None
        except ValueError:
            message = _("“%(text)s” is no address or network; write 192.0.2.7 or 192.0.2.0/24.")
            figures = {"text": text.strip()[:60]}
            raise Refused("invalid_network", message % figures, param="networks") from None
    if len(cidrs) > MAX_NETWORKS:
        message = _("A token has at most %(count)s networks.") % {"count": MAX_NETWORKS}
        raise Refused("too_many_networks", message, param="networks")
    return list(cidrs)


def verify(text: str, *, of_web_pages: bool = False) -> ApiToken:
    """The record of a valid token, with its tenant. Raises InvalidToken.

    Tokens for web pages are taken `of_web_pages` alone, by a caller that checks the request's
    origin and what it asks for (accounts.web_pages.origins.check_origin).
    """
    if len(text) > MAX_TOKEN_CHARACTERS:
        raise InvalidToken("This is not a token.")
    try:
        key = _key_of(text)
        claims = jwt.decode(
            text,
            signing_keys.private_key(key.kid).public_key(),
            algorithms=[signing_keys.ALGORITHM],
            audience=AUDIENCE,
            issuer=ISSUER,
            options={"require": ["iss", "aud", "exp", "tid", "jti"]},
        )
        record = ApiToken.objects.select_related("tenant", "parent").get(
            id=uuid.UUID(claims["jti"]), tenant_id=uuid.UUID(claims["tid"]), signing_key=key
        )
    except jwt.ExpiredSignatureError:
        raise InvalidToken("This token has expired.") from None
    except (jwt.InvalidTokenError, ValueError, TypeError, AttributeError):
        raise InvalidToken("This is not a valid token.") from None
    except ApiToken.DoesNotExist:
        raise InvalidToken("This token does not exist.") from None
    if not record.is_live:
        raise InvalidToken("This token was revoked or has expired.")
    if record.allowed_origins and not of_web_pages:
        raise InvalidToken("This token is for web pages.", code="not_for_web_pages")
    if record.kind != Kind.WORKSPACE:
        record.maker = _membership_of_maker(record)
        if record.maker is None:
            raise InvalidToken("The person who made this token is no member any more.")
    return record


def scopes_of_role(membership: Membership) -> tuple[str, ...]:
    """The scopes that a member's own tokens may have."""
    return SCOPES if membership.is_admin else DEFAULT_SCOPES


def scopes_now(record: ApiToken) -> frozenset[str]:
    """What a verified token may do at this request: a personal one at most what its maker may."""
    own = frozenset(record.scopes)
    if record.kind == Kind.WORKSPACE:
        return own
    return own.intersection(scopes_of_role(record.maker)) if record.maker else frozenset()


def check_network(record: ApiToken, address: Address | None) -> None:
    """Raises InvalidToken when the token may not be used from this address."""
    if not record.allowed_networks:
        return
    if address is None or not lies_in(address, record.allowed_networks):
        message = _("This token may not be used from the address %(address)s.")
        raise InvalidToken(message % {"address": address or "?"}, code="ip_not_authorized")


def note_use(record: ApiToken) -> None:
    """Record when the token was last used, at most once a minute."""
    now = timezone.now()
    earlier = now - timedelta(minutes=1)
    if record.last_used_at is None or record.last_used_at < earlier:
        long_ago = Q(last_used_at=None) | Q(last_used_at__lt=earlier)
        ApiToken.objects.filter(long_ago, id=record.id).update(last_used_at=now)


@transaction.atomic
def revoke(record: ApiToken, *, by: Actor = OPERATOR) -> None:
    """Make the token invalid from now on; revoking it again changes nothing."""
    live = ApiToken.objects.filter(id=record.id, revoked_at=None)
    if live.update(revoked_at=timezone.now()):
        _log("token.revoked", record, by)


def revoke_personal(membership: Membership) -> None:
    """Revoke the member's personal tokens, so that they don't come back with the person."""
    ApiToken.objects.filter(
        tenant=membership.tenant_id,
        created_by=membership.user_id,
        kind=Kind.PERSON,
        revoked_at=None,
    ).update(revoked_at=timezone.now())


def visible_to(membership: Membership) -> QuerySet[ApiToken]:
    """The tokens that a member may see and revoke: admins all, others their personal ones."""
    records = ApiToken.objects.filter(tenant=membership.tenant_id, parent=None)
    if membership.is_admin:
        return records
    return records.filter(kind=Kind.PERSON, created_by=membership.user_id)


def _log(action: str, record: ApiToken, by: Actor, **details: log.Detail) -> None:
    log.record(
        action=action,
        by=by.who,
        tenant=record.tenant,
        thing=Thing("token", str(record.id), record.name),
        details={"kind": record.kind, **details},
    )


def _check_may_issue(
    tenant: Tenant, by: Membership | None, kind: str, scopes: Iterable[str]
) -> None:
    if by is not None and by.tenant_id != tenant.id:
        raise ValueError("The member is of another workspace.")
    if kind == Kind.WORKSPACE:
        if by is not None and not by.is_admin:
            message = _("Only admins make tokens that belong to the workspace.")
            raise Refused("admins_only", message, param="kind", status=403)
    elif kind != Kind.PERSON or by is None:
        raise ValueError("A token is of the workspace, or of the member who makes it.")
    elif beyond := set(scopes).difference(scopes_of_role(by)):
        message = _("Only admins make tokens with the scope “%(scope)s”.")
        figures = {"scope": min(beyond)}
        raise Refused("scope_not_yours", message % figures, param="scopes", status=403)


def _membership_of_maker(record: ApiToken) -> Membership | None:
    memberships = Membership.objects.select_related("user").filter(
        tenant=record.tenant_id, user=record.created_by_id, user__is_active=True
    )
    return memberships.first() if record.created_by_id is not None else None


def _key_of(text: str) -> SigningKey:
    kid = jwt.get_unverified_header(text).get("kid")
    key = SigningKey.objects.filter(kid=kid, retired_at=None).first() if kid else None
    if key is None:
        raise InvalidToken("This token was signed with a key that is not in use.")
    return key
