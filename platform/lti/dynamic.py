"""Dynamic registration (1EdTech LTI Dynamic Registration 1.0): an admin of a platform pastes one
address, and platform and workspace tell each other the rest."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Membership
from lti import registrations
from lti.addresses import origin_of
from lti.login import launch_address
from lti.models import LearningPlatform
from lti.unacceptable import Unacceptable
from outgoing.get import NoAnswer, get_json, post_json
from tenants.models import Tenant
from tenants.refusal import Refused

TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"
LASTS = timedelta(hours=1)
"""How long such an address is good for."""


def invite(by: Membership) -> str:
    """The address that an admin of this workspace pastes at the platform; whoever has it may
    register one for as long as it lasts."""
    part = signing.dumps(by.pk, salt="lti-registration")
    return settings.PUBLIC_URL + reverse("lti-register", args=[by.tenant_id, part])


def invited(tenant_id: UUID, part: str) -> Membership:
    """Whose permission is in such an address, if they are an admin still. Raises Unacceptable."""
    try:
        member_id = signing.loads(part, salt="lti-registration", max_age=LASTS)
    except signing.SignatureExpired:
        raise Unacceptable("invitation_over") from None
    except signing.BadSignature:
        raise Unacceptable("not_begun", "the address is not ours") from None
    rows = Membership.objects.select_related("tenant", "user").filter(tenant__deletes_at=None)
    by = rows.filter(pk=member_id, tenant_id=tenant_id).first()
    if by is None or not by.is_admin:
        raise Unacceptable("invitation_over", "its maker is no admin")
    return by


def register(*, tenant: Tenant, described_at: str, token: str, by: Actor) -> LearningPlatform:
    """Fetch what the platform says of itself, register this workspace there, and the platform here.

    Raises Refused where one of the two does not do.
    """
    try:
        said = get_json(described_at)
        issuer, end = str(said["issuer"]), str(said["registration_endpoint"])
        login, keys = str(said["authorization_endpoint"]), str(said["jwks_uri"])
    except (NoAnswer, KeyError, TypeError) as error:
        raise _no_platform(error) from None
    # Whoever describes a platform must be it (3.4 there).
    if not origin_of(issuer) or origin_of(issuer) != origin_of(described_at):
        raise Refused("other_issuer", _("The platform there is another one."), status=409)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        answer = post_json(end, _tool(tenant.id, tenant.name), headers=headers)
        client_id, ours = str(answer["client_id"]), answer.get(TOOL)
    except (NoAnswer, KeyError, TypeError, AttributeError) as error:
        raise _no_platform(error) from None
    deployment = str(ours.get("deployment_id") or "") if isinstance(ours, dict) else ""
    if not deployment:
        message = _("The platform does not say its deployment ID. Register it in Lectern by hand.")
        raise Refused("no_deployment", message, status=409)
    family = said.get(PLATFORM)
    named = family.get("product_family_code") if isinstance(family, dict) else None
    return registrations.put(
        tenant=tenant,
        name=str(named or urlsplit(issuer).hostname)[:40],
        address=issuer,
        issuer=issuer,
        client_id=client_id,
        deployments=[deployment],
        login_address=login,
        keys_address=keys,
        by=by,
    )


def _tool(tenant_id: UUID, workspace: str) -> dict[str, Any]:
    """What the platform is told of us: no services, and nothing of the person but who the platform
    is."""
    launch = launch_address(tenant_id)
    base = launch.removesuffix("launch")
    return {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": f"{base}login",
        "redirect_uris": [launch],
        "client_name": f"Lectern · {workspace}",
        "jwks_uri": f"{base}keys",
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": "",
        TOOL: {
            "domain": urlsplit(launch).netloc,
            "target_link_uri": launch,
            "claims": ["iss"],
            "messages": [
                {"type": "LtiResourceLinkRequest"},
                {"type": "LtiDeepLinkingRequest", "target_link_uri": launch},
            ],
        },
    }


def _no_platform(error: Exception) -> Refused:
    message = _("The platform did not answer as LTI asks for: %(why)s.")
    return Refused("no_platform", message % {"why": error}, status=409)
