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
from datetime import datetime

from django.conf import settings
from django.db import (
    DataError,
    Error,
    IntegrityError,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
    connection,
)
from django.utils import timezone
from opentelemetry.trace import Span

from synthesis import pronouncing, storage
from synthesis.dispatch import queue
from synthesis.dispatch.queue import Claim, LeaseLost
from synthesis.engines import ENGINES
from synthesis.engines.base import (
    Chunk,
    Decoding,
    Engine,
    OutOfRoom,
    SegmentRequest,
    Unspeakable,
)
from synthesis.jobs import services, withdrawal
from synthesis.jobs.giving_back import give_back
from synthesis.models import Job
from synthesis.monitoring import counters
from synthesis.storage import JobAudio
from synthesis.stream import Publisher
from synthesis.text import spans
from synthesis.voice_choice import spoken_from
from synthesis.worker.leases import LeaseKeeper
from synthesis.worker.shaping import Shaper
from telemetry import tracing
from telemetry.context import about
from tenants.context import in_tenant
from voices.models import VoiceConditioning

log = logging.getLogger(__name__)

# A cancelled segment is left within one engine step, but never asked about more often than this:
# an engine may step 50 times a second, and the question costs half a millisecond.
CHECK_SECONDS = 0.1
SPEED_SECONDS = 60.0
IDLE_SECONDS = 240.0
STDERR = 2

# What is wrong with one statement. Every other error of the database means that it is gone, or
# has ended our session (psycopg2 has no one class for that): no fault of the segment.
STATEMENT_ERRORS = (DataError, IntegrityError, NotSupportedError, ProgrammingError)
RECONNECT_SECONDS = 0.5


@dataclass(slots=True)
class Slot:
    """A claimed segment and what was made of it so far."""

    claim: Claim
    audio: JobAudio
    decoding: Decoding
    shaper: Shaper
    span: Span
    submitted: datetime | None = None
    """When its job was, of a job's first segment whose sound is still to come."""
    engine_seconds: float = 0.0
    pcm: bytearray = field(default_factory=bytearray)

    def shape(self, chunk: Chunk) -> bytes:
        """The chunk as PCM, as it is to be heard."""
        return storage.to_pcm(self.shaper(chunk.samples, final=chunk.final))


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
        self.stepped = time.monotonic()
        self.leases = LeaseKeeper()
        self.publisher = Publisher()

    def run_until_idle(self, stopping: Callable[[], bool] = lambda: False) -> int:
        """Make segments until nothing waits or `stopping()`; returns how many were finished."""
        slots: list[Slot] = []
        suspects: list[Claim] = []
        finished = 0
        checked = time.monotonic()
        try:
            while not stopping():
                self._fill(slots, suspects)
                counters.SLOTS.labels(self.engine.name).set(len(slots))
                if not slots:
                    break
                if time.monotonic() - checked > CHECK_SECONDS:
                    self._leave_lost(slots)
                    checked = time.monotonic()
                if slots:
                    finished += self._step(slots)
        except Error as error:
            if not _database_away(error):
                raise
            log.error("the database failed: %s", error)
            connection.close()
            self._await_database(stopping)
        finally:
            # All that is held, not the slots alone: an error may have come on the way into one
            # or out of one, and what stays held is renewed for ever.
            for claim in self.leases.held():
                self._give_back(claim, failed=False)
        return finished

    def stay_warm(self) -> bool:
        """Speak a word where nothing was spoken for IDLE_SECONDS; True when it was needed.

        What an engine holds is swapped out, clocked down or forgotten while nobody asks for it.
        """
        if time.monotonic() - self.stepped < IDLE_SECONDS:
            return False
        with self._watched():
            self.engine.warm_up()
        self.stepped = time.monotonic()
        return True

    def abandon(self) -> None:
        """Give back all that is in work, from another thread, before the process is ended."""
        for claim in self.leases.held():
            self._give_back(claim, failed=False)
        connection.close()

    def _await_database(self, stopping: Callable[[], bool]) -> None:
        """Wait as long as a lease lives: what is given back in time has not failed."""
        until = time.monotonic() + settings.LEASE_SECONDS
        while not stopping() and time.monotonic() < until:
            try:
                connection.ensure_connection()
                return
            except OperationalError:
                time.sleep(RECONNECT_SECONDS)

    def _fill(self, slots: list[Slot], suspects: list[Claim]) -> None:
        """Claim what there is room for.

        A segment that failed before is a suspect. It is made alone, once the others are done: it
        may be the one that takes all down that are made with it.
        """
        while len(slots) < self.engine.max_batch:
            if slots and (suspects or any(slot.claim.failures for slot in slots)):
                return
            claim = suspects.pop() if suspects else self._claim()
            if claim is None:
                return
            if claim.failures and slots:
                suspects.append(claim)
            elif slot := self._open(claim):
                slots.append(slot)

    def _claim(self) -> Claim | None:
        claim = queue.claim(engine=self.engine.name, worker=self.name)
        if claim is not None:
            self.leases.hold(claim)
        return claim

    def _open(self, claim: Claim) -> Slot | None:
        with in_tenant(claim.tenant, job=claim.job_id):
            try:
                job, segment = services.start_segment(claim=claim)
                first = segment.index == 0 and not claim.failures
                if first:
                    self._note_wait(claim, job)
                source = spoken_from(
                    job.voice, tenant=claim.tenant, engine=self.engine, mood=job.mood
                )
                book = pronouncing.of_job(job, tenant=claim.tenant)
                spoken = spans(segment.text, language=segment.language, pronunciations=book)
                # What the engine's own pace can't reach is left to the shaper.
                slowest, fastest = ENGINES[self.engine.name].speeds
                pace = min(max(job.speed, slowest), fastest)
                request = SegmentRequest(
                    spoken,
                    speed=pace,
                    seed=job.seed + segment.index,
                    expressiveness=job.expressiveness,
                    emotion=source.preset,
                )
                with self._watched():
                    decoding = self.engine.start(request, source.conditioning)
                shaper = Shaper(
                    self.engine.sample_rate,
                    stretch=job.speed / pace,
                    gain_db=job.gain_db,
                    pause_ms=segment.pause_ms,
                )
                return Slot(
                    claim,
                    storage.job_audio(claim.tenant, job),
                    decoding,
                    shaper,
                    span=_span_of(claim, job),
                    submitted=job.created_at if first else None,
                )
            except LeaseLost:
                self.leases.release(claim)
            except Unspeakable:
                # Letters that no dictionary knows are passed over; they don't end the job.
                log.info("segment %s can't be spoken", claim.segment_index)
                self._finish(claim, storage.job_audio(claim.tenant, job), b"")
            except VoiceConditioning.DoesNotExist:
                self.leases.release(claim)
                withdrawal.stop_job(tenant=claim.tenant, job_id=claim.job_id)
            except Exception as error:
                if _database_away(error):
                    raise
                log.exception("segment %s can't be started", claim.segment_index)
                self._give_back(claim, failed=True)
        return None

    def _leave_lost(self, slots: list[Slot]) -> None:
        alive = queue.alive(slot.claim.token for slot in slots)
        for slot in [slot for slot in slots if slot.claim.token not in alive]:
            with about(tenant=slot.claim.tenant.slug, job=slot.claim.job_id):
                log.info("segment %s was taken away", slot.claim.segment_index)
            self.leases.release(slot.claim)
            slots.remove(slot)

    def _step(self, slots: list[Slot]) -> int:
        started = time.monotonic()
        try:
            with self._watched():
                chunks = self.engine.step([slot.decoding for slot in slots])
            made = [(slot := _slot_of(chunk, slots), chunk, slot.shape(chunk)) for chunk in chunks]
        except OutOfRoom as shed:
            self._shed(slots, shed)
            return 0
        except Exception:
            for slot in slots:
                with about(tenant=slot.claim.tenant.slug, job=slot.claim.job_id):
                    log.exception("the engine failed at segment %s", slot.claim.segment_index)
                self._give_back(slot.claim, failed=True)
            slots.clear()
            return 0
        self.stepped = time.monotonic()
        seconds = self.stepped - started
        self._note_speed(chunks, seconds)
        counters.STEPS.labels(self.engine.name).inc()
        for slot in slots:
            slot.engine_seconds += seconds / len(slots)
        finished = 0
        for slot, chunk, pcm in made:
            self._publish(slot, pcm)
            if chunk.final:
                slots.remove(slot)
                slot.span.end()
                made_it = self._finish(slot.claim, slot.audio, bytes(slot.pcm))
                finished += made_it
                if made_it:
                    self._labelled(counters.ENGINE_SECONDS, slot.claim).inc(slot.engine_seconds)
        return finished

    def _labelled(self, metric, claim: Claim):
        return metric.labels(claim.tenant.slug, self.engine.name)

    def _note_wait(self, claim: Claim, job: Job) -> None:
        waited = (timezone.now() - job.created_at).total_seconds()
        self._labelled(counters.QUEUE_WAIT, claim).observe(max(0.0, waited))
        tracing.waited("queue", job.traceparent, job.created_at, _attributes(claim))

    def _shed(self, slots: list[Slot], shed: OutOfRoom) -> None:
        """Give back what there is no memory for.

        Segments that had neighbours have not failed: they are made when there is room. One that
        doesn't fit alone would never be made.
        """
        alone = len(slots) == 1
        for slot in [slot for slot in slots if slot.decoding in shed.decodings]:
            slots.remove(slot)
            with about(tenant=slot.claim.tenant.slug, job=slot.claim.job_id):
                log.warning("no memory for segment %s", slot.claim.segment_index)
            self._give_back(slot.claim, failed=alone)

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

    def _publish(self, slot: Slot, pcm: bytes) -> None:
        with about(tenant=slot.claim.tenant.slug, job=slot.claim.job_id):
            self._give_out(slot, pcm)

    def _give_out(self, slot: Slot, pcm: bytes) -> None:
        if pcm:
            index, offset = slot.claim.segment_index, len(slot.pcm)
            self.publisher.chunk(slot.audio, segment=index, offset=offset, pcm=pcm)
            if slot.submitted:
                seconds = (timezone.now() - slot.submitted).total_seconds()
                self._labelled(counters.FIRST_BYTE, slot.claim).observe(seconds)
                counters.FIRST_BYTE_OF_ALL.labels(self.engine.name).observe(seconds)
                slot.submitted = None
        slot.pcm += pcm

    def _finish(self, claim: Claim, audio: JobAudio, pcm: bytes) -> bool:
        audio_ms = storage.milliseconds(len(pcm), audio.sample_rate)
        with in_tenant(claim.tenant, job=claim.job_id):
            try:
                storage.write_segment(audio, claim.segment_index, pcm)
                job = services.finish_segment(claim=claim, audio_ms=audio_ms)
            except (LeaseLost, FileNotFoundError) as lost:
                log.info("made, but not ours any more: %s", lost)
                self.leases.release(claim)
                return False
            except Exception as error:
                if _database_away(error):
                    raise
                log.exception("segment %s can't be finished", claim.segment_index)
                self._give_back(claim, failed=True)
                return False
        self.leases.release(claim)
        self._labelled(counters.SEGMENTS, claim).inc()
        self._labelled(counters.AUDIO_SECONDS, claim).inc(audio_ms / 1000)
        self.publisher.wake(audio, completed=job.status == Job.Status.COMPLETED)
        storage.remove_older(audio, claim.segment_index)
        return True

    def _give_back(self, claim: Claim, *, failed: bool) -> None:
        self.leases.release(claim)
        give_back(claim, failed=failed)


def _attributes(claim: Claim) -> dict[str, str]:
    return {
        "lectern.tenant": claim.tenant.slug,
        "lectern.job": claim.job_id,
        "lectern.segment": str(claim.segment_index),
    }


def _span_of(claim: Claim, job: Job) -> Span:
    return tracing.begun("segment", job.traceparent, _attributes(claim))


def _database_away(error: Exception) -> bool:
    return isinstance(error, Error) and not isinstance(error, STATEMENT_ERRORS)


def _slot_of(chunk: Chunk, slots: list[Slot]) -> Slot:
    return next(slot for slot in slots if slot.decoding is chunk.decoding)
