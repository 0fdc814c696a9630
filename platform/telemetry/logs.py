import logging

from telemetry.context import tenant_slug


class TenantFilter(logging.Filter):
    """Adds `tenant` to every record, "-" where the work belongs to none."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.tenant = tenant_slug.get()
        return True
