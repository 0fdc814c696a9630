"""A recording that a browser sends again, because it heard no answer or waited for a network."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Membership
from tenants import profile
from tests.voices.conftest import murmur
from voices.enrolment.models import ConsentWaiver
from voices.models import Take

KEY = {"Idempotency-Key": "7b0d"}


@pytest.fixture(scope="module")
def recording() -> bytes:
    return murmur(5)


@pytest.fixture
def send(alice, voice, recording):
    """Posts a take of the voice; returns the answer."""
    ConsentWaiver.objects.create(
        tenant=alice.tenant, allowed=True, reason="Contract 17", by_email="operator@example.org"
    )
    address = alice.page(f"voices/{voice.id}/takes/new")

    def post(browser=alice.browser, *, mood="happy", at=address, **headers):
        file = SimpleUploadedFile("recording.wav", recording, "audio/wav")
        form = {"mood": mood, "recording": file}
        return browser.post(at, form, headers=headers)

    return post


def test_a_recording_with_a_key_becomes_one_take(alice, voice, send):
    first, second = send(**KEY), send(**KEY)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url == alice.page(f"voices/{voice.id}")
    assert second["Idempotent-Replayed"] == "true"
    assert Take.objects.count() == 1
    assert send(**{"Idempotency-Key": "another"}).status_code == 302
    assert Take.objects.count() == 2


def test_another_form_with_the_same_key_is_not_taken(send):
    send(**KEY)
    assert send(mood="sad", **KEY).status_code == 422
    assert Take.objects.count() == 1


def test_what_was_refused_may_be_sent_again(send):
    assert send(mood="none", **KEY).status_code == 422
    assert send(**KEY).status_code == 302
    assert Take.objects.count() == 1


def test_nobody_sends_what_somebody_else_has_recorded(alice, bob, voice, send):
    Membership.objects.create(tenant=alice.tenant, user=bob.user, role=Membership.Role.ADMIN)
    hers = {**KEY, "Lectern-User": f"{alice.tenant.slug}:{alice.user.id}"}
    assert send(bob.browser, **hers).status_code == 409
    assert Take.objects.count() == 0
    assert send(**hers).status_code == 302


def test_what_was_recorded_before_the_workspace_moved_is_taken(alice, bob, voice, send):
    hers = {**KEY, "Lectern-User": f"{alice.tenant.slug}:{alice.user.id}"}
    theirs = {**KEY, "Lectern-User": f"{bob.tenant.slug}:{alice.user.id}"}
    alice.tenant = profile.change(tenant=alice.tenant, slug="willow")
    moved = send(**hers)
    assert moved.status_code == 307 and moved.url.startswith("/w/willow/")
    assert send(at=moved.url, **theirs).status_code == 409
    assert send(at=moved.url, **hers).url == f"/w/willow/voices/{voice.id}"
    assert Take.objects.count() == 1
