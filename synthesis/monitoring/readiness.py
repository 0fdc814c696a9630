"""What `/readyz` asks of synthesis."""

import logging
import tempfile

from django.conf import settings

from synthesis.monitoring import heartbeat
from synthesis.voice_choice import engine_spec, offered_engines
from telemetry.health import NotReady
from tenants.sealing.rotation import WrongMasterKey, check_master_key

log = logging.getLogger(__name__)


def check_engines() -> None:
    """Raises NotReady until every engine whose model files are installed has a warm worker."""
    default = engine_spec()
    if not default.installed(settings.MODELS):
        raise NotReady(f"model files are missing: manage.py models pull {default.name}")
    if cold := [spec.name for spec in offered_engines() if not heartbeat.warm(spec.name)]:
        raise NotReady(f"no warm worker: {', '.join(cold)}")


def check_keys() -> None:
    """Raises NotReady where the master key is not the one of this data."""
    try:
        check_master_key()
    except WrongMasterKey as error:
        # The answer is public; which workspace's key it was is not.
        log.error("%s", error)
        raise NotReady("the master key is not the one of this data: see the log") from None


def check_storage() -> None:
    """Raises NotReady where tenants' files can't be written."""
    try:
        settings.TENANT_FILES.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.TENANT_FILES) as file:
            file.write(b"lectern")
    except OSError as error:
        raise NotReady(f"files can't be written: {error.strerror}") from None
