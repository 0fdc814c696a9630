"""Deleting what is over: lessons from the bin, old takes, and sounds that no lesson needs."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from lessons.models import Lesson, LineTake, Sound
from lessons.services.library import KEPT_IN_BIN
from lessons.services.states import overview
from synthesis.jobs.ending import delete_job
from synthesis.models import Job
from tenants.models import Tenant

TAKES_KEPT = timedelta(days=30)
NEW = timedelta(hours=1)
AT_ONCE = 500


def tidy_up(*, tenant: Tenant) -> int:
    """Delete all of it; returns how many lessons and jobs were deleted. In the tenant's schema.

    A take that no line plays any more is kept for TAKES_KEPT, for undo and for old versions. A
    job goes when none of its sounds belongs to a take.
    """
    now = timezone.now()
    binned = Lesson.objects.filter(binned_at__lt=now - KEPT_IN_BIN)
    deleted = binned.count()
    binned.delete()
    _forget_old_takes(tenant)
    needed = LineTake.objects.filter(digest=OuterRef("digest"))
    Sound.objects.filter(~Exists(needed)).filter(job__created_at__lt=now - NEW).delete()
    unneeded = Job.objects.filter(
        ~Exists(Sound.objects.filter(job=OuterRef("id"))),
        purpose=Job.Purpose.LESSON,
        created_at__lt=now - NEW,
    )
    for job_id in list(unneeded.values_list("id", flat=True)[:AT_ONCE]):
        delete_job(tenant=tenant, job_id=job_id)
        deleted += 1
    return deleted


def _forget_old_takes(tenant: Tenant) -> None:
    old = LineTake.objects.filter(had_at__lt=timezone.now() - TAKES_KEPT)
    for lesson in Lesson.objects.filter(id__in=old.values("lesson")):
        now = overview(tenant=tenant, lesson=lesson)
        needed = {each.digest for each in now.states} | {each.playing for each in now.states}
        old.filter(lesson=lesson).exclude(digest__in=needed - {""}).delete()
