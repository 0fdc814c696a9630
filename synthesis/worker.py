"""The synthesis worker: claims the fairest segments, steps the engine, finishes them.

One process holds one engine. Slots may belong to several tenants; who gets a slot is decided
anew at every segment.
"""

import faulthandler
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from synthesis import services, storage
from synthesis.dispatch import queue
from synthesis.dispatch.queue import Claim, LeaseLost
from synthesis.engines.base import Chunk, Decoding, Engine, SegmentRequest, Span
from synthesis.leases import LeaseKeeper
from synthesis.storage import JobAudio
from synthesis.stream import Publisher
from synthesis.voice_choice import conditioning_of
from tenants.context import in_tenant

log = logging.getLogger(__name__)

# A cancelled segment is left within one engine step, but never asked about more often than this:
# an engine may step 50 times a second, and the question costs half a millisecond.
CHECK_SECONDS = 0.1
SPEED_SECONDS = 60.0
STDERR = 2


@dataclass(slots=True)
class Slot:
    """A claimed segment and what was made of it so far."""

    claim: Claim
    audio: JobAudio
    decoding: Decoding
    pcm: bytearray = field(default_factory=bytearray)


class Worker:
    """Steps one engine. What belongs to a request lives in its slot, never here.

    With `step_limit`, a step that takes longer (in seconds) ends the process: its segments go
    back to the queue when their leases run out, and the supervisor starts another.
    """

    def __init__(self, engine: Engine, *, name: str, step_limit: float | None = None) -> None:
        self.engine = engine
        self.name = name
        self.step_limit = step_limit
        self.speed = 0.0  # seconds of audio a second, lately; 0 until something was made
        self.leases = LeaseKeeper()
        self.publisher = Publisher()

    def run_until_idle(self, stopping: Callable[[], bool] = lambda: False) -> int:
        """Make segments until nothing waits or `stopping()`; returns how many were finished."""
        slots: list[Slot] = []
        finished = 0
        checked = time.monotonic()
        try:
            while not stopping():
                self._fill(slots)
                if not slots:
                    break
                if time.monotonic() - checked > CHECK_SECONDS:
                    self._leave_lost(slots)
                    checked = time.monotonic()
                if slots:
                    finished += self._step(slots)
        except DatabaseError as error:
            # Every claim ends with its lease; the sweeper sends a tick when the database is back.
            log.error("the database failed: %s", error)
            connection.close()
        finally:
            for slot in slots:
                self._give_back(slot.claim, failed=False)
        return finished

    def abandon(self) -> None:
        """Give back all that is in work, from another thread, before the process is ended."""
        for claim in self.leases.held():
            self._give_back(claim, failed=False)
        connection.close()

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
                self.leases.release(claim)
            except DatabaseError:
                raise
            except Exception:
                log.exception("%s[%s] can't be started", claim.job_id, claim.segment_index)
                self._give_back(claim, failed=True)
        return None

    def _leave_lost(self, slots: list[Slot]) -> None:
        alive = queue.alive(slot.claim.token for slot in slots)
        for slot in [slot for slot in slots if slot.claim.token not in alive]:
            log.info("%s[%s] was taken away", slot.claim.job_id, slot.claim.segment_index)
            self.leases.release(slot.claim)
            slots.remove(slot)

    def _step(self, slots: list[Slot]) -> int:
        started = time.monotonic()
        try:
            with self._watched():
                chunks = self.engine.step([slot.decoding for slot in slots])
        except Exception:
            log.exception("the engine failed at %s", [slot.claim.job_id for slot in slots])
            for slot in slots:
                self._give_back(slot.claim, failed=True)
            slots.clear()
            return 0
        self._note_speed(chunks, time.monotonic() - started)
        finished = 0
        for chunk in chunks:
            slot = next(slot for slot in slots if slot.decoding is chunk.decoding)
            if chunk.final:
                slots.remove(slot)
            finished += self._take(slot, chunk)
        return finished

    def _note_speed(self, chunks: list[Chunk], seconds: float) -> None:
        """A mean over about the last minute of steps."""
        made = sum(len(chunk.samples) for chunk in chunks) / self.engine.sample_rate
        share = min(1.0, seconds / SPEED_SECONDS) if self.speed else 1.0
        if made or self.speed:
            self.speed += share * (made / seconds - self.speed)

    @contextmanager
    def _watched(self) -> Iterator[None]:
        if self.step_limit is None:
            yield
            return
        # faulthandler's watchdog needs no interpreter lock: it ends a step that hangs in C, too.
        # Celery puts a logger in the place of sys.stderr: the watchdog gets the file itself.
        faulthandler.dump_traceback_later(self.step_limit, exit=True, file=STDERR)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()

    def _take(self, slot: Slot, chunk: Chunk) -> bool:
        pcm = storage.to_pcm(chunk.samples)
        if pcm:
            index, offset = slot.claim.segment_index, len(slot.pcm)
            self.publisher.chunk(slot.audio, segment=index, offset=offset, pcm=pcm)
        slot.pcm += pcm
        return chunk.final and self._finish(slot)

    def _finish(self, slot: Slot) -> bool:
        claim = slot.claim
        audio_ms = storage.milliseconds(len(slot.pcm), slot.audio.sample_rate)
        with in_tenant(claim.tenant):
            try:
                storage.write_segment(slot.audio, claim.segment_index, bytes(slot.pcm))
                services.finish_segment(claim=claim, audio_ms=audio_ms)
            except (LeaseLost, FileNotFoundError) as lost:
                log.info("made, but not ours any more: %s", lost)
                return False
            except Exception:
                log.exception("%s[%s] can't be finished", claim.job_id, claim.segment_index)
                self._give_back(claim, failed=True)
                return False
            finally:
                self.leases.release(claim)
        self.publisher.wake(slot.audio)
        return True

    def _give_back(self, claim: Claim, *, failed: bool) -> None:
        self.leases.release(claim)
        give_back(claim, failed=failed)


def give_back(claim: Claim, *, failed: bool, code: str = "synthesis_failed") -> None:
    """Return a segment to the queue; after MAX_ATTEMPTS failures its job is failed instead."""
    try:
        with in_tenant(claim.tenant):
            with transaction.atomic():
                failures = queue.give_back(claim, failed=failed)
            if failures >= settings.MAX_ATTEMPTS:
                services.fail(tenant=claim.tenant, job_id=claim.job_id, code=code)
    except LeaseLost:
        log.info("%s[%s] was taken away before", claim.job_id, claim.segment_index)
    except DatabaseError as error:
        log.warning("%s stays leased until the lease ends: %s", claim.job_id, error)
        connection.close()
