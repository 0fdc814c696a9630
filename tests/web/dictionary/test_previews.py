"""A preview shows the pronunciation, is counted like all audio, and is in no list."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from billing.usage.models import DailyUsage, UsageBreakdown
from synthesis.engines import ENGINES
from synthesis.jobs import history
from synthesis.jobs.order import Order
from synthesis.jobs.outcomes import ending
from synthesis.jobs.submit import submit
from synthesis.models import Job
from tenants.context import in_tenant
from tests.web.test_errors import check
from webhooks import services as webhooks
from webhooks.models import Delivery

URL = "/v1/pronunciations/preview"
WRONG = {"word": "重庆", "kind": "pinyin", "value": "zhòng qìng"}
HEARD = {"text": "我去重庆。", "entries": [WRONG], "voice": "zf_xiaobei", "audio": True}


@pytest.fixture
def preview(alice) -> Job:
    alice.rest.post(URL, HEARD, format="json")
    with in_tenant(alice.tenant):
        return Job.objects.get()


def test_old_and_new_are_shown_as_phonemes_and_pinyin(alice):
    answer = alice.rest.post(URL, {"text": "我去重庆。", "entries": [WRONG]}, format="json").json()
    assert answer["model"] == "kokoro"
    assert answer["now"]["pinyin"] == "wo3 qu4 chong2 qing4"
    assert answer["new"]["pinyin"] == "wo3 qu4 zhong4 qing4"
    assert "ꭧʰʊ" in answer["now"]["phonemes"] and "ꭧʰʊ" not in answer["new"]["phonemes"]


def test_english_phonemes_have_the_voices_accent(alice):
    said = {
        voice: alice.rest.post(URL, {"text": "Dance.", "voice": voice}, format="json").json()
        for voice in ("af_heart", "bf_emma")
    }
    assert said["af_heart"]["now"]["phonemes"] == "dˈæns."
    assert said["bf_emma"]["now"]["phonemes"] == "dˈɑːns."
    assert said["af_heart"]["now"] == said["af_heart"]["new"]
    check(
        alice.rest.post(URL, {"text": "x", "voice": "nobody"}, format="json"),
        404, "voice_not_found", "voice",
    )  # fmt: skip


def test_a_model_without_a_spelling_gives_none(alice, monkeypatch):
    monkeypatch.setitem(ENGINES, "kokoro", replace(ENGINES["kokoro"], spelling=None))
    answer = alice.rest.post(URL, {"text": "Dance."}, format="json").json()
    assert answer["now"] is None and answer["new"] is None and answer["spans"]


def test_a_preview_is_in_no_list(alice, preview):
    assert preview.purpose == Job.Purpose.PREVIEW
    with in_tenant(alice.tenant):
        token = alice.tenant.api_tokens.first().id
        order = Order(text="A real one.", voice="af_heart", api_token=token)
        listed = submit(tenant=alice.tenant, order=order)
    rows = alice.rest.get("/v1/jobs").json()["data"]
    assert [row["id"] for row in rows] == [listed.id]
    check(alice.rest.get(f"/v1/jobs?after={preview.id}"), 404, "invalid_value", "after")
    # Nor among what programs had spoken, which admins see.
    html = alice.browser.get(alice.page("usage")).content.decode()
    assert listed.id in html and preview.id not in html
    assert alice.rest.get(f"/v1/jobs/{preview.id}").json()["id"] == preview.id


def test_audio_tried_in_pages_is_in_no_list(alice):
    said = {**WRONG, "voice": "zf_xiaobei", "which": "new"}
    json = {"Accept": "application/json"}
    alice.browser.post(alice.page("pronunciations/say"), said, headers=json)
    alice.browser.post(alice.page("tone/try"), {"voice": "af_heart", "text": "Good morning."})
    with in_tenant(alice.tenant):
        assert Job.objects.count() == 2 and not Job.objects.listed().exists()


def test_a_preview_is_counted(alice, preview):
    with in_tenant(alice.tenant):
        usage = DailyUsage.objects.get()
        by_kind = dict(UsageBreakdown.objects.values_list("kind", "reserved_ms"))
    assert usage.reserved_ms > 0 and set(by_kind.values()) == {usage.reserved_ms}
    assert {"voice", "token"} <= set(by_kind)


def test_the_end_of_a_preview_sends_no_event(alice, preview):
    webhooks.add_endpoint(
        tenant=alice.tenant, url="https://example.org/", events=["job.completed", "job.failed"]
    )
    with in_tenant(alice.tenant):
        ending.fail(tenant=alice.tenant, job_id=preview.id, code="synthesis_failed")
        assert not Delivery.objects.exists()
        real = submit(tenant=alice.tenant, order=Order(text="A real one.", voice="af_heart"))
        ending.fail(tenant=alice.tenant, job_id=real.id, code="synthesis_failed")
        assert Delivery.objects.count() == 1


def test_previews_are_forgotten_after_a_day(alice, preview):
    with in_tenant(alice.tenant):
        ending.cancel(tenant=alice.tenant, job_id=preview.id)
        real = submit(tenant=alice.tenant, order=Order(text="A real one.", voice="af_heart"))
        ending.cancel(tenant=alice.tenant, job_id=real.id)
        assert history.forget_old(tenant=alice.tenant) == 0
        Job.objects.update(finished_at=timezone.now() - timedelta(hours=25))
        assert history.forget_old(tenant=alice.tenant) == 1
        assert list(Job.objects.values_list("id", flat=True)) == [real.id]
