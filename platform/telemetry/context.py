"""The tenant, request, trace and job that log lines and metrics name; set where work comes in."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

NONE = "-"
tenant_slug: ContextVar[str] = ContextVar("tenant_slug", default=NONE)
request_id: ContextVar[str] = ContextVar("request_id", default=NONE)
trace_id: ContextVar[str] = ContextVar("trace_id", default=NONE)
job_id: ContextVar[str] = ContextVar("job_id", default=NONE)


@contextmanager
def about(*, tenant: str, job: str = NONE) -> Iterator[None]:
    """Name the tenant, and the job, in lines that are logged inside of the block.

    The request, and the trace that it is part of, are those of before, until somebody names others
    inside of the block, and are again after it.
    """
    before = [
        (variable, variable.set(value))
        for variable, value in (
            (tenant_slug, tenant),
            (job_id, job),
            (request_id, request_id.get()),
            (trace_id, trace_id.get()),
        )
    ]
    try:
        yield
    finally:
        for variable, token in reversed(before):
            variable.reset(token)


def begin_request(identifier: str, trace: str = NONE) -> None:
    """Name this request and its trace, and forget the tenant and job of the thread's last one.

    It is not reset at the end of the request, as Django logs refusals, and bodies are streamed,
    after all middleware has returned. Under ASGI the context ends with the request's task.
    """
    name_request(identifier, trace)
    tenant_slug.set(NONE)
    job_id.set(NONE)


def name_request(identifier: str, trace: str = NONE) -> None:
    """Name the request that asked for what is done now, and its trace; empty for none."""
    request_id.set(identifier or NONE)
    trace_id.set(trace or NONE)


def name_tenant(slug: str) -> None:
    """Name the tenant, once the request is known to be its."""
    tenant_slug.set(slug)


def name_job(identifier: str) -> None:
    """Name the job, once the request is known to be about it."""
    job_id.set(identifier)


def asked_by() -> str:
    """The id of the request that is being answered, to be kept with what it asks for; or empty."""
    return "" if request_id.get() == NONE else request_id.get()
