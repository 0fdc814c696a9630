"""Whether a workspace may make voices without a recorded consent."""

from django.db import transaction

from accounts.models import User
from activity.log import record
from activity.who import Who
from tenants.models import Tenant
from voices.enrolment.models import ConsentWaiver


@transaction.atomic
def waive(
    *, tenant: Tenant, allowed: bool, reason: str, by: Who, by_email: str, user: User | None = None
) -> ConsentWaiver:
    """Let the workspace skip recorded consent, or no more; the operator's decision. `user` is who
    decided it on the operator's pages."""
    waiver = ConsentWaiver.objects.create(
        tenant=tenant, allowed=allowed, reason=reason, by_email=by_email, by=user
    )
    record(
        action="consent.waived" if allowed else "consent.needed_again",
        by=by,
        tenant=tenant,
        details={"reason": reason, "by": by_email},
    )
    return waiver


def waiver_of(tenant: Tenant) -> ConsentWaiver | None:
    """The waiver in force, whose id voices made under it record; None if there is none."""
    latest = ConsentWaiver.objects.filter(tenant=tenant).first()
    return latest if latest and latest.allowed else None
