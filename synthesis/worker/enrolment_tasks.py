"""The Celery task of the enrolment. Its name is older than this module."""

import logging
from functools import partial

from celery import shared_task

from runtime.roles.leaving import before_leaving, stopping
from synthesis.worker import enroller
from synthesis.worker.file_store import await_store
from tenants.stores.port import StoreAway
from voices.enrolment import queue as enrolments
from voices.enrolment.run import run as enrol

log = logging.getLogger(__name__)


@shared_task(name="synthesis.tasks.enrol_waiting")
def enrol_waiting() -> None:
    """Enrol the takes and check the consents that wait, one after the other."""
    if not enrolments.any_waiting():
        return
    # Before the first claim: loading may take longer than a lease, which must not expire over it.
    tools = enroller.instruments()
    while not stopping.is_set() and (claimed := enrolments.claim()):
        try:
            with before_leaving(partial(enrolments.give_back, claimed)):
                enrol(claimed, tools)
        except StoreAway as away:
            log.error("the store of files failed: %s", away.detail)
            if not await_store(stopping.is_set):
                return
