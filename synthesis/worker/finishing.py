"""Keeping and counting what was made: the file first, then one transaction."""

import logging
from collections.abc import Sequence

from synthesis import storage
from synthesis.dispatch import queue
from synthesis.dispatch.queue import Claim, LeaseLost
from synthesis.jobs.outcomes import finish
from synthesis.storage import JobAudio
from synthesis.streaming.publisher import Publisher
from synthesis.word_times import WordTimes
from synthesis.worker.database import is_database_away
from synthesis.worker.file_store import check_store
from synthesis.worker.leases import LeaseKeeper
from synthesis.worker.measurements import Measurements
from tenants.context import in_tenant
from tenants.stores.port import StoreAway

log = logging.getLogger(__name__)


class Finisher:
    """Finishes the segments of one worker."""

    def __init__(
        self, leases: LeaseKeeper, publisher: Publisher, measurements: Measurements
    ) -> None:
        self._leases, self._publisher, self._measurements = leases, publisher, measurements

    def finish(
        self,
        claim: Claim,
        audio: JobAudio,
        pcm: bytes,
        words: WordTimes | None,
        entries: Sequence[bytes] = (),
        kept: Sequence[int] = (),
    ) -> bool:
        """Keep and count a made segment; False where it is no longer ours, or that failed.

        `entries` are the ids of its published chunks, `kept` what its engine kept of it. Raises
        StoreAway, and what the database raises while it is away.
        """
        audio_ms = storage.milliseconds(len(pcm), audio.sample_rate)
        with in_tenant(claim.tenant, job=claim.job_id):
            try:
                self._keep(claim, audio, pcm)
                job = finish.finish_segment(claim=claim, audio_ms=audio_ms, words=words, kept=kept)
            except LeaseLost as lost:
                log.info("made, but not ours any more: %s", lost)
                self._leases.release(claim)
                return False
            except StoreAway:
                raise
            except Exception as error:
                if is_database_away(error):
                    raise
                log.exception("segment %s can't be finished", claim.segment_index)
                self._leases.give_back(claim, failed=True)
                return False
        self._leases.release(claim)
        self._measurements.segment_finished(claim, audio_ms)
        self._publisher.made(audio, job, segment=claim.segment_index, entries=entries)
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
