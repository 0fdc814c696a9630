"""The workspace's page of webhooks."""

import pytest

from accounts.models import Membership
from webhooks import services
from webhooks.models import Delivery, Endpoint

NEW = {"url": "https://example.org/hook", "events": ["job.completed", "voice.ready"]}


@pytest.fixture
def endpoint(alice) -> Endpoint:
    alice.browser.post(alice.page("webhooks/"), NEW)
    return Endpoint.objects.get(tenant=alice.tenant)


def shown_key(page) -> str:
    key = page.context["signing_key"]
    assert key.startswith("whsec_") and key in page.content.decode()
    return key


def test_a_signing_key_is_shown_once(alice):
    key = shown_key(alice.browser.post(alice.page("webhooks/"), NEW))
    again = alice.browser.get(alice.page("webhooks/")).content.decode()
    assert "https://example.org/hook" in again and key not in again
    assert Endpoint.objects.get(tenant=alice.tenant).secrets == [key]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"url": "http://127.0.0.1:8000/"}, "url"),
        ({"url": "https://169.254.169.254/latest/"}, "url"),
        ({"url": ""}, "url"),
        ({"events": []}, "events"),
        ({"events": ["job.exploded"]}, "events"),
    ],
)
def test_invalid_endpoints_are_refused(alice, change, field):
    page = alice.browser.post(alice.page("webhooks/"), {**NEW, **change})
    assert page.status_code == 200 and page.context["form"].errors.keys() == {field}
    assert not Endpoint.objects.filter(tenant=alice.tenant).exists()


def test_the_number_of_endpoints_is_limited(alice):
    for number in range(services.MAX_ENDPOINTS + 1):
        page = alice.browser.post(
            alice.page("webhooks/"), {**NEW, "url": f"https://example.org/{number}"}
        )
    assert page.context["form"].non_field_errors()
    assert Endpoint.objects.filter(tenant=alice.tenant).count() == services.MAX_ENDPOINTS


def test_rolling_the_key(alice, endpoint):
    before = endpoint.secrets
    key = shown_key(alice.browser.post(alice.page(f"webhooks/{endpoint.id}/roll")))
    endpoint.refresh_from_db()
    assert endpoint.secrets == [key, *before]


def test_the_key_of_addresses_in_requests(alice):
    first = shown_key(alice.browser.post(alice.page("webhooks/of-requests")))
    second = shown_key(alice.browser.post(alice.page("webhooks/of-requests")))
    kept = Endpoint.objects.get(tenant=alice.tenant, url="")
    assert kept.secrets == [second, first]


def test_deleting(alice, endpoint):
    alice.browser.post(alice.page(f"webhooks/{endpoint.id}/delete"))
    assert not Endpoint.objects.filter(tenant=alice.tenant).exists()


def test_sending_again(alice, endpoint):
    [delivery] = services.enqueue(tenant=alice.tenant, event="voice.ready", data={"id": "voice_1"})
    Delivery.objects.update(next_try_at=None, attempts=10, last_error="timeout")
    page = alice.browser.get(alice.page("webhooks/")).content.decode()
    assert "No answer in time" in page and "10 attempts" in page
    alice.browser.post(alice.page(f"webhooks/deliveries/{delivery.id}/again"))
    delivery.refresh_from_db()
    assert delivery.state == "waiting" and delivery.attempts == 0


def test_switching_on_again(alice, endpoint):
    Endpoint.objects.update(disabled_at=endpoint.created_at)
    assert "410" in alice.browser.get(alice.page("webhooks/")).content.decode()
    alice.browser.post(alice.page(f"webhooks/{endpoint.id}/switch-on"))
    endpoint.refresh_from_db()
    assert endpoint.disabled_at is None


def test_members_who_are_no_admins_may_not(alice, charlie, endpoint):
    Membership.objects.create(user=charlie.user, tenant=alice.tenant)
    assert charlie.browser.get(alice.page("webhooks/")).status_code == 403
    for path in ("of-requests", f"{endpoint.id}/roll", f"{endpoint.id}/delete"):
        assert charlie.browser.post(alice.page(f"webhooks/{path}")).status_code == 403
    assert Endpoint.objects.filter(tenant=alice.tenant).count() == 1
