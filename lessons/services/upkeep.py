"""Deleting what is over: lessons from the bin, old takes, and sounds that no lesson needs.

Each step deletes a batch and returns how many there were (tenants.retention). They run in the
tenant's schema.
"""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from lessons.models import Lesson, LineTake, Sound
from lessons.services.kept_audio import delete_with_audio
from lessons.services.library import KEPT_IN_BIN
from lessons.services.states import overview
from synthesis.jobs.outcomes.ending import delete_job
from synthesis.models import Job
from tenants.models import Tenant

TAKES_KEPT = timedelta(days=30)
TAKES_CHECKED_EVERY = timedelta(days=7)
"""A lesson's takes are compared with its lines, which takes a hundredth of a second a lesson."""
NEW = timedelta(hours=1)
LESSONS_AT_ONCE, SOUNDS_AT_ONCE, JOBS_AT_ONCE = 20, 2_000, 100


def tidy_up(*, tenant: Tenant) -> int:
    """All steps, once; returns how many lessons and jobs were deleted."""
    lessons = empty_bin(tenant=tenant)
    forget_old_takes(tenant=tenant)
    forget_sounds(tenant=tenant)
    return lessons + forget_jobs(tenant=tenant)


def empty_bin(*, tenant: Tenant) -> int:
    """Delete lessons that have been in the bin for KEPT_IN_BIN."""
    binned = Lesson.objects.filter(binned_at__lt=timezone.now() - KEPT_IN_BIN)
    old = list(binned.order_by("binned_at").values_list("id", flat=True)[:LESSONS_AT_ONCE])
    for lesson_id in old:
        delete_with_audio(tenant=tenant, lesson_id=lesson_id)
    return len(old)


def forget_old_takes(*, tenant: Tenant) -> int:
    """Delete takes that no line plays any more and that are older than TAKES_KEPT: until then
    they are there for undo and for old versions. Returns how many lessons were looked at."""
    now = timezone.now()
    old = LineTake.objects.filter(had_at__lt=now - TAKES_KEPT)
    due = Q(takes_checked_at=None) | Q(takes_checked_at__lt=now - TAKES_CHECKED_EVERY)
    lessons = Lesson.objects.filter(due, Exists(old.filter(lesson=OuterRef("id"))))
    checked = list(lessons.order_by("id")[:LESSONS_AT_ONCE])
    for lesson in checked:
        shown = overview(tenant=tenant, lesson=lesson)
        needed = {each.digest for each in shown.states} | {each.playing for each in shown.states}
        old.filter(lesson=lesson).exclude(digest__in=needed - {""}).delete()
        Lesson.objects.filter(id=lesson.id).update(takes_checked_at=now)
    return len(checked)


def forget_sounds(*, tenant: Tenant) -> int:
    """Delete sounds that belong to no take."""
    needed = LineTake.objects.filter(digest=OuterRef("digest"))
    old = Sound.objects.filter(~Exists(needed), job__created_at__lt=timezone.now() - NEW)
    batch = list(old.values_list("digest", flat=True)[:SOUNDS_AT_ONCE])
    # Asked again: a line may have taken the sound since.
    Sound.objects.filter(~Exists(needed), digest__in=batch).delete()
    return len(batch)


def forget_jobs(*, tenant: Tenant) -> int:
    """Delete jobs of lessons none of whose sounds is left."""
    unneeded = Job.objects.filter(
        ~Exists(Sound.objects.filter(job=OuterRef("id"))),
        purpose=Job.Purpose.LESSON,
        created_at__lt=timezone.now() - NEW,
    )
    old = list(unneeded.values_list("id", flat=True)[:JOBS_AT_ONCE])
    for job_id in old:
        delete_job(tenant=tenant, job_id=job_id)
    return len(old)
