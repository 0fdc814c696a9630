"""The synthesis worker: claims the fairest segments, steps the engine, finishes them.

One process holds one engine. Its slots may belong to several tenants; which tenant gets a slot is
decided anew at every segment.
"""

import logging
import time
from collections.abc import Callable

from django.db import Error, connection

from synthesis.dispatch import queue
from synthesis.dispatch.queue import Claim, Wanted
from synthesis.engines.base import Chunk, Engine, OutOfRoom
from synthesis.jobs.outcomes.giving_back import RAN_AWAY
from synthesis.streaming.publisher import Publisher
from synthesis.worker.database import await_database, is_database_away
from synthesis.worker.file_store import await_store
from synthesis.worker.finishing import Finisher
from synthesis.worker.hearing import HearingBack
from synthesis.worker.leases import LeaseKeeper
from synthesis.worker.measurements import Measurements
from synthesis.worker.opening import Opener
from synthesis.worker.slot import Slot
from synthesis.worker.watchdog import time_limit
from telemetry.process_state import this_process
from tenants.stores.port import StoreAway
from watermark import Marker

log = logging.getLogger(__name__)

# A cancelled segment is dropped within one engine step, but leases are checked no more often than
# this: an engine may step 50 times a second, and the query takes half a millisecond.
CHECK_SECONDS = 0.1
# How soon a worker that has some work asks again after it found no more.
ASK_SECONDS = 0.05
CLAIMS_A_STEP = 4
SPEED_SECONDS = 60.0
IDLE_SECONDS = 240.0
MOST_REDRAWS = 2


class Worker:
    """Steps one engine. What belongs to a request lives in its slot, never here.

    With a `marker`, all that it makes is marked before anybody hears it. With `step_limit`, a step
    that takes longer (in seconds) ends the process: its segments go back to the queue when their
    leases run out, and the supervisor starts another process. Once it is to stop, it has
    `drain_seconds` to finish what it holds.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        name: str,
        step_limit: float | None = None,
        drain_seconds: float = 0.0,
        marker: Marker | None = None,
    ) -> None:
        self.engine = engine
        self.name = name
        self.step_limit = step_limit
        self.drain_seconds = drain_seconds
        self.speed = 0.0  # seconds of audio a second, lately; 0 until something was made
        self.stepped = time.monotonic()
        self.leases = LeaseKeeper()
        self.publisher = Publisher()
        self.measurements = Measurements(engine.name)
        self.measurements.slots_filled(0, engine.slots_by_bucket([]))
        self.finisher = Finisher(self.leases, self.publisher, self.measurements)
        self.opener = Opener(
            engine=engine,
            leases=self.leases,
            measurements=self.measurements,
            finisher=self.finisher,
            marker=marker,
            step_limit=step_limit,
        )
        self.hearing = HearingBack()
        self._store_is_away = False
        self._asked_in_vain = 0.0

    def run_until_idle(self, stopping: Callable[[], bool] = lambda: False) -> int:
        """Make segments until nothing waits; returns how many were finished.

        From `stopping()` on nothing more is claimed. What is held is finished within
        `drain_seconds`; the rest is given back.
        """
        if self._store_is_away:
            # What would be made now could not be kept.
            if not await_store(stopping):
                return 0
            self._store_is_away = False
        slots: list[Slot] = []
        suspects: list[Claim] = []
        finished = 0
        checked = time.monotonic()
        leave_at: float | None = None
        try:
            while leave_at is None or time.monotonic() < leave_at:
                this_process.move()
                if not stopping():
                    self._fill(slots, suspects)
                elif leave_at is None:
                    leave_at = time.monotonic() + self.drain_seconds
                    continue
                decodings = [slot.decoding for slot in slots]
                self.measurements.slots_filled(len(slots), self.engine.slots_by_bucket(decodings))
                if not slots and not self.hearing.slots:
                    break
                if time.monotonic() - checked > CHECK_SECONDS:
                    self._drop_lost(slots)
                    checked = time.monotonic()
                if slots:
                    finished += self._step(slots)
                finished += self._heard(slots, patience=0.0 if slots else CHECK_SECONDS)
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
                self.leases.give_back(claim, failed=False)
            self.hearing.clear()
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
            self.leases.give_back(claim, failed=False)
        connection.close()

    def _fill(self, slots: list[Slot], suspects: list[Claim]) -> None:
        """Claim segments for the free slots.

        A segment that failed before is a suspect: it may be the one that makes all segments of
        its batch fail. It is made alone, once the others are done. A few are claimed at a time,
        so that a burst spreads over the machines.
        """
        for _ in range(CLAIMS_A_STEP):
            if len(slots) + len(self.hearing.slots) >= self.engine.max_batch:
                return
            if slots and (suspects or any(slot.claim.failures for slot in slots)):
                return
            claim = suspects.pop() if suspects else self._claim(slots)
            if claim is None:
                return
            if claim.failures and slots:
                suspects.append(claim)
            elif slot := self.opener.open(claim):
                slots.append(slot)

    def _claim(self, slots: list[Slot]) -> Claim | None:
        """The fairest segment; of an engine that paces, one whose listener would else hear nothing
        soon, then a new listener's only where there is time for one more."""
        if slots and time.monotonic() - self._asked_in_vain < ASK_SECONDS:
            return None
        wanted = [Wanted.ANY]
        if self.engine.paces:
            has_time = self.engine.may_listen([slot.decoding for slot in slots])
            wanted = [Wanted.GOING_ON, Wanted.ANY if has_time else Wanted.BACKGROUND]
        for each in wanted:
            claim = queue.claim(engine=self.engine.name, worker=self.name, wanted=each)
            if claim is not None:
                self.leases.hold(claim)
                return claim
        self._asked_in_vain = time.monotonic()
        return None

    def _drop_lost(self, slots: list[Slot]) -> None:
        """Leave the segments whose lease was taken away, by a cancellation or the sweeper."""
        ours = [*slots, *self.hearing.slots]
        alive = queue.alive(slot.claim.token for slot in ours)
        for slot in [slot for slot in ours if slot.claim.token not in alive]:
            with slot.about():
                log.info("segment %s was taken away", slot.claim.segment_index)
            self.leases.release(slot.claim)
            if slot in slots:
                slots.remove(slot)
            else:
                self.hearing.drop(slot)

    def _step(self, slots: list[Slot]) -> int:
        """Step the engine once, with all slots; returns how many segments were finished by it."""
        started = time.monotonic()
        try:
            with time_limit(self.step_limit):
                chunks = self.engine.step([slot.decoding for slot in slots])
            rejected = [chunk for chunk in chunks if chunk.failure]
            pieces = [
                (slot := _slot_of(chunk, slots), chunk, slot.shape(chunk))
                for chunk in chunks
                if not chunk.failure
            ]
        except OutOfRoom as out_of_room:
            self._shed(slots, out_of_room)
            return 0
        except Exception:
            for slot in slots:
                with slot.about():
                    log.exception("the engine failed at segment %s", slot.claim.segment_index)
                self.leases.give_back(slot.claim, failed=True)
            slots.clear()
            return 0
        self.stepped = time.monotonic()
        seconds = self.stepped - started
        self._note_speed(chunks, seconds)
        self.measurements.stepped(seconds, self.engine.stage_seconds())
        for slot in slots:
            slot.engine_seconds += seconds / len(slots)
        for chunk in rejected:
            self._draw_again(_slot_of(chunk, slots), chunk.failure, slots)
        finished = 0
        for slot, chunk, pcm in pieces:
            self._publish(slot, pcm)
            if chunk.final:
                slots.remove(slot)
                if not (slot.is_heard_back and slot.pcm and self.hearing.begin(slot)):
                    finished += self._finish_slot(slot)
        return finished

    def _finish_slot(self, slot: Slot) -> int:
        """Keep a slot's take; returns 1, or 0 where that failed."""
        slot.span.end()
        with slot.about():
            made = self.finisher.finish(
                slot.claim,
                slot.audio,
                bytes(slot.pcm),
                slot.word_times(),
                slot.entries,
                slot.kept,
            )
        if made:
            self.measurements.engine_used(slot.claim, slot.engine_seconds)
        return int(made)

    def _heard(self, slots: list[Slot], *, patience: float) -> int:
        """Keep the takes that were heard and found good; draw the others again.

        After the last try a doubtful take is kept: it may be the recogniser who is wrong.
        """
        finished = 0
        for slot, complaint, seconds in self.hearing.done(patience=patience):
            is_last = slot.redraws >= MOST_REDRAWS
            result = ("doubtful" if is_last else "drawn_again") if complaint else "good"
            self.measurements.take_heard(result, seconds)
            if complaint and not is_last:
                slots.append(slot)
                self._draw_again(slot, complaint, slots)
            else:
                finished += self._finish_slot(slot)
        return finished

    def _draw_again(self, slot: Slot, reason: str, slots: list[Slot]) -> None:
        """Throw a take away and draw another one; after MOST_REDRAWS the segment fails."""
        self.measurements.take_rejected(reason)
        with slot.about():
            log.warning(
                "take %s of segment %s is no good: %s",
                slot.redraws + 1,
                slot.claim.segment_index,
                reason,
            )
        code = RAN_AWAY
        if slot.redraws < MOST_REDRAWS:
            try:
                slot.draw_again()
                return
            except Exception:
                code = "synthesis_failed"
                with slot.about():
                    log.exception("segment %s can't be drawn again", slot.claim.segment_index)
        slots.remove(slot)
        slot.span.end()
        self.leases.give_back(slot.claim, failed=True, code=code)

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
            self.leases.give_back(slot.claim, failed=alone)

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
                    attempt=slot.attempt,
                    offset=len(slot.pcm),
                    pcm=pcm,
                )
            if entry is not None:
                slot.entries.append(entry)
            if slot.submitted:
                self.measurements.first_sound(slot.claim, slot.submitted)
                slot.submitted = None
        slot.pcm += pcm


def _slot_of(chunk: Chunk, slots: list[Slot]) -> Slot:
    return next(slot for slot in slots if slot.decoding is chunk.decoding)
