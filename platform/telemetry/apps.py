import logging
import os

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from runtime.version import VERSION

log = logging.getLogger(__name__)


class TelemetryConfig(AppConfig):
    name = "telemetry"

    def ready(self) -> None:
        from telemetry import slow_queries, tracing

        connection_created.connect(slow_queries.watch)

        # Warnings look like all other lines.
        logging.captureWarnings(True)
        process = os.environ.get("LECTERN_PROCESS")
        # A command's stderr is read by a person who knows what they started.
        if process:
            log.info("Lectern %s: process %s starts", VERSION, process)
        tracing.start(process or "command")
