"""What a log line or a metric needs to know about the work at hand; set once, at the border."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

NONE = "-"
tenant_slug: ContextVar[str] = ContextVar("tenant_slug", default=NONE)
request_id: ContextVar[str] = ContextVar("request_id", default=NONE)
job_id: ContextVar[str] = ContextVar("job_id", default=NONE)


@contextmanager
def about(*, tenant: str, job: str = NONE) -> Iterator[None]:
    """Name the tenant, and the job, that the lines logged inside are about."""
    outer = tenant_slug.set(tenant)
    inner = job_id.set(job)
    try:
        yield
    finally:
        job_id.reset(inner)
        tenant_slug.reset(outer)


def begin_request(identifier: str) -> None:
    """Forget what the request before in this thread was about, and name this one.

    Nothing resets it: Django logs a refusal, and a body streams, after every middleware has
    returned. Under ASGI the context ends with the request's own task.
    """
    request_id.set(identifier)
    tenant_slug.set(NONE)
    job_id.set(NONE)


def name_tenant(slug: str) -> None:
    """The request turns out to be this tenant's."""
    tenant_slug.set(slug)


def name_job(identifier: str) -> None:
    """The request turns out to be about this job."""
    job_id.set(identifier)
