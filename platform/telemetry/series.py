"""The web's figures. To bound their number, those by tenant have neither routes nor buckets."""

from prometheus_client import Counter, Histogram, Summary

from rest.addresses import is_rest_path

# Asked by machines that watch, every few seconds: they would hide how people fare.
PROBES = {"/healthz", "/readyz", "/metrics"}

REQUESTS = Counter("lectern_requests_total", "Requests answered.", ["tenant", "status"])
REQUEST_SECONDS = Summary(
    "lectern_request_seconds", "Time to the head of the answer, in seconds.", ["tenant"]
)
ROUTE_SECONDS = Histogram(
    "lectern_route_seconds",
    "Time to the head of the answer by route, in seconds.",
    ["route", "method"],
    buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10),
)
ANSWERS = Counter(
    "lectern_answers_total",
    "Requests answered, by what they asked (pages, rest) and how it went (ok, refused, failed).",
    ["surface", "outcome"],
)
# A rate needs a value from before the first failure.
for _surface in ("pages", "rest"):
    for _outcome in ("ok", "refused", "failed"):
        ANSWERS.labels(_surface, _outcome)
ERRORS = Counter("lectern_errors_total", "Requests refused or failed, by code.", ["tenant", "code"])


def count_answer(path: str, status: int) -> None:
    """Count an answer towards the error budget: only what failed on our side (5xx) uses it up."""
    if path in PROBES:
        return
    surface = "rest" if is_rest_path(path) else "pages"
    outcome = "failed" if status >= 500 else "refused" if status >= 400 else "ok"
    ANSWERS.labels(surface, outcome).inc()
