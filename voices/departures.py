"""A member leaves (settings.ON_MEMBER_LEAVES): their voices go, and what they were let use."""

from accounts.models import Membership
from tenants.context import in_tenant
from voices.models import ListedUser
from voices.purge import purge_speaker


def member_leaves(membership: Membership) -> None:
    """Withdraw or delete the voices whose speaker is the member.

    Voices that others let them use stay closed to them should they come back.
    """
    with in_tenant(membership.tenant) as tenant:
        purge_speaker(tenant=tenant, user=membership.user)
        ListedUser.objects.filter(user=membership.user).delete()
