"""The web's figures. To bound their number, those by tenant have neither routes nor buckets."""

from prometheus_client import Counter, Histogram, Summary

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
ERRORS = Counter("lectern_errors_total", "Requests refused or failed, by code.", ["tenant", "code"])
