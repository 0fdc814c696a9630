"""A request for speech that a client repeats makes one job, which is billed once."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from accounts.request import TokenRequest
from idempotency.once import Once, once
from synthesis.jobs.outcomes.ending import cancel
from synthesis.models import Job
from tenants.refusal import Refused


def job_once(request: TokenRequest, submit: Callable[[], Job]) -> tuple[Job, Once]:
    """The job of this request, submitted now or when it was first sent.

    A client that sends an `Idempotency-Key` may come back for the audio, so its disconnecting
    must not cancel the job. One that retries without a key has given up its first try: if that
    job is completed, its audio is the answer; if not, the job is cancelled, its finished audio
    is billed, and a new job takes its place. Raises Refused: the job ended without its audio
    (409) or was deleted (404), and whatever `submit` and `once` raise.
    """
    left: list[str] = []

    def is_done(job_id: str) -> bool:
        if Job.objects.filter(id=job_id, status=Job.Status.COMPLETED).exists():
            return True
        left.append(job_id)
        return False

    outcome = once(request, lambda: submit().id, still_good=is_done)
    for job_id in left:
        cancel(tenant=request.tenant, job_id=job_id)
    job = Job.objects.filter(id=outcome.value).first()
    if job is None:
        raise Refused("job_not_found", _("The job of this request was deleted."), status=404)
    if not job.is_open and job.status != Job.Status.COMPLETED:
        message = _("The audio is not complete: the job is %(status)s.")
        status = job.get_status_display()
        # OpenAI's clients retry after a 409 unless this header stops them.
        raise Refused(
            "job_not_completed",
            message % {"status": status},
            status=409,
            headers={"x-should-retry": "false"},
        )
    return job, outcome
