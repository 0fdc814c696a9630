"""Deletes a person's voices when they leave a workspace (settings.ON_MEMBER_LEAVES)."""

from accounts.models import Membership
from tenants.context import in_tenant
from voices.purge import purge_speaker


def member_leaves(membership: Membership) -> None:
    """Withdraw or delete the voices whose speaker is the member."""
    with in_tenant(membership.tenant) as tenant:
        purge_speaker(tenant=tenant, user=membership.user)
