"""The webhook that the payment provider calls.

An event is only a hint that something has changed: the current state is then fetched from the
provider. Each event is saved in one transaction with its effect, so that it has one only once.
"""

import logging

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from billing import gateway as gateways
from billing import subscriptions
from billing.gateway.base import Forged, Gateway, GatewayError, Rejected, RemoteEvent
from billing.models import WebhookEvent
from billing.reporting import sending
from rest.numbers import whole_number

log = logging.getLogger(__name__)

LARGEST = 1024 * 1024


@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Answer 200 once the event has had its effect; the provider retries all others."""
    gateway = gateways.current()
    if gateway is None:
        return HttpResponse("payment is not set up", status=503, content_type="text/plain")
    if whole_number(request.headers.get("Content-Length") or "0", most=LARGEST) is None:
        return HttpResponse(status=413)
    try:
        event = gateway.event(request.body, request.headers)
    except Forged as error:
        log.warning("webhook refused: %s", error)
        return HttpResponse(
            "not signed by one of our secrets", status=400, content_type="text/plain"
        )
    except Rejected as error:
        log.warning("webhook refused: %s", error)
        return HttpResponse("not an event", status=400, content_type="text/plain")
    try:
        take(event, gateway)
    except GatewayError as error:
        log.warning("webhook %s (%s) failed, and will be retried: %s", event.id, event.kind, error)
        return HttpResponse("try again", status=503, content_type="text/plain")
    return HttpResponse(status=200)


@transaction.atomic
def take(event: RemoteEvent, gateway: Gateway) -> bool:
    """Apply an event, once. False if it was applied before. Raises GatewayError."""
    try:
        with transaction.atomic():
            # Waits for a delivery of the same event that is still under way.
            WebhookEvent.objects.create(id=event.id, kind=event.kind, customer=event.customer)
    except IntegrityError:
        return False
    if event.customer:
        subscriptions.refresh(event.customer, gateway)
    else:
        for error in gateway.usage_errors(event):
            if sending.reject(error.identifier, error.message):
                log.error("the provider discarded usage %s: %s", error.identifier, error.message)
    return True
