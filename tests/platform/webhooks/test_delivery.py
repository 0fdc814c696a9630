"""Events from the outbox to a customer's server."""

import json
import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from standardwebhooks import Webhook

from tenants.models import Tenant
from tests.platform.outgoing.receiver import status
from webhooks import courier, outbox, services
from webhooks.models import Delivery, Endpoint
from webhooks.outbox import PER_TENANT, RETRY_AFTER

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(alice, allowed):
    """Adds an endpoint of Alice's for this server; returns it and its secret."""

    def add(server, events=("job.completed",)) -> tuple[Endpoint, str]:
        return services.add_endpoint(tenant=alice.tenant, url=server.url, events=events)

    return add


def enqueue(tenant, event="job.completed", **kwargs) -> list[Delivery]:
    return services.enqueue(tenant=tenant, event=event, data={"id": "job_1"}, **kwargs)


def make_due() -> None:
    Delivery.objects.filter(next_try_at__isnull=False).update(next_try_at=timezone.now())


def test_an_event_arrives_signed(alice, at, receive):
    server = receive()
    _endpoint, secret = at(server)
    [delivery] = enqueue(alice.tenant)
    assert courier.deliver_due() == 1
    [(_path, headers, body)] = server.got
    event = Webhook(secret).verify(body, headers)
    assert event["type"] == "job.completed" and event["data"] == {"id": "job_1"}
    assert event["timestamp"].endswith("Z")
    assert headers["webhook-id"] == delivery.id
    assert headers["content-type"] == "application/json"
    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_status, delivery.attempts) == ("delivered", 204, 1)
    assert courier.deliver_due() == 0


def test_only_chosen_events_of_the_own_workspace_are_sent(alice, bob, at, receive):
    server = receive()
    at(server, ["voice.ready"])
    assert enqueue(alice.tenant) == []
    assert enqueue(bob.tenant, "voice.ready") == []
    assert len(enqueue(alice.tenant, "voice.ready")) == 1


def test_an_address_in_a_request_gets_events_too(alice, allowed, receive):
    server = receive()
    [delivery] = enqueue(alice.tenant, url=server.url)
    courier.deliver_due()
    [(_path, headers, body)] = server.got
    [secret] = Endpoint.objects.get(tenant=alice.tenant, url="").secrets
    assert Webhook(secret).verify(body, headers)["data"]["id"] == "job_1"
    assert headers["webhook-id"] == delivery.id


def test_a_rolled_back_event_is_not_sent(alice, at, receive):
    server = receive()
    at(server)
    with pytest.raises(RuntimeError), transaction.atomic():
        enqueue(alice.tenant)
        raise RuntimeError
    assert courier.deliver_due() == 0 and not server.got


def test_retries_follow_the_specification(alice, at, receive):
    server = receive(status(503))
    at(server)
    [delivery] = enqueue(alice.tenant)
    for number, delay in enumerate(RETRY_AFTER, start=1):
        before = timezone.now()
        assert courier.deliver_due() == 1
        delivery.refresh_from_db()
        waits = delivery.next_try_at - before
        assert delay <= waits <= delay * 1.1 + timedelta(seconds=2), number
        assert (delivery.state, delivery.attempts, delivery.last_status) == ("waiting", number, 503)
        assert courier.deliver_due() == 0
        make_due()
    assert courier.deliver_due() == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("failed", len(RETRY_AFTER) + 1)
    assert {headers["webhook-id"] for _path, headers, _body in server.got} == {delivery.id}
    assert len({body for _path, _headers, body in server.got}) == 1


def test_an_event_arrives_once_the_server_is_back(alice, at, receive):
    server = receive(status(500))
    at(server)
    [delivery] = enqueue(alice.tenant)
    courier.deliver_due()
    server.answer = status(200)
    make_due()
    courier.deliver_due()
    delivery.refresh_from_db()
    assert delivery.state == "delivered" and delivery.attempts == 2


def test_an_endpoint_that_answers_410_is_switched_off(alice, at, receive):
    server = receive(status(410))
    endpoint, _secret = at(server)
    [delivery] = enqueue(alice.tenant)
    courier.deliver_due()
    delivery.refresh_from_db()
    endpoint.refresh_from_db()
    assert delivery.state == "failed" and endpoint.disabled_at
    assert enqueue(alice.tenant) == []
    services.switch_on(endpoint)
    assert len(enqueue(alice.tenant)) == 1


def test_an_attempt_of_a_dead_worker_is_made_again(alice, at, receive):
    server = receive()
    at(server)
    [delivery] = enqueue(alice.tenant)
    [dead] = outbox.claim(10, Counter())
    assert outbox.claim(10, Counter()) == [], "it is somebody's"
    make_due()
    assert courier.deliver_due() == 1
    delivery.refresh_from_db()
    assert delivery.state == "delivered" and delivery.attempts == 2
    # The dead worker wakes late: its report is ignored.
    outbox.record(dead, courier.Outcome(500))
    delivery.refresh_from_db()
    assert delivery.state == "delivered" and delivery.last_status == 204


def test_a_tenant_with_slow_servers_does_not_hold_up_another(alice, bob, at, allowed, receive):
    go = threading.Event()
    slow = receive(lambda handler: (go.wait(20), status(200)(handler)))
    quick = receive(lambda handler: (status(200)(handler), go.set()))
    at(slow)
    for _ in range(40):
        enqueue(alice.tenant)
    services.add_endpoint(tenant=bob.tenant, url=quick.url, events=["job.completed"])
    enqueue(bob.tenant)
    began = time.monotonic()
    assert courier.deliver_due() == 41
    # Bob's event arrived while Alice's first ones were hanging: it releases them.
    assert time.monotonic() - began < 15
    assert len(quick.got) == 1 and len(slow.got) == 40


def test_the_number_of_concurrent_deliveries_is_limited(alice, bob, at, allowed, receive):
    server = receive()
    at(server)
    for _ in range(10):
        enqueue(alice.tenant)
    services.add_endpoint(tenant=bob.tenant, url=server.url, events=["job.completed"])
    enqueue(bob.tenant)
    claimed = outbox.claim(16, Counter({alice.tenant.id: 1}))
    whose = Counter(attempt.delivery.tenant_id for attempt in claimed)
    assert whose == {alice.tenant.id: PER_TENANT - 1, bob.tenant.id: 1}


def test_a_rolled_secret_signs_beside_the_new_one_for_a_day(alice, at, receive):
    server = receive()
    endpoint, old = at(server)
    new = services.roll_secret(endpoint)
    enqueue(alice.tenant)
    courier.deliver_due()
    [(_path, headers, body)] = server.got
    assert Webhook(old).verify(body, headers) and Webhook(new).verify(body, headers)
    Endpoint.objects.update(old_secret_until=timezone.now())
    assert Endpoint.objects.get(id=endpoint.id).secrets == [new]


def test_secrets_are_kept_sealed_for_their_tenant(alice, at, receive):
    endpoint, secret = at(receive())
    assert secret.encode() not in bytes(endpoint.sealed_secret)
    assert Endpoint.objects.get(id=endpoint.id).secrets == [secret]


def test_deleting_an_endpoint_stops_waiting_deliveries(alice, at, receive):
    server = receive()
    endpoint, _secret = at(server)
    enqueue(alice.tenant)
    services.delete_endpoint(endpoint)
    assert courier.deliver_due() == 0 and not server.got


def test_old_deliveries_are_forgotten_and_waiting_ones_are_not(alice, at, receive):
    at(receive())
    [done], [waiting] = enqueue(alice.tenant), enqueue(alice.tenant)
    Delivery.objects.update(created_at=timezone.now() - outbox.KEPT - timedelta(days=1))
    Delivery.objects.filter(id=done.id).update(next_try_at=None)
    outbox.forget_old()
    assert list(Delivery.objects.all()) == [waiting]


def test_bodies_keep_other_alphabets(alice, at, receive):
    server = receive()
    _endpoint, secret = at(server)
    services.enqueue(tenant=alice.tenant, event="job.completed", data={"name": "李老师"})
    courier.deliver_due()
    [(_path, headers, body)] = server.got
    assert "李老师" in body.decode()
    assert Webhook(secret).verify(body, headers)["data"]["name"] == "李老师"
    assert json.loads(body)["data"]["name"] == "李老师"


def test_what_a_closed_workspace_has_to_say_waits_until_it_is_restored(alice, at, receive):
    server = receive()
    at(server)
    enqueue(alice.tenant)
    rows = Tenant.objects.filter(id=alice.tenant.id)
    rows.update(deletes_at=timezone.now() + timedelta(days=14))
    assert courier.deliver_due() == 0 and server.got == []
    rows.update(deletes_at=None)
    assert courier.deliver_due() == 1 and len(server.got) == 1
