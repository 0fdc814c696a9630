"""What the payment provider tells us, at one address.

An event is only a hint that something has changed. It is written down together with its effect;
the effect is what the provider says when it is asked.
"""

import logging

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from billing import gateway as gateways
from billing import sending, subscriptions
from billing.gateway import Forged, Gateway, GatewayError, Rejected, RemoteEvent
from billing.models import WebhookEvent

log = logging.getLogger(__name__)

LARGEST = 1024 * 1024


@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """200 once the event has had its effect, now or before; the provider repeats all others."""
    gateway = gateways.current()
    if gateway is None:
        return HttpResponse("payment is not set up", status=503, content_type="text/plain")
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return HttpResponse(status=413)
    try:
        event = gateway.event(request.body, request.headers)
    except Forged as error:
        log.warning("webhook refused: %s", error)
        return HttpResponse("not signed by a secret of ours", status=400, content_type="text/plain")
    except Rejected as error:
        log.warning("webhook refused: %s", error)
        return HttpResponse("no event", status=400, content_type="text/plain")
    try:
        take(event, gateway)
    except GatewayError as error:
        log.warning("webhook %s (%s) comes again: %s", event.id, event.kind, error)
        return HttpResponse("try again", status=503, content_type="text/plain")
    return HttpResponse(status=200)


@transaction.atomic
def take(event: RemoteEvent, gateway: Gateway) -> bool:
    """Give an event its effect, once. False when it had it before. Raises GatewayError."""
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
                log.error("usage %s was thrown away: %s", error.identifier, error.message)
    return True
