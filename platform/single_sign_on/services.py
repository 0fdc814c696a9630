"""Sign-in at a workspace's own identity provider: set up, used, and taken away."""

import re
from urllib.parse import urlsplit
from uuid import UUID

import requests
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.joining.public_mail import EVERYBODYS
from accounts.models import Membership, User
from accounts.people import members
from accounts.people.members import lock
from activity.log import record
from activity.who import Kind, Origin, Thing, Who
from outgoing.destinations import check_url
from single_sign_on.models import Domain, IdentityProvider
from single_sign_on.outward import Session
from single_sign_on.saml.theirs import Described
from tenants.models import Tenant
from tenants.refusal import Refused
from throttle import bucket
from throttle.bucket import Rate

MOST_DOMAINS = 20
NOTED_REFUSALS = Rate(1, 600)
DOMAIN = re.compile(r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}")


def configure(
    *, tenant: Tenant, name: str, issuer: str, client_id: str, secret: str, by: Actor
) -> IdentityProvider:
    """Have the workspace's people sign in at this OpenID Connect provider from now on.

    The provider's own description is fetched. An empty `secret` keeps the one that is there, if
    issuer and client stay the same. Raises Refused.
    """
    issuer = check_url(issuer.strip()).rstrip("/")
    _check_describes_itself(issuer)
    with transaction.atomic():
        lock(tenant)
        row = _kept(tenant, IdentityProvider.Kind.OPENID_CONNECT, issuer)
        if not secret and not (row.sealed_secret and row.client_id == client_id):
            raise Refused("secret_missing", _("Give the client’s secret, too."), param="secret")
        row.name, row.client_id = name, client_id
        if secret:
            row.sealed_secret = tenant.seal(secret.encode(), about=row.about)
        row.save()
        _log("sign_in.provider_set", tenant, by, name, issuer=issuer, kind="OpenID Connect")
    return row


def configure_saml(*, tenant: Tenant, name: str, described: Described, by: Actor) -> None:
    """Have the workspace's people sign in at this SAML provider from now on."""
    with transaction.atomic():
        lock(tenant)
        row = _kept(tenant, IdentityProvider.Kind.SAML, described.entity_id)
        row.name, row.sign_in_address = name, described.sign_in_address
        row.certificates = "\n".join(described.certificates)
        row.save()
        _log("sign_in.provider_set", tenant, by, name, issuer=row.issuer, kind="SAML")


def saml_provider(tenant_id: UUID) -> IdentityProvider | None:
    """The SAML provider of a workspace, if it has one and is not closed."""
    rows = IdentityProvider.objects.select_related("tenant").filter(tenant__deletes_at=None)
    return rows.filter(tenant_id=tenant_id, kind=IdentityProvider.Kind.SAML).first()


def remove(*, tenant: Tenant, by: Actor) -> None:
    """Let nobody sign in at the provider any more; people set passwords by “forgot”."""
    with transaction.atomic():
        lock(tenant)
        if row := IdentityProvider.objects.filter(tenant=tenant).first():
            _forget(row)
            _log("sign_in.provider_removed", tenant, by, row.name)


def claim(*, tenant: Tenant, domain: str, by: Actor) -> Domain:
    """Note a domain that is the workspace's own, for the operator to confirm. Raises Refused."""
    domain = domain.strip().lower().removeprefix("@")
    if not DOMAIN.fullmatch(domain):
        raise Refused("invalid_domain", _("Write a domain such as school.org."), param="domain")
    if domain in EVERYBODYS:
        message = _("Anybody can have an address of %(domain)s.") % {"domain": domain}
        raise Refused("everybodys_domain", message, param="domain")
    with transaction.atomic():
        lock(tenant)
        if Domain.objects.filter(tenant=tenant).count() >= MOST_DOMAINS:
            message = _("At most %(count)s domains.") % {"count": MOST_DOMAINS}
            raise Refused("too_many_domains", message, param="domain")
        row, made = Domain.objects.get_or_create(tenant=tenant, domain=domain)
        if made:
            _log("sign_in.domain_claimed", tenant, by, domain)
    return row


def drop(*, tenant: Tenant, domain_id: int, by: Actor) -> None:
    """Take a domain away, whether it is confirmed or not."""
    with transaction.atomic():
        lock(tenant)
        if row := Domain.objects.filter(tenant=tenant, id=domain_id).first():
            row.delete()
            _log("sign_in.domain_dropped", tenant, by, row.domain)


def confirm(*, tenant: Tenant, domain_id: int, by: Actor) -> None:
    """The operator has seen that the domain is the workspace's. Raises Refused where another
    workspace has it."""
    with transaction.atomic():
        lock(tenant)
        row = Domain.objects.filter(tenant=tenant, id=domain_id).first()
        if row is None or row.confirmed_at is not None:
            return
        if Domain.objects.filter(domain=row.domain, confirmed_at__isnull=False).exists():
            raise Refused("domain_taken", _("Another workspace has this domain."), status=409)
        row.confirmed_at, row.confirmed_by = timezone.now(), by.user
        row.save(update_fields=["confirmed_at", "confirmed_by"])
        _log("sign_in.domain_confirmed", tenant, by, row.domain)


def provider_for(email: str) -> IdentityProvider | None:
    """Where the person of this address signs in, if the domain's workspace has a provider."""
    return (
        IdentityProvider.objects.select_related("tenant")
        .filter(
            tenant__deletes_at=None,
            tenant__sign_in_domains__domain=domain_of(email),
            tenant__sign_in_domains__confirmed_at__isnull=False,
        )
        .first()
    )


def confirmed_domains(tenant: Tenant) -> list[str]:
    """The domains that the workspace's provider speaks for."""
    confirmed = Domain.objects.filter(tenant=tenant, confirmed_at__isnull=False)
    return list(confirmed.values_list("domain", flat=True))


def domain_of(email: str) -> str:
    """What stands behind the last @, in small letters; empty without one."""
    return email.rpartition("@")[2].strip().lower() if "@" in email else ""


def join(*, tenant: Tenant, user: User, by: Actor) -> Membership:
    """Make somebody a member whom the workspace's directory knows, if they are none: `by` are they
    themselves, signing in, or the directory's token.

    Raises Refused where no seat is free or the workspace is suspended.
    """
    with transaction.atomic():
        lock(tenant)
        membership = Membership.objects.filter(tenant=tenant, user=user).first()
        if membership is not None:
            return membership
        return members.admit(
            tenant=tenant,
            user=user,
            role=Membership.Role.MEMBER,
            by=by,
            details={"kind": "single sign-on"},
        )


def refused(*, tenant: Tenant, reason: str, origin: Origin) -> None:
    """Note in the workspace's log that a sign-in at its provider was refused, for its admins to
    find out why; each reason at most every ten minutes, as anybody may send us answers."""
    verdict = bucket.take([(f"sign-in-refused:{tenant.id}:{reason}", NOTED_REFUSALS)])
    if verdict is not None and verdict.allowed:
        who, thing = Who(Kind.PERSON, origin=origin), Thing("sign_in")
        details = {"reason": reason}
        record(action="sign_in.refused", by=who, tenant=tenant, thing=thing, details=details)


def _kept(tenant: Tenant, kind: IdentityProvider.Kind, issuer: str) -> IdentityProvider:
    """The workspace's provider, if it is this one, else a new row in its place: accounts are found
    by the row and the provider's id of a person, which another provider may give to another."""
    row = IdentityProvider.objects.filter(tenant=tenant).first()
    if row is not None and (row.kind, row.issuer) == (kind, issuer):
        return row
    if row is not None:
        _forget(row)
    return IdentityProvider(tenant=tenant, kind=kind, issuer=issuer, sealed_secret=b"")


def _forget(row: IdentityProvider) -> None:
    SocialAccount.objects.filter(provider=str(row.id)).delete()
    row.delete()


def _check_describes_itself(issuer: str) -> None:
    """Raises Refused unless a provider answers there with its configuration (OpenID Connect
    Discovery 1.0, section 4)."""
    try:
        answer = Session().get(f"{issuer}/.well-known/openid-configuration")
        answer.raise_for_status()
        described = answer.json()
        said = str(described["issuer"]).rstrip("/")
        ends = [str(described[each]) for each in ("authorization_endpoint", "token_endpoint")]
    except (requests.RequestException, ValueError, KeyError, TypeError):
        message = _("No OpenID Connect provider answers there.")
        raise Refused("no_provider", message, param="issuer") from None
    if said != issuer or not all(urlsplit(each).hostname for each in ends):
        message = _("The provider there calls itself %(issuer)s.") % {"issuer": said[:200]}
        raise Refused("other_issuer", message, param="issuer")


def _log(action: str, tenant: Tenant, by: Actor, label: str, **details: str) -> None:
    thing = Thing("sign_in", label=label)
    record(action=action, by=by.who, tenant=tenant, thing=thing, details=details)
