"""What a tenant may use. The figures come from billing; this app defines their names alone."""

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module

from django.conf import settings
from django.utils.translation import gettext as _

from tenants.models import Tenant
from tenants.refusal import Refused


@dataclass(frozen=True, slots=True)
class Limits:
    """Lengths of audio are milliseconds; None and an empty tuple mean that there is no limit."""

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
    monthly_ms: int | None = None
    streaming: bool = True
    heard_back: bool = False
    """Finished lines of engines that draw are heard by a recogniser before they count."""
    engines: tuple[str, ...] = ()
    seats: int | None = None
    history_days: int | None = None
    """Jobs of programs are deleted after so many days, with their texts."""
    audio_days: int | None = None
    """Their audio is deleted after so many days; what is known of the job stays."""
    suspended: bool = False
    suspension_reason: str = ""
    deletes_at: datetime | None = None
    """An owner closed the workspace: it is suspended until it is deleted then, or restored."""

    @property
    def cap(self) -> int:
        """How many segments may be made at the same time; none for a suspended tenant."""
        return 0 if self.suspended else self.concurrency

    def seats_full(self, taken: int) -> bool:
        """Whether no seat is free when `taken` are."""
        return self.seats is not None and taken >= self.seats


def limits_of(tenant: Tenant) -> Limits:
    """The limits in force for the tenant now."""
    return import_module(settings.PLAN_PROVIDER).limits_of(tenant)


def put_on_plan(tenant: Tenant, code: str) -> None:
    """Put the tenant on the plan with this code. Raises Refused if there is none."""
    import_module(settings.PLAN_PROVIDER).put_on_plan(tenant=tenant, code=code)


def check_not_suspended(limits: Limits) -> None:
    """Raises Refused (403) for a tenant that is suspended, or closed by an owner."""
    if limits.deletes_at is not None:
        raise closing(limits.deletes_at)
    if limits.suspended:
        message = _(
            "This workspace is suspended: %(reason)s What is here can be read and downloaded."
        )
        reason = limits.suspension_reason or _("ask those who run this installation why.")
        raise Refused("workspace_suspended", message % {"reason": reason}, status=403)


def closing(deletes_at: datetime) -> Refused:
    """Why a workspace that an owner closed can't be used."""
    message = _("This workspace is closed, and will be deleted on %(day)s (UTC).")
    day = deletes_at.astimezone(UTC).date().isoformat()
    return Refused("workspace_closing", message % {"day": day}, status=403)
