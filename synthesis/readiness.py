from django.conf import settings

from synthesis import heartbeat
from synthesis.voice_choice import engine_spec
from telemetry.health import NotReady


def check_engine() -> None:
    """Raises NotReady until a worker with a warm engine is alive."""
    spec = engine_spec()
    if not spec.installed(settings.MODELS):
        raise NotReady(f"model files are missing: manage.py models pull {spec.name}")
    if not heartbeat.speeds(spec.name):
        raise NotReady(f"no warm {spec.name} worker")
