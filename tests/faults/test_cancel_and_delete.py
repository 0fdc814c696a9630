"""Cancelling and deleting jobs while they are being made."""

import asyncio
import random
import shutil
import time

import pytest
from django.db import transaction

from accounts.actor import Actor
from billing import quota
from billing.usage.models import DailyUsage
from synthesis import storage, tasks
from synthesis.dispatch import queue
from synthesis.dispatch.models import QueueEntry
from synthesis.engines.base import Conditioning
from synthesis.jobs.outcomes import ending
from synthesis.models import Job
from synthesis.storage import JobAudio
from synthesis.streaming.stream import AudioEnded, follow
from tenants import files
from tenants.context import in_tenant
from tenants.models import Tenant
from tenants.services import close_workspace, open_workspace
from tests.faults import tone
from tests.faults.in_thread import InThread
from tests.faults.proof import (
    TEXT,
    assert_idle,
    assert_made,
    assert_metered_as_kept,
    assert_sound,
    fresh,
    metered,
    settle,
    submit,
    wait_for,
)
from tests.stored import on_disk
from voices.models import Take, Voice, VoiceConditioning
from voices.services import delete_voice

SHORT = "One short sentence is all there is."


def cancel(tenant: Tenant, job: Job) -> bool:
    with in_tenant(tenant):
        return ending.cancel(tenant=tenant, job_id=job.id)


def hear(audio: JobAudio) -> bytes:
    async def everything() -> bytes:
        return b"".join([pcm async for pcm in follow(audio)])

    return asyncio.run(everything())


def test_cancel_before_the_finish_commits_waits_for_it(workers, oak):
    job = submit(oak, SHORT)
    worker = workers.start(stand_at="finish not committed")
    worker.wait_until_it_stands()
    cancelling = InThread(cancel, oak, job)
    cancelling.join(0.5)
    assert cancelling.is_alive()
    worker.go_on()
    assert cancelling.result() is False
    assert_made(oak, job)
    assert_idle()


def test_cancel_before_the_finish_begins_wins(workers, oak):
    job = submit(oak, SHORT)
    worker = workers.start(stand_at="file written")
    worker.wait_until_it_stands()
    assert cancel(oak, job)
    worker.go_on()
    wait_for(lambda: "not ours any more" in worker.order.log.read_text(), "it noticed")
    assert fresh(oak, job).status == Job.Status.CANCELLED
    assert not metered(oak, job)
    assert_idle()


def test_a_cancel_that_races_a_finish_has_one_outcome(workers, oak):
    """Many rounds, at random moments around the end: each job has one consistent outcome."""
    chance = random.Random(1)
    workers.start()
    workers.start()
    outcomes = []
    for _ in range(25):
        job = submit(oak, SHORT, interactive=True)
        time.sleep(chance.uniform(0, 0.25))
        won = cancel(oak, job)
        ended = fresh(oak, job)
        assert ended.status == (Job.Status.CANCELLED if won else Job.Status.COMPLETED)
        assert_metered_as_kept(oak, job)
        outcomes.append(won)
    assert len(set(outcomes)) == 2, "both orders were to be seen"
    assert_idle()


def test_a_deleted_job_ends_its_listeners_at_once(workers, oak):
    """The job's folder is gone, and with it the mark that it ended."""
    job = submit(oak)
    worker = workers.start(stand_at="in a step", nth=7)
    worker.wait_until_it_stands()
    audio = storage.job_audio(oak, job)
    listener = InThread(hear, audio)
    with in_tenant(oak):
        ending.delete_job(tenant=oak, job_id=job.id)
        ending.delete_job(tenant=oak, job_id=job.id)
    worker.go_on()
    with pytest.raises(AudioEnded):
        listener.result()
    assert not storage.is_kept(audio)
    assert_idle()


def test_a_closed_workspace_ends_its_listeners_at_once(doomed):
    """Nobody has marked its jobs as ended."""
    job = submit(doomed)
    listener = InThread(hear, storage.job_audio(doomed, job))
    time.sleep(0.5)
    close_workspace(tenant=doomed)
    with pytest.raises(AudioEnded):
        listener.result()


def test_a_job_can_be_deleted_while_its_cancellation_waits(oak):
    with in_tenant(oak):
        job = submit(oak)
        with transaction.atomic():
            quota.lock(job.usage_day)
            cancelling = InThread(cancel, oak, job)
            cancelling.join(0.5)
            queue.drop(job.id)
            reserved = sum(job.segments.values_list("estimate_ms", flat=True))
            quota.release(day=job.usage_day, reserved_ms=reserved, spender=job.spender)
            Job.objects.get(id=job.id).delete()
        storage.remove(storage.job_audio(oak, job))
    assert cancelling.result() is False
    assert_idle()


def test_jobs_can_be_deleted_while_they_are_made(workers, oak):
    chance = random.Random(2)
    workers.start()
    workers.start()
    for _ in range(15):
        job = submit(oak)
        time.sleep(chance.uniform(0, 0.4))
        with in_tenant(oak):
            threads = [
                InThread(delete_in, oak, job),
                InThread(delete_in, oak, job),
                InThread(cancel, oak, job),
            ]
            for thread in threads:
                thread.result()
        assert not storage.is_kept(storage.job_audio(oak, job))
    assert_idle()


def delete_in(tenant: Tenant, job: Job) -> None:
    with in_tenant(tenant):
        ending.delete_job(tenant=tenant, job_id=job.id)


def a_voice(tenant: Tenant) -> Voice:
    with in_tenant(tenant):
        voice = Voice.objects.create(
            name=f"A person {time.monotonic()}", status=Voice.Status.READY, clip_seconds=5
        )
        plain = tone.ToneEngine().base_conditioning("somebody").dump()
        assert Conditioning.load(plain).engine == tone.NAME
        take = Take.objects.create(voice=voice, status=Take.Status.READY, seconds=5)
        row = VoiceConditioning(voice=voice, take=take, engine=tone.NAME)
        row.sealed = tenant.seal(plain, about=row.about)
        row.save()
        return voice


def test_a_voice_deleted_while_it_speaks_fails_its_jobs_with_that_reason(workers, oak, elm):
    voice = a_voice(oak)
    job, waiting = (submit(oak, TEXT, voice=voice.id) for _ in range(2))
    neighbour = submit(elm)
    worker = workers.start(stand_at="in a step", nth=7)
    worker.wait_until_it_stands()
    with in_tenant(oak):
        delete_voice(tenant=oak, voice=voice, by=Actor())
    worker.go_on()
    settle((oak, job), (oak, waiting), (elm, neighbour))
    for each in (job, waiting):
        ended = fresh(oak, each)
        assert (ended.status, ended.error_code) == (Job.Status.FAILED, "voice_deleted")
    assert_made(elm, neighbour)
    assert_idle()


@pytest.mark.parametrize(
    "moment",
    ["claim not committed", "claimed", "in a step", "file written", "finish not committed"],
)
def test_a_workspace_can_be_deleted_while_its_job_is_made(workers, doomed, elm, moment):
    submit(doomed)
    folder = files.folder(doomed)
    worker = workers.start(stand_at=moment, together=2)
    worker.wait_until_it_stands()
    neighbour = submit(elm)
    closing = InThread(lambda: close_workspace(tenant=doomed))
    closing.join(0.5)
    worker.go_on()
    closing.result()
    assert not Tenant.objects.filter(id=doomed.id).exists()
    assert not on_disk(folder).exists()
    settle((elm, neighbour))
    assert_made(elm, neighbour)
    assert worker.alive
    assert_idle()


def test_a_workspace_can_be_deleted_during_its_claims(workers, ground):
    """Its claims, finishes and submissions interleave with the deletion in every order."""
    chance = random.Random(3)
    for _ in range(3):
        workers.start(together=4)
    for turn in range(5):
        tenant = open_workspace(name="Doomed", slug=f"amid-{turn}-{time.time_ns()}", plan="campus")
        for seed in range(6):
            submit(tenant, TEXT, seed=seed)
        time.sleep(chance.uniform(0, 0.5))
        close_workspace(tenant=tenant)
        assert not on_disk(files.folder(tenant)).exists()
        tasks.sweep()
    assert not QueueEntry.objects.exists()
    assert all(worker.alive for worker in workers.workers)
    assert_sound()


def test_audio_of_a_deleted_job_stays_counted(workers, oak):
    with in_tenant(oak):
        before = sum(DailyUsage.objects.values_list("used_ms", flat=True))
    job = submit(oak)
    workers.start()
    settle((oak, job))
    audio_ms = fresh(oak, job).audio_ms
    delete_in(oak, job)
    with in_tenant(oak):
        assert sum(DailyUsage.objects.values_list("used_ms", flat=True)) == before + audio_ms
    assert_idle()


@pytest.mark.parametrize("broken", [(shutil, "rmtree"), (Job, "delete")])
def test_an_interrupted_deletion_can_be_repeated(oak, workers, monkeypatch, broken):
    """No audio is left that nothing refers to."""
    job = submit(oak)
    workers.start()
    settle((oak, job))
    ours = on_disk(storage.job_audio(oak, job).folder)
    jobs = ours.parent
    others = set(jobs.iterdir()) - {ours}
    with monkeypatch.context() as patch, pytest.raises(OSError, match="killed"):
        patch.setattr(*broken, killed)
        delete_in(oak, job)
    assert fresh(oak, job)
    delete_in(oak, job)
    assert set(jobs.iterdir()) == others
    assert_idle()


def killed(*_args, **_kwargs) -> None:
    raise OSError("killed")
