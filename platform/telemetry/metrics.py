import hmac
import ipaddress

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus: from this machine, or with `Authorization: Bearer METRICS_TOKEN`."""
    if not _may_read(request):
        return HttpResponse(status=403)
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        said = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(said.encode(), settings.METRICS_TOKEN.encode())
    # Behind a proxy everybody comes from this machine: then only a token opens it.
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    address = ipaddress.ip_address(request.META["REMOTE_ADDR"])
    return address.is_loopback and not forwarded
