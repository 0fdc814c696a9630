"""What a log line or a metric needs to know about the work at hand; set once, at the border."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

tenant_slug: ContextVar[str] = ContextVar("tenant_slug", default="-")
request_id: ContextVar[str] = ContextVar("request_id", default="-")


@contextmanager
def about_tenant(slug: str) -> Iterator[None]:
    """Name the tenant that the lines logged inside are about."""
    token = tenant_slug.set(slug)
    try:
        yield
    finally:
        tenant_slug.reset(token)
