import logging
import re
import secrets
import time
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from telemetry import context, series, tracing
from telemetry.addresses import loggable_path

View = Callable[[HttpRequest], HttpResponse]

log = logging.getLogger("lectern.access")
JOB = re.compile(r"job_\w{1,40}", re.ASCII)
# Harmless in a log line, a header and a row, and long enough to be somebody's only one.
IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{8,64}")


def request_id(get_response: View) -> View:
    """Give every request an id, which its answer has in `x-request-id`; log and count it.

    A caller's own `X-Request-ID` is kept if it is 8 to 64 letters, digits, `_` and `-`, and its
    trace is continued if `traceparent` is one.

    `openai-processing-ms` is the time until the head of the answer is ready.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        identifier = _identifier(request)
        arrived = request.headers.get("traceparent", "")
        parent = tracing.continued(arrived) if tracing.trace_of(arrived) else None
        started = time.monotonic()
        with tracing.tracer.start_as_current_span(f"{request.method}", context=parent) as span:
            traceparent = tracing.carried()
            context.begin_request(identifier, tracing.trace_of(traceparent))
            response = get_response(request)
            if match := request.resolver_match:
                _name_job(match.kwargs)  # for lines that are logged after the view
                span.update_name(f"{request.method} {match.route}")
            span.set_attribute("http.response.status_code", response.status_code)
            span.set_attribute("lectern.tenant", context.tenant_slug.get())
            span.set_attribute("lectern.request", identifier)
        seconds = time.monotonic() - started
        response["x-request-id"] = identifier
        if traceparent:
            response["traceparent"] = traceparent
        response["openai-processing-ms"] = str(round(1000 * seconds))
        _count(request, response, seconds)
        # Without the query, which may hold a person's text, and without tokens in the path.
        what = (request.method, loggable_path(request), response.status_code, 1000 * seconds)
        log.info("%s %s %s %.0f ms", *what)
        return response

    def before_view(
        request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        _name_job(kwargs)

    middleware.process_view = before_view  # type: ignore[attr-defined]
    return middleware


def _identifier(request: HttpRequest) -> str:
    given = request.headers.get("X-Request-ID", "")
    return given if IDENTIFIER.fullmatch(given) else f"req_{secrets.token_hex(12)}"


def _name_job(kwargs: dict[str, Any]) -> None:
    # Anybody may write anything into an address. Only what looks like a job's id is logged.
    if JOB.fullmatch(identifier := str(kwargs.get("job_id", ""))):
        context.name_job(identifier)


def _count(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    tenant = context.tenant_slug.get()
    status = str(response.status_code)
    series.REQUESTS.labels(tenant, status).inc()
    series.count_answer(request.path_info, response.status_code)
    series.REQUEST_SECONDS.labels(tenant).observe(seconds)
    if match := request.resolver_match:
        series.ROUTE_SECONDS.labels(match.route, request.method).observe(seconds)
    if response.status_code >= 400:
        series.ERRORS.labels(tenant, getattr(response, "error_code", None) or status).inc()
