"""Speech that a client asks for twice is one job, and one bill."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from rest_framework.request import Request

from idempotency.once import Once, once
from synthesis.models import Job
from tenants.refusal import Refused


def job_once(request: Request, submit: Callable[[], Job]) -> tuple[Job, Once]:
    """The job of this request, submitted now or when it was first sent.

    A client that named its request (`Idempotency-Key`) means to come back for the audio: its
    leaving must not cancel the job. One that only retries finds the first try's job cancelled
    where it had left, and gets another. Raises Refused: the job ended without its audio (409) or
    was deleted (404), and whatever `submit` and `once` raise.
    """
    made = once(request, lambda: submit().id, still_good=_has_audio)
    job = Job.objects.filter(id=made.value).first()
    if job is None:
        raise Refused("job_not_found", _("The job of this request was deleted."), status=404)
    if not job.is_open and job.status != Job.Status.COMPLETED:
        message = _("This job has no whole audio: it is %(status)s.")
        status = job.get_status_display()
        raise Refused("job_not_completed", message % {"status": status}, status=409)
    return job, made


def _has_audio(job_id: str) -> bool:
    return Job.objects.filter(id=job_id, status__in=[*Job.OPEN, Job.Status.COMPLETED]).exists()
