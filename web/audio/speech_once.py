"""A speech request that a client repeats is one job, and is billed once."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from rest_framework.request import Request

from idempotency.once import Once, once
from synthesis.jobs.ending import cancel
from synthesis.models import Job
from tenants.refusal import Refused


def job_once(request: Request, submit: Callable[[], Job]) -> tuple[Job, Once]:
    """The job of this request, submitted now or when it was first sent.

    A client that names its request (`Idempotency-Key`) means to come back for the audio: its
    leaving doesn't cancel the job. A client that retries without a key has left its first try: if
    that job is completed by now, its audio is the answer; if not, the job is cancelled, what was
    made of it is paid for, and a new one is submitted. Raises Refused: the job ended without its
    audio (409) or was deleted (404), and whatever `submit` and `once` raise.
    """
    left: list[str] = []

    def is_done(job_id: str) -> bool:
        if Job.objects.filter(id=job_id, status=Job.Status.COMPLETED).exists():
            return True
        left.append(job_id)
        return False

    made = once(request, lambda: submit().id, still_good=is_done)
    for job_id in left:
        cancel(tenant=request.tenant, job_id=job_id)
    job = Job.objects.filter(id=made.value).first()
    if job is None:
        raise Refused("job_not_found", _("The job of this request was deleted."), status=404)
    if not job.is_open and job.status != Job.Status.COMPLETED:
        message = _("This job has no whole audio: it is %(status)s.")
        status = job.get_status_display()
        # Clients try again after 409: this one stays.
        raise Refused(
            "job_not_completed",
            message % {"status": status},
            status=409,
            headers={"x-should-retry": "false"},
        )
    return job, made
