"""A plan's seats limit the members that the operator can add to a workspace."""

import pytest

from accounts.admin import MembershipForm
from accounts.models import Membership
from billing.models import Subscription


@pytest.mark.parametrize(("seats", "fits"), [(1, False), (2, True), (None, True)])
def test_there_are_no_more_members_than_seats(alice, charlie, seats, fits):
    plan = Subscription.objects.get(tenant=alice.tenant).plan
    plan.seats = seats
    plan.save()
    asked = {"user": charlie.user.id, "tenant": alice.tenant.id, "role": Membership.Role.MEMBER}
    assert MembershipForm(asked).is_valid() == fits
