"""A restored workspace's money (settings.ON_WORKSPACE_RESTORED)."""

from django.db.models import Q

from billing.models import MeterEvent, MeterReport, Plan, Subscription
from tenants.backup.restoring import CantRestore, Wish
from tenants.models import Tenant

REASON = "restored from a backup: its first installation reports it"


def settle_plan(tenant: Tenant, wish: Wish) -> None:
    """Put the workspace on its plan, and cut what ties it to a payment elsewhere.

    Nothing of its usage is reported from here: the installation it is from may go on, and has
    reported some of it since. Raises CantRestore where there is no such plan.
    """
    subscription = Subscription.objects.get(tenant_id=tenant.id)
    if wish.plan:
        subscription.plan_id = wish.plan
        Subscription.objects.filter(tenant_id=tenant.id).update(plan_id=wish.plan)
    if not Plan.objects.filter(code=subscription.plan_id).exists():
        known = ", ".join(Plan.objects.values_list("code", flat=True))
        raise CantRestore(
            f"There is no plan {subscription.plan_id!r} here: give --plan, one of {known}."
        )
    if wish.whole:
        return
    Subscription.objects.filter(tenant_id=tenant.id).update(
        customer="",
        remote_id="",
        remote_status="",
        period_start=None,
        period_end=None,
        cancel_at=None,
        past_due_since=None,
        synced_at=None,
        carry_ms=0,
    )
    MeterEvent.objects.filter(tenant=tenant, report=None).update(customer="")
    unsettled = ~Q(state__in=[MeterReport.State.SENT, MeterReport.State.CLOSED])
    MeterReport.objects.filter(unsettled, tenant=tenant).update(
        state=MeterReport.State.CLOSED, next_try_at=None, error=REASON
    )
