"""Whether a workspace may make voices without a recorded consent."""

from tenants.models import Tenant
from voices.enrolment.models import ConsentWaiver


def waiver_of(tenant: Tenant) -> ConsentWaiver | None:
    """The permission in force, to be named by whatever is done under it; None without one."""
    latest = ConsentWaiver.objects.filter(tenant=tenant).first()
    return latest if latest and latest.allowed else None
