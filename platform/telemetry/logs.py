import logging

from runtime.version import VERSION
from telemetry.context import job_id, request_id, tenant_slug


class ContextFilter(logging.Filter):
    """Adds `tenant`, `request` and `job` to every record, "-" where the work belongs to none, and
    the `version` of Lectern.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.tenant = tenant_slug.get()
        record.request = request_id.get()
        record.job = job_id.get()
        record.version = VERSION
        return True


class TextFormatter(logging.Formatter):
    """For people; a traceback's lines name the tenant, too."""

    def format(self, record: logging.LogRecord) -> str:
        first, *more = super().format(record).split("\n")
        about = f"[Tenant: {record.tenant}] [{record.request}] [{record.job}]"  # type: ignore[attr-defined]
        return "\n".join([first, *(f"    {about} {line}" for line in more)])
