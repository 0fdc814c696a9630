"""OpenTelemetry traces across web, queue and worker, where OTEL_EXPORTER_OTLP_ENDPOINT is set.

Without it, spans are the API's no-ops, and nothing is kept or sent. A trace crosses the queue as
a `traceparent` (W3C Trace Context) in the job's row, as Celery's messages carry no arguments.
"""

import os
import re
from collections.abc import Mapping
from datetime import datetime

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import Span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
tracer = trace.get_tracer("lectern")
_w3c = TraceContextTextMapPropagator()
# Version 00 of W3C Trace Context, with neither id all zeros.
TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


def start(process: str) -> None:
    """Send this process's spans to the endpoint in the environment, if there is one."""
    if not os.environ.get(ENDPOINT):
        return
    # Imported only if it is used, as the exporter takes a quarter of a second to import.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": f"lectern-{process}"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)


def carried() -> str:
    """The current trace as a `traceparent`; empty if there is none."""
    carrier: dict[str, str] = {}
    _w3c.inject(carrier)
    return carrier.get("traceparent", "")


def trace_of(traceparent: str) -> str:
    """The id of the trace, 32 hexadecimal digits; empty for what is no `traceparent`.

    It may come from outside: nothing else gets into a log or a row.
    """
    match = TRACEPARENT.fullmatch(traceparent)
    return match[1] if match else ""


def continued(traceparent: str) -> Context:
    """The context of a trace, from its `traceparent`."""
    return _w3c.extract({"traceparent": traceparent})


def waited(name: str, traceparent: str, since: datetime, attributes: Mapping[str, str]) -> None:
    """Record a span of that trace that began at `since` and ends now."""
    span = tracer.start_span(
        name,
        context=continued(traceparent),
        start_time=int(since.timestamp() * 1e9),
        attributes=dict(attributes),
    )
    span.end()


def begun(name: str, traceparent: str, attributes: Mapping[str, str]) -> Span:
    """A span of that trace that begins now. The caller ends it."""
    return tracer.start_span(name, context=continued(traceparent), attributes=dict(attributes))
