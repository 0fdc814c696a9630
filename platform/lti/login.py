"""The first step of a launch (1EdTech Security Framework 1.0, 5.1.1): a platform has the browser
come here, and is asked for an id_token."""

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from lti.models import LearningPlatform
from lti.unacceptable import Unacceptable
from lti.visits import begin

LONGEST_HINT = 8_000
"""Canvas passes a JWT."""


def launch_address(tenant_id: UUID) -> str:
    """Where platforms have browsers post launches of a workspace to."""
    return settings.PUBLIC_URL + reverse("lti-launch", args=[tenant_id])


def authentication_address(tenant_id: UUID, given: Mapping[str, str]) -> str:
    """Where to lead the browser, for the parameters that it came with. Raises Unacceptable."""
    platform = _asking(tenant_id, given)
    if not given.get("login_hint"):
        raise Unacceptable("incomplete", "no login_hint")
    state, nonce = begin(platform)
    asked = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": platform.client_id,
        "redirect_uri": launch_address(tenant_id),
        "state": state,
        "nonce": nonce,
    }
    for name in ("login_hint", "lti_message_hint"):
        if hint := given.get(name, ""):
            if len(hint) > LONGEST_HINT:
                raise Unacceptable("incomplete", f"a {name} of {len(hint)} characters")
            asked[name] = hint
    before = "&" if urlsplit(platform.login_address).query else "?"
    return platform.login_address + before + urlencode(asked)


def _asking(tenant_id: UUID, given: Mapping[str, str]) -> LearningPlatform:
    """The platform that has sent the browser. It need not name its client_id."""
    if any("\0" in given.get(name, "") for name in ("iss", "client_id")):
        raise Unacceptable("unknown_platform", "a NUL in its name")
    rows = LearningPlatform.objects.select_related("tenant").filter(
        tenant_id=tenant_id, tenant__deletes_at=None, issuer=given.get("iss", "")
    )
    if client_id := given.get("client_id"):
        rows = rows.filter(client_id=client_id)
    found = list(rows[:2])
    if not found:
        raise Unacceptable("unknown_platform", f"iss {given.get('iss', '')[:200]!r}")
    if len(found) > 1:
        raise Unacceptable("unknown_platform", "it has several registrations and names none")
    return found[0]
