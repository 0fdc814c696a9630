"""Sign-in at a workspace's own identity provider: set up, used, and taken away."""

import re
from urllib.parse import urlsplit

import requests
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import members
from accounts.actor import Actor
from accounts.joining.public_mail import EVERYBODYS
from accounts.members import lock
from accounts.models import Membership, User
from activity.log import record
from activity.who import Thing
from single_sign_on.models import Domain, IdentityProvider
from single_sign_on.outward import Session
from tenants.models import Tenant
from tenants.refusal import Refused
from webhooks.destinations import check_url

MOST_DOMAINS = 20
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
        row = IdentityProvider.objects.filter(tenant=tenant).first()
        same = row is not None and (row.issuer, row.client_id) == (issuer, client_id)
        if not secret and not same:
            raise Refused("secret_missing", _("Give the client’s secret, too."), param="secret")
        row = row or IdentityProvider(tenant=tenant)
        row.name, row.issuer, row.client_id = name, issuer, client_id
        if secret:
            row.sealed_secret = tenant.seal(secret.encode(), about=row.about)
        row.save()
        _log("sign_in.provider_set", tenant, by, name, issuer=issuer)
    return row


def remove(*, tenant: Tenant, by: Actor) -> None:
    """Let nobody sign in at the provider any more; people set passwords by “forgot”."""
    with transaction.atomic():
        lock(tenant)
        if row := IdentityProvider.objects.filter(tenant=tenant).first():
            row.delete()
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
