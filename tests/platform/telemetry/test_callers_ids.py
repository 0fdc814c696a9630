"""A caller's request id and trace go with the request, into its log lines and to the worker."""

import logging

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from synthesis.engines.base import EngineError
from synthesis.models import Job
from synthesis.worker.worker import Worker
from telemetry import tracing
from telemetry.logs import ContextFilter
from tenants.context import in_tenant
from tests.synthesis.worker.test_worker import Wrapped

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
TRACEPARENT = f"00-{TRACE}-00f067aa0ba902b7-01"


def test_a_callers_id_is_answered_and_logged(client, db, caplog):
    caplog.handler.addFilter(ContextFilter())
    caplog.set_level(logging.INFO)
    given = {"X-Request-ID": "edge-0123_abc", "traceparent": TRACEPARENT}
    response = client.get("/nothing-here", headers=given)
    assert response["x-request-id"] == "edge-0123_abc"
    assert response["traceparent"].split("-")[1] == TRACE
    lines = [record for record in caplog.records if "nothing-here" in record.getMessage()]
    assert len(lines) == 2  # Django's and ours
    assert {(record.request, record.trace) for record in lines} == {("edge-0123_abc", TRACE)}
    assert client.get("/healthz")["x-request-id"].startswith("req_")  # nothing of it is left
    assert "traceparent" not in client.get("/healthz")


@pytest.mark.parametrize(
    "given",
    [
        "",
        "short",
        "x" * 65,
        "two words",
        "line\nbreak",
        "日本語日本語日本語",
        "a;b=c,d'e\"f",
        "12345678.",
    ],
)
def test_an_id_that_might_harm_is_replaced(client, db, given):
    answered = client.get("/healthz", headers={"X-Request-ID": given})["x-request-id"]
    assert answered.startswith("req_") and len(answered) == 28


@pytest.mark.parametrize(
    "given",
    [
        "",
        TRACEPARENT.upper(),
        TRACEPARENT + "-more",
        TRACEPARENT.replace("00-4", "ff-4"),
        f"00-{'0' * 32}-00f067aa0ba902b7-01",
        f"00-{TRACE}-{'0' * 16}-01",
        "x" * 4000,
    ],
)
def test_what_is_no_traceparent_is_ignored(client, db, given):
    assert "traceparent" not in client.get("/healthz", headers={"traceparent": given})


@pytest.fixture
def spans(monkeypatch) -> InMemorySpanExporter:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(tracing, "tracer", provider.get_tracer("test"))
    return exporter


def test_both_reach_the_workers_lines_and_spans(kokoro, alice, caplog, spans):
    def step(_decodings):
        raise EngineError("as asked")

    asked = {"HTTP_X_REQUEST_ID": "edge-0123_abc", "HTTP_TRACEPARENT": TRACEPARENT}
    body = {"model": "kokoro", "voice": "af_heart", "input": "Good morning."}
    response = alice.rest.post("/v1/jobs", body, format="json", **asked)
    assert response.status_code == 201
    with in_tenant(alice.tenant):
        assert Job.objects.get().request_id == "edge-0123_abc"
    caplog.handler.addFilter(ContextFilter())
    caplog.set_level(logging.INFO)
    Worker(Wrapped(kokoro, step=step), name="test").run_until_idle()
    lines = [record for record in caplog.records if "the engine failed" in record.getMessage()]
    assert lines
    assert {(record.request, record.trace) for record in lines} == {("edge-0123_abc", TRACE)}
    made = {span.name: span for span in spans.get_finished_spans()}
    assert f"{made['queue'].context.trace_id:032x}" == TRACE
    assert made["queue"].attributes["lectern.request"] == "edge-0123_abc"
