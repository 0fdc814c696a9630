"""Failed and withdrawn voices and recordings take no place of the plan; a full plan is said."""

import threading

import pytest
from django.db import connection

from accounts.actor import Actor
from billing.models import Plan
from tenants.context import in_tenant
from tenants.refusal import Refused
from tests.voices.conftest import murmur
from voices import services, slots, takes
from voices.models import Consent, Take, Voice


def voice_of(status: str, name: str = "Ms Li") -> Voice:
    return Voice.objects.create(name=name, status=status, clip_seconds=5)


def test_only_voices_that_are_made_or_being_made_take_a_place(in_alices):
    for status in Voice.Status.values:
        voice_of(status, status)
    assert slots.used() == 3, "one that waits for its speaker, too"


@pytest.mark.parametrize("status", ["failed", "revoked"])
def test_a_failed_or_withdrawn_voice_leaves_its_place_to_another(alice, waiver, status):
    Plan.objects.filter(code="trial").update(max_voices=1)
    with in_tenant(alice.tenant) as tenant:
        voice_of(status, "Old")
        voice = services.add_voice(
            tenant=tenant, name="New", recording=murmur(5), consent=None, by=Actor()
        )
        with pytest.raises(Refused) as refused:
            services.add_voice(
                tenant=tenant, name="Third", recording=murmur(5), consent=None, by=Actor()
            )
    assert (voice.status, refused.value.code) == ("processing", "too_many_voices")


def test_a_failed_voice_is_not_recorded_again_where_the_plan_is_full(alice, waiver):
    Plan.objects.filter(code="trial").update(max_voices=1)
    with in_tenant(alice.tenant) as tenant:
        voice_of("ready", "Ready")
        failed = voice_of("failed", "Failed")
        with pytest.raises(Refused) as refused:
            takes.add_take(tenant=tenant, voice=failed, recording=murmur(5), by=Actor())
        failed.refresh_from_db()
    assert (refused.value.code, failed.status) == ("too_many_voices", "failed")


def test_a_full_plan_is_said_before_anybody_records(alice, waiver):
    Plan.objects.filter(code="trial").update(max_voices=1)
    new = alice.page("voices/new")
    assert "voice-form" in alice.browser.get(new).content.decode()
    with in_tenant(alice.tenant):
        voice_of("ready", "Ready")
        failed = voice_of("failed", "Failed")
    for page in (new, alice.page(f"voices/{failed.id}/takes/new")):
        shown = alice.browser.get(page).content.decode()
        assert "no room for another voice" in shown
        assert "voice-form" not in shown


def test_refused_and_failed_recordings_take_no_place_of_a_voice(alice, waiver):
    with in_tenant(alice.tenant) as tenant:
        voice = voice_of("ready")
        for status in ("refused", "failed"):
            Take.objects.bulk_create(
                Take(voice=voice, seconds=5, status=status) for _ in range(takes.MAX_TAKES)
            )
        assert takes.add_take(tenant=tenant, voice=voice, recording=murmur(5), by=Actor())


def test_two_at_once_do_not_both_take_the_last_place(committed):
    """Each waits for the other's transaction to end, then counts."""
    Plan.objects.filter(code="trial").update(max_voices=1)
    begun, outcomes = threading.Barrier(2), []

    def add(name: str) -> None:
        begun.wait()
        try:
            with in_tenant(committed):
                consent = Consent.objects.create(
                    person=name, status=Consent.Status.VERIFIED, seconds=4, has_recording=True
                )
                services.add_voice(
                    tenant=committed,
                    name=name,
                    recording=murmur(5),
                    consent=consent,
                    by=Actor(),
                )
            outcomes.append("made")
        except Refused as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    both = [threading.Thread(target=add, args=[name]) for name in ("One", "Two")]
    try:
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
    finally:
        Plan.objects.filter(code="trial").update(max_voices=5)
    assert sorted(outcomes) == ["made", "too_many_voices"]
