import logging

from django.http import HttpRequest

from runtime.version import VERSION
from telemetry.addresses import loggable_path
from telemetry.context import job_id, request_id, tenant_slug, trace_id


class ContextFilter(logging.Filter):
    """Adds `version`, `tenant`, `request`, `trace` and `job` to every record.

    The last four are "-" where there is none.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.tenant = tenant_slug.get()
        record.request = request_id.get()
        record.trace = trace_id.get()
        record.job = job_id.get()
        record.version = VERSION
        return True


class PathFilter(logging.Filter):
    """Masks secrets in the paths that Django logs, as in "Not Found: /password/…"."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            # Django escapes what it logs (django.utils.log.log_response).
            path = request.path.encode("unicode_escape").decode("ascii")
            shown = loggable_path(request)
            record.args = tuple(
                shown if arg in (path, request.path) else arg for arg in record.args
            )
        return True


class TextFormatter(logging.Formatter):
    """Lines for people. Every line of a traceback names the tenant, too."""

    def format(self, record: logging.LogRecord) -> str:
        first, *more = super().format(record).split("\n")
        about = f"[Tenant: {record.tenant}] [{record.request}] [{record.job}]"  # type: ignore[attr-defined]
        return "\n".join([first, *(f"    {about} {line}" for line in more)])
