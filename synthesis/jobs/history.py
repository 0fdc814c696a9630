"""How long jobs are kept, and deleting those that have become too old."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from activity.log import record
from billing.plans import plan_since
from synthesis import storage
from synthesis.jobs.outcomes.ending import delete_job
from synthesis.models import Job, JobRetention
from tenants.context import current_tenant
from tenants.limits import Limits, limits_of
from tenants.models import Tenant
from tenants.refusal import Refused

GRACE = timedelta(days=30)
"""Nothing is deleted by a plan so soon after the change to it: there is time to download, or to
change back. What the workspace asks for itself is done the next night."""
PREVIEWS_KEPT = timedelta(days=1)
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Kept:
    """Days that jobs, and their audio, are kept; None is for ever."""

    history_days: int | None
    audio_days: int | None


def kept_by_plan(limits: Limits) -> Kept:
    """What the plan says. Audio never outlives its job."""
    return Kept(limits.history_days, _shorter(limits.audio_days, limits.history_days))


def chosen() -> Kept:
    """What the workspace whose schema is open has chosen; None: as the plan says."""
    row = JobRetention.objects.filter(id=1).first()
    return Kept(row.history_days, row.audio_days) if row else Kept(None, None)


def kept(limits: Limits) -> Kept:
    """What is in force in the workspace whose schema is open: the shorter of both."""
    plan, own = kept_by_plan(limits), chosen()
    history = _shorter(plan.history_days, own.history_days)
    return Kept(history, _shorter(_shorter(plan.audio_days, own.audio_days), history))


@transaction.atomic
def choose(*, own: Kept, limits: Limits, by: Actor) -> None:
    """Shorten how long the workspace keeps its jobs. Raises Refused for more than its plan does."""
    plan = kept_by_plan(limits)
    for field in ("history_days", "audio_days"):
        wanted, most = getattr(own, field), getattr(plan, field)
        if wanted is not None and most is not None and wanted > most:
            message = _("Your plan keeps this for %(days)s days at most.") % {"days": most}
            raise Refused("invalid_value", message, param=field)
    JobRetention.objects.update_or_create(
        id=1,
        defaults={
            "history_days": own.history_days,
            "audio_days": own.audio_days,
            "changed_by": by.user,
        },
    )
    record(
        action="retention.jobs_changed",
        by=by.who,
        tenant=current_tenant(),
        details={"history_days": own.history_days, "audio_days": own.audio_days},
    )


def forget_old(*, tenant: Tenant) -> int:
    """Delete at most AT_ONCE jobs that are older than they are kept; returns how many.

    Previews are deleted after PREVIEWS_KEPT on every plan, as no list shows them to be deleted by
    hand. The jobs of lessons stay as long as a lesson needs their sound (lessons.services.upkeep).
    Runs in the tenant's schema.
    """
    now = timezone.now()
    expired = Q(purpose=Job.Purpose.PREVIEW, finished_at__lt=now - PREVIEWS_KEPT)
    days = _in_force(tenant).history_days
    if days is not None:
        expired |= Q(finished_at__lt=now - timedelta(days=days))
    old = list(_ended(expired).values_list("id", flat=True)[:AT_ONCE])
    for job_id in old:
        delete_job(tenant=tenant, job_id=job_id)
    return len(old)


def expire_audio(*, tenant: Tenant) -> int:
    """Delete the audio of at most AT_ONCE jobs that are older than it is kept; returns how many.

    Runs in the tenant's schema.
    """
    days = _in_force(tenant).audio_days
    if days is None:
        return 0
    before = timezone.now() - timedelta(days=days)
    expired = Q(finished_at__lt=before, audio_expired_at=None, purpose=Job.Purpose.TEXT)
    old = list(_ended(expired).values_list("id", flat=True)[:AT_ONCE])
    for job_id in old:
        with transaction.atomic():
            locked = Job.objects.select_for_update().filter(expired, id=job_id)
            # Since it was looked for, it may have been deleted, or made further.
            if job := _ended(locked).first():
                job.audio_expired_at = timezone.now()
                job.save(update_fields=["audio_expired_at"])
                # Before the commit: after a crash it is done again, and no file is left.
                storage.remove(storage.job_audio(tenant, job))
    return len(old)


def check_audio_kept(job: Job) -> None:
    """Raises Refused (410) for a job whose audio was deleted for its age."""
    if job.audio_expired_at:
        message = _(
            "The audio of this job was deleted on %(day)s, as this workspace keeps it so "
            "long. Make it again as a new job."
        )
        day = f"{job.audio_expired_at:%Y-%m-%d}"
        raise Refused("audio_expired", message % {"day": day}, status=410)


def _ended(chosen: Q | QuerySet[Job]) -> QuerySet[Job]:
    jobs = Job.objects.shown().filter(chosen) if isinstance(chosen, Q) else chosen
    ended = jobs.exclude(status__in=[*Job.OPEN, Job.Status.PAUSED])
    return ended.order_by("finished_at")


def _in_force(tenant: Tenant) -> Kept:
    limits = limits_of(tenant)
    return chosen() if timezone.now() - plan_since(tenant) < GRACE else kept(limits)


def _shorter(one: int | None, other: int | None) -> int | None:
    return min((days for days in (one, other) if days is not None), default=None)
