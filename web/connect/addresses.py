"""This installation's addresses as a reader's programs need them."""

from django.http import HttpRequest

from tenants.models import Tenant
from web.lti.our_addresses import our_addresses


def values(request: HttpRequest, tenant: Tenant, *, token: str, voice: str) -> dict[str, str]:
    """What stands in the braces of a program's block (web.connect.programs.PLACE)."""
    base = request.build_absolute_uri("/").removesuffix("/")
    # http becomes ws, https wss.
    return {
        "base": base,
        "socket": base.replace("http", "ws", 1),
        "token": token,
        "voice": voice,
        **our_addresses(tenant.id),
    }
