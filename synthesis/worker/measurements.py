"""What one worker reports of its work to Prometheus and to traces."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from django.utils import timezone
from opentelemetry.trace import Span
from prometheus_client.metrics import MetricWrapperBase

from synthesis.dispatch.queue import Claim
from synthesis.models import Job
from synthesis.monitoring import counters
from telemetry import tracing

M = TypeVar("M", bound=MetricWrapperBase)


class Measurements:
    """The counters and spans of the worker of one engine."""

    def __init__(self, engine: str) -> None:
        self._engine = engine
        self._stages: dict[str, float] = {}
        # A rate needs a value from before the first one.
        for reason in counters.REJECTIONS:
            counters.REJECTED_TAKES.labels(engine, reason)
        for result in counters.HEARD_RESULTS:
            counters.HEARD_TAKES.labels(engine, result)
        counters.HEARING_SECONDS.labels(engine)
        counters.STAGE_SECONDS.labels(engine, counters.WHOLE_STEP)
        counters.UNDERRUNS.labels(engine)

    def slots_filled(self, count: int, by_bucket: Mapping[str, int]) -> None:
        counters.SLOTS.labels(self._engine).set(count)
        for bucket, taken in by_bucket.items():
            counters.BUCKETS.labels(self._engine, bucket).set(taken)

    def stepped(self, seconds: float, stages: Mapping[str, float]) -> None:
        """A step took so long. `stages`: the seconds of each since the engine was loaded."""
        counters.STEPS.labels(self._engine).inc()
        counters.STAGE_SECONDS.labels(self._engine, counters.WHOLE_STEP).inc(seconds)
        for stage, total in stages.items():
            more = total - self._stages.get(stage, 0.0)
            counters.STAGE_SECONDS.labels(self._engine, stage).inc(max(0.0, more))
            self._stages[stage] = total

    def take_rejected(self, reason: str) -> None:
        counters.REJECTED_TAKES.labels(self._engine, reason).inc()

    def take_heard(self, result: str, seconds: float) -> None:
        counters.HEARD_TAKES.labels(self._engine, result).inc()
        counters.HEARING_SECONDS.labels(self._engine).inc(seconds)

    def job_begun(self, claim: Claim, job: Job) -> None:
        """How long the job has waited in the queue, at the start of its first segment."""
        waited = (timezone.now() - job.created_at).total_seconds()
        self._labelled(counters.QUEUE_WAIT, claim).observe(max(0.0, waited))
        tracing.waited("queue", job.traceparent, job.created_at, _attributes(claim, job))

    def segment_span(self, claim: Claim, job: Job) -> Span:
        """A span of the job's trace, from now until it is ended."""
        return tracing.begun("segment", job.traceparent, _attributes(claim, job))

    def first_sound(self, claim: Claim, submitted: datetime) -> None:
        seconds = (timezone.now() - submitted).total_seconds()
        self._labelled(counters.FIRST_BYTE, claim).observe(seconds)
        counters.FIRST_BYTE_OF_ALL.labels(self._engine).observe(seconds)

    def segment_finished(self, claim: Claim, audio_ms: int) -> None:
        self._labelled(counters.SEGMENTS, claim).inc()
        self._labelled(counters.AUDIO_SECONDS, claim).inc(audio_ms / 1000)

    def engine_used(self, claim: Claim, seconds: float) -> None:
        self._labelled(counters.ENGINE_SECONDS, claim).inc(seconds)

    def _labelled(self, metric: M, claim: Claim) -> M:
        return metric.labels(claim.tenant.slug, self._engine)


def _attributes(claim: Claim, job: Job) -> dict[str, str]:
    return {
        "lectern.request": job.request_id,
        "lectern.tenant": claim.tenant.slug,
        "lectern.job": claim.job_id,
        "lectern.segment": str(claim.segment_index),
    }
