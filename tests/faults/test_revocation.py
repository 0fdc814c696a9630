"""Consent is withdrawn while a real worker speaks with its voice."""

import pytest

from accounts.actor import Actor
from synthesis import storage
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit as submit_order
from synthesis.models import Job
from tenants.context import in_tenant
from tenants.models import Tenant
from tests.faults import tone
from tests.faults.in_thread import InThread
from tests.faults.proof import (
    TEXT,
    assert_idle,
    assert_made,
    fresh,
    metered,
    settle,
    submit,
    wait_for,
)
from voices import consents
from voices.models import Consent, Take, Voice, VoiceConditioning


@pytest.fixture
def consent(oak) -> Consent:
    with in_tenant(oak):
        issued = consents.issue(tenant=oak, person="Somebody", language="en", by=Actor())
        Consent.objects.filter(id=issued.id).update(status=Consent.Status.VERIFIED, seconds=5)
        return Consent.objects.get(id=issued.id)


@pytest.fixture
def voice(oak, consent) -> Voice:
    with in_tenant(oak):
        voice = Voice.objects.create(
            name=f"Of {consent.id}", status=Voice.Status.READY, clip_seconds=5, consent=consent
        )
        take = Take.objects.create(voice=voice, status=Take.Status.READY, seconds=5)
        row = VoiceConditioning(voice=voice, take=take, engine=tone.NAME)
        plain = tone.ToneEngine().base_conditioning("somebody").dump()
        row.sealed = oak.seal(plain, about=row.about)
        row.save()
        return voice


def withdraw(tenant: Tenant, consent: Consent) -> None:
    with in_tenant(tenant):
        consents.revoke(tenant=tenant, consent=consent, by=Actor())


@pytest.mark.parametrize(
    "moment",
    ["claimed", "in a step", "a segment is spoken", "file written", "finish not committed"],
)
def test_revoking_a_voice_stops_its_jobs_and_deletes_their_audio(
    workers, ground, oak, elm, voice, consent, moment
):
    finished = submit(oak, "A sentence from before.", voice=voice.id)
    first = workers.start()
    settle((oak, finished))
    first.kill()
    job, waiting = (submit(oak, TEXT, voice=voice.id) for _ in range(2))
    worker = workers.start(stand_at=moment, nth=7 if moment == "in a step" else 2)
    worker.wait_until_it_stands()
    neighbour = submit(elm)
    withdrawing = InThread(withdraw, oak, consent)
    withdrawing.join(0.5)
    worker.go_on()
    withdrawing.result()
    settle((oak, job), (oak, waiting), (elm, neighbour))

    for each in (job, waiting):
        ended = fresh(oak, each)
        assert (ended.status, ended.error_code) == (Job.Status.FAILED, "voice_revoked")
        assert sum(metered(oak, each).values()) == ended.segments_done
        audio = storage.job_audio(oak, each)
        assert not storage.is_kept(audio)
        assert not ground.valkey.exists(audio.stream)
    assert fresh(oak, job).segments_done >= (moment != "claimed")
    kept = storage.job_audio(oak, finished)
    assert storage.has_segment(kept, 0) and not ground.valkey.exists(kept.stream)
    assert_made(elm, neighbour)
    assert_idle()


def test_a_job_committed_after_the_revocation_stops_at_its_first_segment(
    workers, oak, voice, consent
):
    """Submitted before the revocation and committed after it, so the revocation didn't stop it."""
    with in_tenant(oak):
        job = submit_order(tenant=oak, order=Order(text=TEXT, voice=voice.id))
        VoiceConditioning.objects.all().delete()
        Voice.objects.filter(id=voice.id).update(status=Voice.Status.REVOKED)
    workers.start()
    settle((oak, job))
    ended = fresh(oak, job)
    assert (ended.error_code, ended.segments_done) == ("voice_revoked", 0)
    wait_for(lambda: not storage.is_kept(storage.job_audio(oak, job)), "its folder goes")
    assert_idle()
