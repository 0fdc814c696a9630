import logging
import os

from django.apps import AppConfig


class TelemetryConfig(AppConfig):
    name = "telemetry"

    def ready(self) -> None:
        from telemetry import tracing

        # Warnings look like all other lines.
        logging.captureWarnings(True)
        tracing.start(os.environ.get("LECTERN_PROCESS", "command"))
