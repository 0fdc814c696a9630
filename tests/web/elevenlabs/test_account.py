"""Models, user, subscription and history in ElevenLabs' shape, to ElevenLabs' clients."""

import pytest
from elevenlabs.types import Model, SpeechHistoryItemResponse, Subscription, User

from billing import quota
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit
from synthesis.models import Job
from tenants.context import in_tenant
from tenants.limits import limits_of


@pytest.fixture
def jobs(alice) -> list[str]:
    """Three jobs, the newest first."""
    with in_tenant(alice.tenant):
        order = Order(text="Hello there.", voice="af_heart")
        return [submit(tenant=alice.tenant, order=order).id for _ in range(3)][::-1]


def test_each_client_reads_models_in_its_own_shape(alice, client):
    as_openai = alice.rest.get("/v1/models").json()
    assert as_openai["object"] == "list"
    answer = client.get("/v1/models", headers={"xi-api-key": alice.token}).json()
    models = [Model(**each) for each in answer]
    assert "kokoro" in [model.model_id for model in models]
    assert all(model.can_do_text_to_speech for model in models)
    both = {"xi-api-key": alice.token, "Authorization": f"Bearer {alice.token}"}
    assert client.get("/v1/models", headers=both).json() == as_openai


def test_the_subscription_tells_what_is_used(alice):
    alice.tenant.api_tokens.update(scopes=["usage:read"])
    with in_tenant(alice.tenant):
        limits = limits_of(alice.tenant)
        quota.reserve(tenant=alice.tenant, limits=limits, audio_ms=2000)
    answer = alice.rest.get("/v1/user/subscription").json()
    assert Subscription(**answer).character_count == 30
    assert answer["audio_ms_used"] == 2000
    assert answer["audio_ms_limit"] == (limits.monthly_ms or limits.daily_ms)
    user = User(**alice.rest.get("/v1/user").json())
    assert user.subscription.character_count == 30
    assert user.workspace_id == str(alice.tenant.id)


def test_history_is_paged_newest_first(alice, jobs):
    seen, after = [], ""
    for more in (True, False):
        page = alice.rest.get(f"/v1/history?page_size=2{after}").json()
        seen += [SpeechHistoryItemResponse(**each).history_item_id for each in page["history"]]
        assert page["has_more"] is more
        after = f"&start_after_history_item_id={page['last_history_item_id']}"
    assert seen == jobs


def test_an_item_is_read_and_deleted(alice, jobs):
    path = f"/v1/history/{jobs[0]}"
    assert alice.rest.get(path).json()["text"] == "Hello there."
    assert alice.rest.get(path).json()["voice_name"] == "Heart"
    assert alice.rest.delete(path).json() == {"status": "ok"}
    assert alice.rest.get(path).status_code == 404
    with in_tenant(alice.tenant):
        assert not Job.objects.filter(id=jobs[0]).exists()


def test_history_needs_the_scope_of_speech(alice, jobs):
    alice.tenant.api_tokens.update(scopes=["voices:read"])
    assert alice.rest.get("/v1/history").status_code == 403
