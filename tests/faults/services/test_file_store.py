"""The store of files: several machines share it and no disk; it goes away, fills up, is another."""

import errno
import os
import signal
import threading
from multiprocessing.connection import Connection

import pytest
from django.db import transaction

from accounts.actor import Actor
from synthesis import storage
from synthesis.dispatch.models import QueueEntry
from synthesis.monitoring import recount
from synthesis.worker.worker import Worker
from tenants.context import in_tenant
from tenants.models import InstallationKey
from tenants.sealing import installation_keys
from tenants.stores import objects, ownership
from tenants.stores.folder import FolderStore
from tenants.stores.port import StoreAway
from tests.faults.proof import (
    assert_idle,
    assert_made,
    audio_without_faults,
    fresh,
    settle,
    submit,
    wait_for,
)
from tests.faults.tone import ToneEngine
from tests.faults.worker import Order, begin
from tests.faults.worker import run as run_worker
from tests.s3_server import keep_files_in, s3_server
from tests.voices.conftest import Agreeable, Hummer, murmur
from voices import storage as voice_storage
from voices import takes
from voices.decode import decode
from voices.enrolment import queue as enrolments
from voices.enrolment.instruments import Instruments
from voices.enrolment.models import ConsentWaiver, PendingEnrolment
from voices.enrolment.run import run
from voices.models import Take, Voice


@pytest.mark.parametrize("moment", ["a segment is spoken", "file written"])
def test_a_late_worker_with_other_audio_replaces_nothing(workers, oak, moment):
    """It is frozen before it writes its file, or after; both make the same segment differently."""
    job = submit(oak)
    late = workers.start(stand_at=moment, nth=2, detuned=500)
    late.wait_until_it_stands()
    late.signal(signal.SIGSTOP)
    late.go_on()
    workers.start()
    settle((oak, job))
    audio = storage.job_audio(oak, job)
    late.signal(signal.SIGCONT)
    lost = ("not ours any more", "was taken away")
    wait_for(lambda: any(line in late.order.log.read_text() for line in lost), "it noticed")
    # The first segment is the late worker's, all others are the second's.
    kept = [storage.read_segment(audio, index) for index in range(audio.segments)]
    expected = audio_without_faults(job.input, job.seed)
    assert kept[0] != expected[0]
    assert kept[1:] == list(expected[1:])
    assert_idle()


@pytest.fixture(scope="module")
def s3():
    """A server of these tests alone, as they keep it from answering."""
    with s3_server() as server:
        yield server


@pytest.fixture
def shared(s3, settings, monkeypatch, tmp_path) -> dict:
    """This process keeps its files in a bucket; what a worker is ordered that shares only that."""
    keep_files_in(s3, settings, monkeypatch)
    mine = {"FILES": settings.FILES, "FILES_PATH_STYLE": True, "DATA": tmp_path / "of a worker"}
    return {"settings": mine, "environment": s3.environment}


def assert_sound_of(tenant) -> None:
    """The other workspaces of this ground have their files in a folder."""
    assert [line for line in recount.differences() if line.startswith(f"{tenant.slug}:")] == []


def impatient(order: Order, talk: Connection) -> None:
    """A worker that does not wait long for an answer of the store."""
    objects.READ_SECONDS = 0.5
    run_worker(order, talk)


def test_workers_and_web_share_object_storage_and_no_disk(workers, ground, doomed, shared):
    job = submit(doomed)
    first = workers.start(stand_at="file written", nth=2, **shared)
    first.wait_until_it_stands()
    first.kill()
    workers.start(**shared)
    settle((doomed, job))
    assert_made(doomed, job)
    assert_sound_of(doomed)
    assert not list((ground.data / "tenants").rglob(f"*{job.id}*"))


def test_a_store_that_is_away_for_a_while_costs_no_segment(workers, doomed, s3, shared):
    job = submit(doomed)
    worker = workers.start(impatient, step_seconds=0.05, **shared)
    wait_for(lambda: fresh(doomed, job).segments_done, "a segment is made")
    s3.stop_answering()
    wait_for(lambda: "the store of files failed" in worker.order.log.read_text(), "it noticed")
    wait_for(lambda: "waiting for the store" in worker.order.log.read_text(), "it waits")
    [entry] = QueueEntry.objects.all()
    assert entry.failures == {}
    s3.answer_again()
    settle((doomed, job))
    assert_made(doomed, job)
    assert worker.alive
    assert_sound_of(doomed)


def test_a_full_disk_waits_and_fails_no_job(doomed, monkeypatch):
    job = submit(doomed)
    is_full = threading.Event()
    is_full.set()
    fsync = os.fsync

    def fill(descriptor: int) -> None:
        if is_full.is_set():
            raise OSError(errno.ENOSPC, "No space left on device")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", fill)
    worker = Worker(ToneEngine(), name="test")
    for _ in range(5):  # more than MAX_ATTEMPTS
        assert worker.run_until_idle() == 0
    [entry] = QueueEntry.objects.all()
    assert entry.failures == {}
    is_full.clear()
    assert worker.run_until_idle() == job.segments_total
    assert_made(doomed, job)
    assert_idle()


def test_a_worker_with_another_folder_makes_nothing(doomed, ground, settings, tmp_path):
    """Its folder is its own machine's: what it writes there nobody would find."""
    ownership.claim()
    try:
        job = submit(doomed)
        settings.FILES = str(tmp_path / "of another machine")
        worker = Worker(ToneEngine(), name="elsewhere")
        for _ in range(5):
            assert worker.run_until_idle() == 0
        [entry] = QueueEntry.objects.all()
        assert entry.failures == {}
        with pytest.raises(SystemExit, match="does not see the files"):
            ownership.check_before_work()
        settings.FILES = str(ground.data)
        Worker(ToneEngine(), name="here").run_until_idle()
        assert_made(doomed, job)
    finally:
        InstallationKey.objects.filter(name=ownership.KEY).delete()
        installation_keys.forget()
        FolderStore(ground.data).remove(ownership.FILE)
    assert_idle()


@pytest.fixture
def take(doomed, shared) -> Take:
    """A recording that waits to be made a voice of, in the bucket."""
    allowed = {"reason": "Contract 17", "by_email": "operator@example.org"}
    ConsentWaiver.objects.create(tenant=doomed, allowed=True, **allowed)
    with in_tenant(doomed), transaction.atomic():
        voice = Voice.objects.create(name="Ms Lin", clip_seconds=5)
        return takes.put(tenant=doomed, voice=voice, clip=decode(murmur(5)), by=Actor())


def enrol_one(order: Order, talk: Connection) -> None:
    """A process that makes one waiting take; it tells when it is done."""
    begin(order)
    run(enrolments.claim(), Instruments(Agreeable(), Agreeable(), [Hummer()]))
    talk.send("done")


def test_a_recording_is_enrolled_on_a_machine_that_shares_the_bucket_alone(
    workers, ground, doomed, shared, take
):
    assert workers.start(enrol_one, **shared).heard() == "done"
    with in_tenant(doomed):
        take.refresh_from_db()
        assert (take.status, take.error_code) == (Take.Status.READY, "")
        assert voice_storage.has_sample(doomed, take.voice_id)
    assert not list((ground.data / "tenants").rglob(f"*{take.id}*"))


def test_a_recording_waits_while_the_store_is_away(doomed, take, settings):
    bucket = settings.FILES
    for _ in range(5):  # more than MAX_ATTEMPTS
        settings.FILES = "s3://no-such-bucket"
        with pytest.raises(StoreAway):
            run(enrolments.claim(), Instruments(Agreeable(), Agreeable(), [Hummer()]))
    [waiting] = PendingEnrolment.objects.filter(subject_id=take.id)
    assert (waiting.attempts, waiting.leased_until) == (0, None)
    settings.FILES = bucket
    run(enrolments.claim(), Instruments(Agreeable(), Agreeable(), [Hummer()]))
    with in_tenant(doomed):
        take.refresh_from_db()
        assert take.status == Take.Status.READY
