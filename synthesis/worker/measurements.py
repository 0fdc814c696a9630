"""What one worker reports of its work to Prometheus and to traces."""

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

    def slots_filled(self, count: int) -> None:
        counters.SLOTS.labels(self._engine).set(count)

    def stepped(self) -> None:
        counters.STEPS.labels(self._engine).inc()

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
