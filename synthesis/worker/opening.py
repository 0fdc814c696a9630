"""Opens claimed segments: reads what each is spoken from, and hands it to the engine."""

import logging
from dataclasses import dataclass, replace

from synthesis import line_checks, pronouncing, storage
from synthesis.dispatch.queue import Claim, LeaseLost
from synthesis.engines import ENGINES
from synthesis.engines.base import Decoding, Engine, Unspeakable
from synthesis.jobs.claimed_segment import start_segment
from synthesis.jobs.delivery import delivery_of
from synthesis.jobs.outcomes import withdrawal
from synthesis.models import Job
from synthesis.voice_choice import voice_source
from synthesis.worker.before import spoken_before
from synthesis.worker.database import is_database_away
from synthesis.worker.finishing import Finisher
from synthesis.worker.leases import LeaseKeeper
from synthesis.worker.measurements import Measurements
from synthesis.worker.shaping import Shaper
from synthesis.worker.slot import Slot, request_for, shaper_for
from synthesis.worker.watchdog import time_limit
from telemetry import context, tracing
from tenants.context import in_tenant
from tenants.limits import limits_of
from tenants.stores.port import StoreAway
from voices.models import VoiceConditioning
from watermark import Marker

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opener:
    """Opens segments for one engine. `marker` and `step_limit` are the worker's."""

    engine: Engine
    leases: LeaseKeeper
    measurements: Measurements
    finisher: Finisher
    marker: Marker | None
    step_limit: float | None

    def open(self, claim: Claim) -> Slot | None:
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
                self.leases.give_back(claim, failed=True)
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
        before = spoken_before(job, segment, tenant=claim.tenant)
        request = request_for(delivery, job, segment, source, pronunciations, self.engine, before)

        def begin(seed: int) -> tuple[Decoding, Shaper]:
            with time_limit(self.step_limit):
                decoding = self.engine.start(replace(request, seed=seed), source.conditioning)
            return decoding, shaper_for(delivery, segment, request, self.engine, self.marker)

        try:
            decoding, shaper = begin(request.seed)
        except Unspeakable:
            # A segment of letters that no dictionary knows is skipped; the job goes on.
            log.info("segment %s can't be spoken", claim.segment_index)
            self.finisher.finish(claim, audio, b"", None)
            return None
        return Slot(
            claim,
            segment.text,
            request,
            audio,
            decoding,
            begin,
            shaper,
            span=self.measurements.segment_span(claim, job),
            asked_by=asked_by,
            submitted=job.created_at if begins_job else None,
            is_heard_back=self._hears_back(claim, job),
        )

    def _hears_back(self, claim: Claim, job: Job) -> bool:
        """Whether a segment's takes are heard. Not while somebody listens, who has heard them."""
        return (
            ENGINES[self.engine.name].draws
            and not job.interactive
            and line_checks.are_on(limits_of(claim.tenant))
        )
