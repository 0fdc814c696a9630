"""Whether a workspace may make voices without a recorded consent."""

from tenants.models import Tenant
from voices.enrolment.models import ConsentWaiver


def waiver_of(tenant: Tenant) -> ConsentWaiver | None:
    """The waiver in force, whose id voices made under it record; None if there is none."""
    latest = ConsentWaiver.objects.filter(tenant=tenant).first()
    return latest if latest and latest.allowed else None
