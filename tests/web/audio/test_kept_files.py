"""A whole file is encoded once, kept, and answers ranges from what is stored."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from synthesis import kept_files, storage
from synthesis.encode import FORMATS
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit
from synthesis.models import Job
from synthesis.monitoring import recount
from synthesis.storage import job_audio
from tenants import derived_files, files, retention
from tenants.backup import stored_files
from tenants.context import in_tenant
from tenants.models import Tenant
from tenants.sealing import sealed_files
from tenants.sealing.sealed_files import SealedFile
from tenants.stores.port import StoreAway
from tests.web.audio.test_every_route import finish, whole
from web.audio import whole_file

LONG = b"".join(bytes([index % 251, index // 7 % 90]) for index in range(200_000))


@pytest.fixture(autouse=True)
def shared_snapshot(monkeypatch, db):
    monkeypatch.setattr(recount, "ISOLATE", "SELECT 1")


@pytest.fixture
def job(alice, store) -> Job:
    with in_tenant(alice.tenant):
        job = submit(tenant=alice.tenant, order=Order(text="Hello there.", voice="af_heart"))
        finish(alice.tenant, job)
        say(alice, job, LONG)
        Job.objects.filter(id=job.id).update(finished_at=timezone.now())
        job.refresh_from_db()
    return job


@pytest.fixture
def encoded(monkeypatch) -> list:
    """The formats in which a file was encoded, in order."""
    runs = []
    real = whole_file.encode_file

    def counted(audio_format, *args, **more):
        runs.append(audio_format.name)
        return real(audio_format, *args, **more)

    monkeypatch.setattr(whole_file, "encode_file", counted)
    return runs


def say(alice, job: Job, pcm: bytes) -> None:
    with in_tenant(alice.tenant):
        storage.write_segment(job_audio(alice.tenant, job), 0, pcm, may_replace=lambda: True)


def get(alice, job: Job, audio_format: str = "mp3", wanted: str = "") -> bytes:
    headers = {"Range": wanted} if wanted else {}
    address = f"/v1/jobs/{job.id}/audio?format={audio_format}"
    return whole(alice.rest.get(address, headers=headers), alice)


def kept(alice, job: Job) -> list[str]:
    with in_tenant(alice.tenant):
        folder = job_audio(alice.tenant, job).folder
    return [name for name in files.store().names(folder) if derived_files.is_derived(name)]


@pytest.mark.parametrize("name", list(FORMATS))
def test_ranges_are_bytes_of_the_first_answer_and_encode_nothing(alice, job, encoded, name):
    first = get(alice, job, name)
    length = len(first)
    ranges = [(0, 2), (length // 2, length // 2 + 70_000), (length - 3, length), (1, length)]
    for start, end in ranges:
        got = get(alice, job, name, f"bytes={start}-{min(end, length) - 1}")
        assert got == first[start:end]
    assert get(alice, job, name) == first
    assert encoded == [name] and len(kept(alice, job)) == 1


def test_a_first_request_for_a_range_keeps_the_whole(alice, job, encoded):
    part = get(alice, job, "wav", "bytes=50-59")
    assert get(alice, job, "wav")[50:60] == part
    answer = alice.rest.get(
        f"/v1/jobs/{job.id}/audio?format=wav", headers={"Range": "bytes=99999999-"}
    )
    assert answer.status_code == 416
    assert encoded == ["wav"]


def test_each_format_and_rate_has_its_own(alice, job, encoded):
    first, other = get(alice, job, "wav"), get(alice, job, "wav&sample_rate=8000")
    assert len(other) < len(first) / 2
    assert get(alice, job, "wav&sample_rate=8000") == other
    assert get(alice, job, "wav") == first
    assert encoded == ["wav", "wav"]


def test_only_the_chunks_that_are_asked_for_are_decrypted(alice, job, monkeypatch):
    get(alice, job, "wav")
    chunks = []
    real = SealedFile._opened

    def counted(self, number, chunk):
        chunks.append(number)
        return real(self, number, chunk)

    monkeypatch.setattr(SealedFile, "_opened", counted)
    get(alice, job, "wav", "bytes=200000-200001")
    last = len(LONG) // sealed_files.CHUNK
    assert chunks == [last, 200_000 // sealed_files.CHUNK]


@pytest.mark.parametrize("store", ["folder"], indirect=True)
def test_seeks_while_it_is_encoded_wait_for_the_first(store, monkeypatch):
    runs, begun, go_on = [], threading.Event(), threading.Event()

    def slowly(audio_format, pcm, *, out, **more):
        runs.append(audio_format.name)
        begun.set()
        assert go_on.wait(20)
        out.write(LONG)

    monkeypatch.setattr(whole_file, "encode_file", slowly)
    monkeypatch.setattr(whole_file, "tags_for", lambda *_: {})
    store.make("tenants/one")
    there = derived_files.DerivedFile("tenants/one/whole", lambda: bytes(32), lambda: None)

    def ask(wanted: str):
        request = RequestFactory().get("/", headers={"Range": wanted} if wanted else {})
        how = {"sample_rate": 24_000, "out_rate": None, "produce_id": "job", "kept": there}
        return whole_file.kept_response(
            request, FORMATS["opus"], [], tag='"made-of"', origin=lambda: None, **how
        )

    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(ask, "")
        assert begun.wait(20)
        seeks = [pool.submit(ask, f"bytes={at}-{at + 9}") for at in (0, 70_000, 300_000)]
        time.sleep(0.2)
        go_on.set()
        answers = [each.result(20) for each in [first, *seeks]]
    assert [answer["Content-Length"] for answer in answers] == [str(len(LONG)), "10", "10", "10"]
    assert runs == ["opus"] and not whole_file._locks


def test_what_is_kept_can_be_read_by_nobody_without_the_key(alice, job):
    get(alice, job, "wav")
    (name,) = kept(alice, job)
    stored = files.store().read(name)
    assert b"RIFF" not in stored and LONG[:64] not in stored


def test_a_sentence_made_again_gives_new_bytes_and_drops_the_old_file(alice, job, encoded):
    first = get(alice, job)
    old = kept(alice, job)
    with in_tenant(alice.tenant):
        job.revisions = {"0": 1}
        job.save()
        audio = job_audio(alice.tenant, job)
        storage.write_segment(audio, 0, LONG[::-1])
        storage.remove_older(audio, 0)
    assert kept(alice, job) == []
    assert get(alice, job) != first
    assert len(kept(alice, job)) == 1 and kept(alice, job) != old
    assert encoded == ["mp3", "mp3"]


def test_a_deleted_job_leaves_nothing(alice, job):
    get(alice, job)
    with in_tenant(alice.tenant):
        folder = job_audio(alice.tenant, job).folder
    assert alice.rest.delete(f"/v1/jobs/{job.id}").status_code == 200
    assert list(files.store().files(folder)) == []


def test_a_job_deleted_while_it_is_encoded_leaves_nothing(alice, job, monkeypatch):
    with in_tenant(alice.tenant):
        audio = job_audio(alice.tenant, job)
    real = whole_file.encode_file

    def deleted_meanwhile(*args, **more):
        real(*args, **more)
        storage.remove(audio)

    monkeypatch.setattr(whole_file, "encode_file", deleted_meanwhile)
    assert get(alice, job)
    assert list(files.store().files(audio.folder)) == []


@pytest.mark.parametrize("store", ["folder"], indirect=True)
def test_the_answer_is_given_where_nothing_can_be_kept(alice, job, encoded, monkeypatch, caplog):
    def full(*args, **more):
        raise StoreAway("no room", full=True)

    monkeypatch.setattr(type(files.store()), "write_from", full)
    assert get(alice, job) == get(alice, job)
    assert encoded == ["mp3", "mp3"] and "was not kept: no room" in caplog.text


@pytest.mark.parametrize("store", ["folder"], indirect=True)
def test_nothing_is_kept_while_the_disk_is_nearly_full(alice, job, settings, caplog):
    settings.LOW_DISK_MB = 10**12
    assert get(alice, job)
    assert kept(alice, job) == [] and "was not kept" in caplog.text


def test_a_damaged_file_is_made_again(alice, job, encoded, caplog):
    first = get(alice, job)
    (name,) = kept(alice, job)
    files.store().write(name, files.store().read(name)[:-1])
    again = get(alice, job)
    assert again[-500:] == first[-500:] and again != first, "it is signed anew"
    assert get(alice, job, wanted="bytes=0-1") == again[:2]
    assert encoded == ["mp3", "mp3"] and "is damaged" in caplog.text


def test_the_nightly_run_deletes_what_was_kept_a_week_ago(alice, job, store, encoded):
    get(alice, job)
    night(alice)
    assert len(kept(alice, job)) == 1
    with in_tenant(alice.tenant):
        written = Job.objects.get(id=job.id).whole_at
        Job.objects.update(whole_at=written - derived_files.KEPT - timedelta(minutes=1))
    night(alice)
    assert kept(alice, job) == []
    with in_tenant(alice.tenant):
        assert Job.objects.get(id=job.id).whole_at is None
        assert storage.has_segment(job_audio(alice.tenant, job), 0)
    get(alice, job)
    assert encoded == ["mp3", "mp3"]


def night(alice) -> None:
    with in_tenant(alice.tenant):
        while kept_files.forget_old(tenant=alice.tenant):
            pass


@pytest.mark.parametrize("store", ["folder"], indirect=True)
def test_the_nightly_run_has_the_step(alice, job, settings):
    assert "synthesis.kept_files.forget_old" in settings.RETENTION_STEPS_OF_TENANT
    get(alice, job)
    with in_tenant(alice.tenant):
        Job.objects.update(whole_at=timezone.now() - timedelta(days=8))
    while retention.work(seconds=60):
        pass
    assert kept(alice, job) == []


def test_recounting_knows_what_is_kept(alice, job):
    def lines() -> list[str]:
        return [line for line in recount.differences() if "is kept" in line or "no job" in line]

    get(alice, job)
    assert lines() == []
    with in_tenant(alice.tenant):
        Job.objects.update(whole_at=None)
    (line,) = lines()
    assert job.id in line


def test_a_backup_leaves_it_out(alice, job):
    get(alice, job)
    (name,) = kept(alice, job)
    tenant = Tenant.objects.get(id=alice.tenant.id)
    saved = [name for name, _content, _size in stored_files.all_of(tenant)]
    assert saved and not any(derived_files.is_derived(each) for each in saved)
    assert files.store().exists(name)
