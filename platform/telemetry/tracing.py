"""OpenTelemetry traces across web, queue and worker, where OTEL_EXPORTER_OTLP_ENDPOINT is set.

Without it every span is a no-op of the API's, and nothing is kept or sent. A trace crosses the
queue as a `traceparent` (W3C Trace Context) that the job keeps: Celery's messages carry nothing.
"""

import os
from collections.abc import Mapping
from datetime import datetime

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import Span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
tracer = trace.get_tracer("lectern")
_w3c = TraceContextTextMapPropagator()


def start(process: str) -> None:
    """Send this process's spans to the endpoint of the environment; nothing where there is none."""
    if not os.environ.get(ENDPOINT):
        return
    # Loaded only where it is used: the exporter takes a quarter of a second to import.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": f"lectern-{process}"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)


def carried() -> str:
    """The trace at hand as a `traceparent`; empty where there is none."""
    carrier: dict[str, str] = {}
    _w3c.inject(carrier)
    return carrier.get("traceparent", "")


def continued(traceparent: str) -> Context:
    """The context of a trace that `carried` gave."""
    return _w3c.extract({"traceparent": traceparent})


def waited(name: str, traceparent: str, since: datetime, attributes: Mapping[str, str]) -> None:
    """A span that began `since` in that trace, and ends now."""
    span = tracer.start_span(
        name,
        context=continued(traceparent),
        start_time=int(since.timestamp() * 1e9),
        attributes=dict(attributes),
    )
    span.end()


def begun(name: str, traceparent: str, attributes: Mapping[str, str]) -> Span:
    """A span in that trace that begins now; its caller ends it."""
    return tracer.start_span(name, context=continued(traceparent), attributes=dict(attributes))
