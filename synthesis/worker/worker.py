"""The synthesis worker: claims the fairest segments, steps the engine, finishes them.

One process holds one engine. Its slots may belong to several tenants; which tenant gets a slot is
decided anew at every segment.
"""

import logging
import time
from collections.abc import Callable, Sequence

from django.db import Error, connection

from synthesis import pronouncing, reading_style, storage
from synthesis.dispatch import queue
from synthesis.dispatch.queue import Claim, LeaseLost
from synthesis.engines.base import Chunk, Engine, OutOfRoom, Unspeakable
from synthesis.jobs import finish, withdrawal
from synthesis.jobs.claimed_segment import start_segment
from synthesis.jobs.delivery import delivery_of
from synthesis.jobs.giving_back import give_back
from synthesis.publisher import Publisher
from synthesis.storage import JobAudio
from synthesis.voice_choice import voice_source
from synthesis.word_times import WordTimes
from synthesis.worker.database import await_database, is_database_away
from synthesis.worker.file_store import await_store, check_store
from synthesis.worker.leases import LeaseKeeper
from synthesis.worker.measurements import Measurements
from synthesis.worker.slot import Slot, request_for, shaper_for
from synthesis.worker.watchdog import time_limit
from telemetry import context, tracing
from telemetry.process_state import this_process
from tenants.context import in_tenant
from tenants.stores.port import StoreAway
from voices.models import VoiceConditioning

log = logging.getLogger(__name__)

# A cancelled segment is dropped within one engine step, but leases are checked no more often than
# this: an engine may step 50 times a second, and the query takes half a millisecond.
CHECK_SECONDS = 0.1
SPEED_SECONDS = 60.0
IDLE_SECONDS = 240.0


class Worker:
    """Steps one engine. What belongs to a request lives in its slot, never here.

    With `step_limit`, a step that takes longer (in seconds) ends the process: its segments go
    back to the queue when their leases run out, and the supervisor starts another process.
    """

    def __init__(self, engine: Engine, *, name: str, step_limit: float | None = None) -> None:
        self.engine = engine
        self.name = name
        self.step_limit = step_limit
        self.speed = 0.0  # seconds of audio a second, lately; 0 until something was made
        self.stepped = time.monotonic()
        self.leases = LeaseKeeper()
        self.publisher = Publisher()
        self.measurements = Measurements(engine.name)
        self._store_is_away = False

    def run_until_idle(self, stopping: Callable[[], bool] = lambda: False) -> int:
        """Make segments until nothing waits or `stopping()`; returns how many were finished."""
        if self._store_is_away:
            # What would be made now could not be kept.
            if not await_store(stopping):
                return 0
            self._store_is_away = False
        slots: list[Slot] = []
        suspects: list[Claim] = []
        finished = 0
        checked = time.monotonic()
        try:
            while not stopping():
                this_process.move()
                self._fill(slots, suspects)
                self.measurements.slots_filled(len(slots))
                if not slots:
                    break
                if time.monotonic() - checked > CHECK_SECONDS:
                    self._drop_lost(slots)
                    checked = time.monotonic()
                if slots:
                    finished += self._step(slots)
        except StoreAway as away:
            log.error("the store of files failed: %s", away.detail)
            self._store_is_away = True
        except Error as error:
            if not is_database_away(error):
                raise
            log.error("the database failed: %s", error)
            connection.close()
            await_database(stopping)
        finally:
            # Every claim, not only those in slots: an error may have come while a claim was on
            # its way into a slot or out of it, and its lease would be renewed for ever.
            for claim in self.leases.held():
                self._give_back(claim, failed=False)
        return finished

    def stay_warm(self) -> bool:
        """Speak a word if nothing was spoken for IDLE_SECONDS; True when that was so.

        What an engine holds in memory is swapped out, clocked down or evicted while it is idle.
        """
        if time.monotonic() - self.stepped < IDLE_SECONDS:
            return False
        with time_limit(self.step_limit):
            self.engine.warm_up()
        self.stepped = time.monotonic()
        return True

    def abandon(self) -> None:
        """Return all segments in work, from another thread, before the process is ended."""
        for claim in self.leases.held():
            self._give_back(claim, failed=False)
        connection.close()

    def _fill(self, slots: list[Slot], suspects: list[Claim]) -> None:
        """Claim segments for the free slots.

        A segment that failed before is a suspect: it may be the one that makes all segments of
        its batch fail. It is made alone, once the others are done.
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
        """Start a claimed segment; None where it can't be, and its lease is settled already."""
        with in_tenant(claim.tenant, job=claim.job_id):
            try:
                return self._start(claim)
            except LeaseLost:
                self.leases.release(claim)
            except VoiceConditioning.DoesNotExist:
                self.leases.release(claim)
                withdrawal.stop_job(
                    tenant=claim.tenant, job_id=claim.job_id, index=claim.segment_index
                )
            except StoreAway:
                raise
            except Exception as error:
                if is_database_away(error):
                    raise
                log.exception("segment %s can't be started", claim.segment_index)
                self._give_back(claim, failed=True)
        return None

    def _start(self, claim: Claim) -> Slot | None:
        """Hand a claimed segment to the engine; None where it holds nothing that can be spoken.

        Raises LeaseLost, VoiceConditioning.DoesNotExist, and whatever the engine does.
        """
        job, segment = start_segment(claim=claim)
        asked_by = (job.request_id, tracing.trace_of(job.traceparent))
        context.name_request(*asked_by)
        audio = storage.job_audio(claim.tenant, job)
        begins_job = segment.index == 0 and not claim.failures
        if begins_job:
            self.measurements.job_begun(claim, job)
        delivery = delivery_of(job, segment)
        source = voice_source(
            delivery.voice,
            tenant=claim.tenant,
            engine=self.engine,
            mood=delivery.mood,
            source=delivery.source,
        )
        pronunciations = pronouncing.of_segment(job, segment, tenant=claim.tenant)
        style = reading_style.of_job(job)
        request = request_for(delivery, segment, source, pronunciations, style, self.engine)
        try:
            with time_limit(self.step_limit):
                decoding = self.engine.start(request, source.conditioning)
        except Unspeakable:
            # A segment of letters that no dictionary knows is skipped; the job goes on.
            log.info("segment %s can't be spoken", claim.segment_index)
            self._finish(claim, audio, b"", None)
            return None
        return Slot(
            claim,
            segment.text,
            request,
            audio,
            decoding,
            shaper_for(delivery, segment, request, self.engine),
            span=self.measurements.segment_span(claim, job),
            asked_by=asked_by,
            submitted=job.created_at if begins_job else None,
        )

    def _drop_lost(self, slots: list[Slot]) -> None:
        """Leave the segments whose lease was taken away, by a cancellation or the sweeper."""
        alive = queue.alive(slot.claim.token for slot in slots)
        for slot in [slot for slot in slots if slot.claim.token not in alive]:
            with slot.about():
                log.info("segment %s was taken away", slot.claim.segment_index)
            self.leases.release(slot.claim)
            slots.remove(slot)

    def _step(self, slots: list[Slot]) -> int:
        """Step the engine once, with all slots; returns how many segments were finished by it."""
        started = time.monotonic()
        try:
            with time_limit(self.step_limit):
                chunks = self.engine.step([slot.decoding for slot in slots])
            pieces = [
                (slot := _slot_of(chunk, slots), chunk, slot.shape(chunk)) for chunk in chunks
            ]
        except OutOfRoom as out_of_room:
            self._shed(slots, out_of_room)
            return 0
        except Exception:
            for slot in slots:
                with slot.about():
                    log.exception("the engine failed at segment %s", slot.claim.segment_index)
                self._give_back(slot.claim, failed=True)
            slots.clear()
            return 0
        self.stepped = time.monotonic()
        seconds = self.stepped - started
        self._note_speed(chunks, seconds)
        self.measurements.stepped()
        for slot in slots:
            slot.engine_seconds += seconds / len(slots)
        finished = 0
        for slot, chunk, pcm in pieces:
            self._publish(slot, pcm)
            if chunk.final:
                slots.remove(slot)
                slot.span.end()
                with slot.about():
                    made = self._finish(
                        slot.claim, slot.audio, bytes(slot.pcm), slot.word_times(), slot.entries
                    )
                if made:
                    finished += 1
                    self.measurements.engine_used(slot.claim, slot.engine_seconds)
        return finished

    def _shed(self, slots: list[Slot], out_of_room: OutOfRoom) -> None:
        """Return the segments that there is no memory for.

        One that shared the engine with others has not failed: it is made when there is room. One
        that doesn't fit alone has failed: it would never be made.
        """
        alone = len(slots) == 1
        for slot in [slot for slot in slots if slot.decoding in out_of_room.decodings]:
            slots.remove(slot)
            with slot.about():
                log.warning("no memory for segment %s", slot.claim.segment_index)
            self._give_back(slot.claim, failed=alone)

    def _note_speed(self, chunks: list[Chunk], seconds: float) -> None:
        """Keep a running mean of the speed over about the last SPEED_SECONDS of steps."""
        audio_seconds = sum(len(chunk.samples) for chunk in chunks) / self.engine.sample_rate
        share = min(1.0, seconds / SPEED_SECONDS) if self.speed else 1.0
        if audio_seconds or self.speed:
            self.speed += share * (audio_seconds / seconds - self.speed)

    def _publish(self, slot: Slot, pcm: bytes) -> None:
        """Send the next PCM of a segment to its listeners, and keep it for the file."""
        if pcm:
            with slot.about():
                entry = self.publisher.chunk(
                    slot.audio,
                    segment=slot.claim.segment_index,
                    attempt=slot.claim.attempt,
                    offset=len(slot.pcm),
                    pcm=pcm,
                )
            if entry is not None:
                slot.entries.append(entry)
            if slot.submitted:
                self.measurements.first_sound(slot.claim, slot.submitted)
                slot.submitted = None
        slot.pcm += pcm

    def _finish(
        self,
        claim: Claim,
        audio: JobAudio,
        pcm: bytes,
        words: WordTimes | None,
        entries: Sequence[bytes] = (),
    ) -> bool:
        """Keep and count a made segment; False where it is no longer ours, or that failed.

        `entries` are the ids of its published chunks.
        """
        audio_ms = storage.milliseconds(len(pcm), audio.sample_rate)
        with in_tenant(claim.tenant, job=claim.job_id):
            try:
                self._keep(claim, audio, pcm)
                job = finish.finish_segment(claim=claim, audio_ms=audio_ms, words=words)
            except LeaseLost as lost:
                log.info("made, but not ours any more: %s", lost)
                self.leases.release(claim)
                return False
            except StoreAway:
                raise
            except Exception as error:
                if is_database_away(error):
                    raise
                log.exception("segment %s can't be finished", claim.segment_index)
                self._give_back(claim, failed=True)
                return False
        self.leases.release(claim)
        self.measurements.segment_finished(claim, audio_ms)
        self.publisher.made(audio, job, segment=claim.segment_index, entries=entries)
        storage.remove_older(audio, claim.segment_index)
        return True

    def _keep(self, claim: Claim, audio: JobAudio, pcm: bytes) -> None:
        """Write a segment's file. Raises LeaseLost where it is not ours to write any more."""
        index = claim.segment_index

        def is_ours() -> bool:
            return claim.token in queue.alive([claim.token])

        try:
            storage.write_segment(audio, index, pcm, may_replace=is_ours)
        except FileExistsError:
            raise LeaseLost(f"segment {index} was made by another worker") from None
        except FileNotFoundError:
            if not is_ours():
                raise LeaseLost(f"{claim.job_id} was deleted") from None
            # The job is there, and its folder is not: is this the store that has it?
            check_store()
            raise

    def _give_back(self, claim: Claim, *, failed: bool) -> None:
        self.leases.release(claim)
        give_back(claim, failed=failed)


def _slot_of(chunk: Chunk, slots: list[Slot]) -> Slot:
    return next(slot for slot in slots if slot.decoding is chunk.decoding)
