"""Keeping the leases of a worker alive."""

import logging
import threading
import uuid

from django.conf import settings
from django.db import Error, connection

from synthesis.dispatch import queue
from synthesis.dispatch.queue import Claim
from synthesis.jobs.outcomes.giving_back import give_back

log = logging.getLogger(__name__)


class LeaseKeeper(threading.Thread):
    """Renews the leases of this process every third of LEASE_SECONDS, whatever the engine does."""

    def __init__(self) -> None:
        super().__init__(name="lease-keeper", daemon=True)
        self._held: dict[uuid.UUID, Claim] = {}
        self._guard = threading.Lock()
        self.start()

    def hold(self, claim: Claim) -> None:
        with self._guard:
            self._held[claim.token] = claim

    def release(self, claim: Claim) -> None:
        with self._guard:
            self._held.pop(claim.token, None)

    def give_back(self, claim: Claim, *, failed: bool, code: str = "synthesis_failed") -> None:
        """Return a segment to the queue; `code` says why it failed."""
        self.release(claim)
        give_back(claim, failed=failed, code=code)

    def held(self) -> list[Claim]:
        """The claims that this process works on."""
        with self._guard:
            return list(self._held.values())

    def run(self) -> None:
        pause = threading.Event()
        while not pause.wait(settings.LEASE_SECONDS / 3):
            if held := self.held():
                self._renew(held)

    def _renew(self, held: list[Claim]) -> None:
        try:
            queue.renew([claim.token for claim in held])
        except Error as error:
            # Try again next time; if the database stays away, the leases expire.
            log.warning("leases not renewed: %s", error)
        finally:
            connection.close()
