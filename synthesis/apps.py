from django.apps import AppConfig
from prometheus_client import REGISTRY


class SynthesisConfig(AppConfig):
    name = "synthesis"

    def ready(self) -> None:
        from synthesis.metrics import QueueCollector

        REGISTRY.register(QueueCollector())
