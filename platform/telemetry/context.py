"""The tenant, request and job that log lines and metrics name; set once, where work comes in."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

NONE = "-"
tenant_slug: ContextVar[str] = ContextVar("tenant_slug", default=NONE)
request_id: ContextVar[str] = ContextVar("request_id", default=NONE)
job_id: ContextVar[str] = ContextVar("job_id", default=NONE)


@contextmanager
def about(*, tenant: str, job: str = NONE) -> Iterator[None]:
    """Name the tenant, and the job, in lines that are logged inside of the block."""
    outer = tenant_slug.set(tenant)
    inner = job_id.set(job)
    try:
        yield
    finally:
        job_id.reset(inner)
        tenant_slug.reset(outer)


def begin_request(identifier: str) -> None:
    """Name this request, and forget the tenant and job of the thread's last one.

    It is not reset at the end of the request, as Django logs refusals, and bodies are streamed,
    after all middleware has returned. Under ASGI the context ends with the request's task.
    """
    request_id.set(identifier)
    tenant_slug.set(NONE)
    job_id.set(NONE)


def name_tenant(slug: str) -> None:
    """Name the tenant, once the request is known to be its."""
    tenant_slug.set(slug)


def name_job(identifier: str) -> None:
    """Name the job, once the request is known to be about it."""
    job_id.set(identifier)
