"""The synthesis worker: claims the fairest segments, steps the engine, finishes them.

One process holds one engine. Slots may belong to several tenants; who gets a slot is decided
anew at every segment.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection, transaction

from synthesis import services, storage
from synthesis.dispatch import queue
from synthesis.dispatch.queue import Claim, LeaseLost
from synthesis.engines.base import Chunk, Decoding, Engine, EngineError, SegmentRequest, Span
from synthesis.storage import JobAudio
from synthesis.stream import Publisher
from synthesis.voice_choice import conditioning_of
from tenants.context import in_tenant

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Slot:
    """A claimed segment and what was made of it so far."""

    claim: Claim
    audio: JobAudio
    decoding: Decoding
    pcm: bytearray = field(default_factory=bytearray)


class Worker:
    """Steps one engine. What belongs to a request lives in its slot, never here."""

    def __init__(self, engine: Engine, *, name: str) -> None:
        self.engine = engine
        self.name = name
        self.leases = LeaseKeeper()
        self.publisher = Publisher()

    def run_until_idle(self, stopping: Callable[[], bool] = lambda: False) -> int:
        """Make segments until nothing waits or `stopping()`; returns how many were finished."""
        slots: list[Slot] = []
        finished = 0
        try:
            while True:
                if not stopping():
                    self._fill(slots)
                if not slots or stopping():
                    return finished
                finished += self._step(slots)
        finally:
            for slot in slots:
                self._give_back(slot.claim, failed=False)

    def _fill(self, slots: list[Slot]) -> None:
        while len(slots) < self.engine.max_batch:
            claim = queue.claim(engine=self.engine.name, worker=self.name)
            if claim is None:
                return
            self.leases.hold(claim)
            if slot := self._open(claim):
                slots.append(slot)

    def _open(self, claim: Claim) -> Slot | None:
        with in_tenant(claim.tenant):
            try:
                job, segment = services.start_segment(claim=claim)
                conditioning = conditioning_of(job.voice, tenant=claim.tenant, engine=self.engine)
                spans = tuple(Span(language, text) for language, text in segment.spans)
                request = SegmentRequest(spans, speed=job.speed, seed=job.seed + segment.index)
                decoding = self.engine.start(request, conditioning)
                return Slot(claim, storage.job_audio(claim.tenant, job), decoding)
            except LeaseLost:
                self._forget(claim)
            except Exception:
                log.exception("%s[%s] can't be started", claim.job_id, claim.segment_index)
                self._give_back(claim, failed=True)
        return None

    def _step(self, slots: list[Slot]) -> int:
        try:
            chunks = self.engine.step([slot.decoding for slot in slots])
        except EngineError:
            log.exception("the engine failed at %s", ", ".join(s.claim.job_id for s in slots))
            for slot in slots:
                self._give_back(slot.claim, failed=True)
            slots.clear()
            return 0
        finished = 0
        for chunk in chunks:
            slot = next(slot for slot in slots if slot.decoding is chunk.decoding)
            finished += self._take(slot, chunk)
            if chunk.final:
                slots.remove(slot)
        for slot in [slot for slot in slots if not self.leases.holds(slot.claim)]:
            log.warning("%s[%s] was taken away", slot.claim.job_id, slot.claim.segment_index)
            slots.remove(slot)
        return finished

    def _take(self, slot: Slot, chunk: Chunk) -> bool:
        pcm = storage.to_pcm(chunk.samples)
        index = slot.claim.segment_index
        if pcm:
            self.publisher.chunk(slot.audio, segment=index, offset=len(slot.pcm), pcm=pcm)
        slot.pcm += pcm
        if not chunk.final:
            return False
        with in_tenant(slot.claim.tenant):
            try:
                storage.write_segment(slot.audio, index, bytes(slot.pcm))
                audio_ms = storage.milliseconds(len(slot.pcm), slot.audio.sample_rate)
                services.finish_segment(claim=slot.claim, audio_ms=audio_ms)
            except LeaseLost as lost:
                log.warning("%s was made, but is not ours any more", lost)
                return False
            except Exception:
                log.exception("%s[%s] can't be finished", slot.claim.job_id, index)
                self._give_back(slot.claim, failed=True)
                return False
            finally:
                self._forget(slot.claim)
        self.publisher.wake(slot.audio)
        return True

    def _give_back(self, claim: Claim, *, failed: bool) -> None:
        self._forget(claim)
        give_back(claim, failed=failed)

    def _forget(self, claim: Claim) -> None:
        self.leases.release(claim)


def give_back(claim: Claim, *, failed: bool, code: str = "synthesis_failed") -> None:
    """Return a segment to the queue; after MAX_ATTEMPTS failures its job is failed instead."""
    with in_tenant(claim.tenant):
        try:
            with transaction.atomic():
                failures = queue.give_back(claim, failed=failed)
            if failures >= settings.MAX_ATTEMPTS:
                services.fail(tenant=claim.tenant, job_id=claim.job_id, code=code)
        except LeaseLost:
            log.info("%s[%s] was taken away before", claim.job_id, claim.segment_index)


class LeaseKeeper(threading.Thread):
    """Renews the leases of this process every third of their time, whatever the engine does."""

    def __init__(self) -> None:
        super().__init__(name="lease-keeper", daemon=True)
        self._tokens: set = set()
        self._guard = threading.Lock()
        self.start()

    def hold(self, claim: Claim) -> None:
        with self._guard:
            self._tokens.add(claim.token)

    def release(self, claim: Claim) -> None:
        with self._guard:
            self._tokens.discard(claim.token)

    def holds(self, claim: Claim) -> bool:
        """False once a renewal has found the lease gone."""
        with self._guard:
            return claim.token in self._tokens

    def run(self) -> None:
        pause = threading.Event()
        while not pause.wait(settings.LEASE_SECONDS / 3):
            with self._guard:
                held = set(self._tokens)
            if held:
                self._renew(held)

    def _renew(self, held: set) -> None:
        try:
            lost = held - queue.renew(held)
        except Exception:
            # The lease ends by itself if the database stays away; until then, try again.
            log.exception("leases not renewed")
            return
        finally:
            connection.close()
        with self._guard:
            self._tokens -= lost
