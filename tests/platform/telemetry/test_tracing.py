"""A trace goes from the request through the queue to the worker, over the wire as OTLP."""

import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from config import ROOT

PROGRAM = """
import datetime, sys
import config
from telemetry import tracing
tracing.start("test")
with tracing.tracer.start_as_current_span("web"):
    kept = tracing.carried()
now = datetime.datetime.now(datetime.UTC)
tracing.waited("queue", kept, now - datetime.timedelta(seconds=2), {"lectern.job": "job_1"})
tracing.begun("segment", kept, {}).end()
from opentelemetry import trace
if hasattr(trace.get_tracer_provider(), "shutdown"):
    trace.get_tracer_provider().shutdown()
print(kept)
"""


@pytest.fixture
def collector():
    """A local collector that keeps the spans it receives."""
    spans = []

    class Collect(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                for scope in resource.scope_spans:
                    spans.extend(scope.spans)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args): ...

    server = HTTPServer(("127.0.0.1", 0), Collect)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", spans
    server.shutdown()
    server.server_close()


def run(endpoint: str) -> str:
    env = {**os.environ, "OTEL_EXPORTER_OTLP_ENDPOINT": endpoint}
    argv = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_one_trace_holds_the_request_the_wait_and_the_work(collector):
    endpoint, spans = collector
    kept = run(endpoint)
    assert {span.name for span in spans} == {"web", "queue", "segment"}
    assert len({span.trace_id for span in spans}) == 1
    by_name = {span.name: span for span in spans}
    assert by_name["queue"].parent_span_id == by_name["web"].span_id
    assert by_name["web"].span_id.hex() in kept
    wait = by_name["queue"].end_time_unix_nano - by_name["queue"].start_time_unix_nano
    assert 2e9 < wait < 3e9


def test_no_spans_are_kept_without_an_endpoint():
    assert run("") == ""
