"""Whether finished lines are heard by a recogniser before they are kept: where the workspace's plan
allows it, unless its admins have switched it off."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import OPERATOR, Actor
from activity.log import record
from synthesis.models import LineChecks
from tenants.context import current_tenant
from tenants.limits import Limits
from tenants.refusal import Refused


def are_on(limits: Limits) -> bool:
    """Whether lines are checked now. In the tenant's schema."""
    return limits.heard_back and not LineChecks.objects.filter(are_on=False).exists()


@transaction.atomic
def switch(*, on: bool, limits: Limits, by: Actor = OPERATOR) -> None:
    """Have lines checked from now on, or not. In the tenant's schema.

    Raises Refused for `check_lines` where the plan does not include it.
    """
    if on and not limits.heard_back:
        raise Refused(
            "not_in_plan", _("Your plan does not include checking lines."), param="check_lines"
        )
    if on == are_on(limits):
        return
    LineChecks.objects.update_or_create(id=1, defaults={"are_on": on, "changed_by": by.user})
    record(
        action="workspace.checks_changed",
        by=by.who,
        tenant=current_tenant(),
        details={"check_lines": str(on)},
    )
