"""What a tenant may use. The figures come from its plan; this app only knows their shape."""

from dataclasses import dataclass
from importlib import import_module

from django.conf import settings

from tenants.models import Tenant


@dataclass(frozen=True, slots=True)
class Limits:
    plan: str
    daily_ms: int
    concurrency: int
    weight: float
    max_sample_rate: int
    max_characters: int
    max_voices: int
    requests_per_minute: int = 60
    """REST requests of the whole workspace."""
    token_requests_per_minute: int = 60
    queued_jobs: int = 20
    """Jobs that may be unfinished at the same time; more are refused."""


def limits_of(tenant: Tenant) -> Limits:
    """The limits in force for the tenant now."""
    return import_module(settings.PLAN_PROVIDER).limits_of(tenant)


def put_on_plan(tenant: Tenant, code: str) -> None:
    """Put the tenant on the plan with this code. Raises Refused if there is none."""
    import_module(settings.PLAN_PROVIDER).put_on_plan(tenant=tenant, code=code)
