"""What `/readyz` asks of synthesis."""

import logging

from django.conf import settings

from runtime.model_store import pins
from synthesis.monitoring import heartbeat
from synthesis.voice_choice import engine_spec, offered_engines
from telemetry.health import NotReady
from tenants import files
from tenants.sealing.rotation import WrongMasterKey, check_master_key
from tenants.stores import ownership
from tenants.stores.port import StoreAway
from watermark import WATERMARKS

log = logging.getLogger(__name__)


def check_engines() -> None:
    """Raises NotReady until every engine whose model files are installed has a warm worker."""
    default = engine_spec()
    if not default.installed(settings.MODELS):
        raise NotReady(f"model files are missing: manage.py models pull {default.name}")
    if cold := [spec.name for spec in offered_engines() if not heartbeat.warm(spec.name)]:
        others = [pins.other_folder(name, settings.MODELS) for name in cold]
        raise NotReady("; ".join([f"no warm worker: {', '.join(cold)}", *filter(None, others)]))


def check_watermark() -> None:
    """Raises NotReady where the watermark can't be put into speech: no worker speaks without."""
    if settings.WATERMARK and (problem := WATERMARKS[settings.WATERMARK].missing()):
        log.error("%s", problem)
        raise NotReady("the watermark's weights are missing: see the log")


def check_keys() -> None:
    """Raises NotReady where the master key is not the one of this data."""
    try:
        check_master_key()
    except WrongMasterKey as error:
        # The answer is public; which workspace's key it was is not.
        log.error("%s", error)
        raise NotReady("the master key is not the one of this data: see the log") from None


def check_storage() -> None:
    """Raises NotReady where tenants' files can't be written, or are another installation's."""
    try:
        # Those who ask /readyz wait for a few seconds only.
        store = files.store(impatient=True)
        ownership.check(store)
        store.check()
    except ownership.WrongStore as error:
        # The answer is public; where the files are is not.
        log.error("%s", error)
        raise NotReady(
            "this process does not see the files of this installation: see the log"
        ) from None
    except StoreAway as away:
        log.error("%s", away.detail)
        raise NotReady("no room for files" if away.full else "files can't be written") from None
