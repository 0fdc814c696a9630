"""The addresses that a learning platform has to know of a workspace."""

from uuid import UUID

from django.urls import reverse

from lti.login import launch_address


def our_addresses(tenant_id: UUID) -> dict[str, str]:
    """`launch`, `login` and `keys`."""
    launch = launch_address(tenant_id)
    origin = launch.removesuffix(reverse("lti-launch", args=[tenant_id]))
    others = {name: reverse(f"lti-{name}", args=[tenant_id]) for name in ("login", "keys")}
    return {"launch": launch} | {name: origin + path for name, path in others.items()}
