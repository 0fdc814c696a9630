import os

from django.apps import AppConfig


class TelemetryConfig(AppConfig):
    name = "telemetry"

    def ready(self) -> None:
        from telemetry import tracing

        tracing.start(os.environ.get("LECTERN_PROCESS", "command"))
