"""Plans as the rest of Lectern sees them (named in settings as PLAN_PROVIDER)."""

from django.utils.translation import gettext as _

from billing.models import Plan, Subscription
from tenants.limits import Limits
from tenants.models import Tenant
from tenants.refusal import Refused


def limits_of(tenant: Tenant) -> Limits:
    """The limits of the tenant's plan. Raises Subscription.DoesNotExist: fail closed."""
    plan = Subscription.objects.select_related("plan").get(tenant_id=tenant.id).plan
    return Limits(
        plan=plan.code,
        daily_ms=plan.daily_ms,
        concurrency=plan.concurrency,
        weight=plan.weight,
        max_sample_rate=plan.max_sample_rate,
        max_characters=plan.max_characters,
        max_voices=plan.max_voices,
        requests_per_minute=plan.requests_per_minute,
        token_requests_per_minute=plan.token_requests_per_minute,
        queued_jobs=plan.queued_jobs,
    )


def put_on_plan(*, tenant: Tenant, code: str) -> None:
    """Put the tenant on a plan. Raises Refused for an unknown code."""
    try:
        plan = Plan.objects.get(code=code)
    except Plan.DoesNotExist:
        known = ", ".join(Plan.objects.order_by("daily_ms").values_list("code", flat=True))
        message = _("There is no plan “%(code)s”; there are: %(known)s.")
        raise Refused("unknown_plan", message % {"code": code, "known": known}) from None
    Subscription.objects.update_or_create(tenant=tenant, defaults={"plan": plan})
