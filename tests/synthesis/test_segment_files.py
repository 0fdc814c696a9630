"""The files of segments: lossless, sealed, with a length that can be asked for alone."""

import numpy as np
import pytest

from synthesis import segment_files, storage
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit
from synthesis.models import Job, Segment
from synthesis.monitoring import recount
from tenants import files
from tenants.context import in_tenant
from tenants.sealing import sealed_files
from tenants.sealing.keys import Undecryptable
from tenants.stores.folder import FolderStore

KEY, OTHER = bytes(32), bytes([1] * 32)
ABOUT = "segment:3:0"
NAME = f"00003{segment_files.SUFFIX}"


@pytest.fixture
def store(tmp_path) -> FolderStore:
    return FolderStore(tmp_path)


def noise(samples: int) -> bytes:
    return np.random.default_rng(7).integers(-32768, 32768, samples, np.int16).tobytes()


def hum(samples: int) -> bytes:
    return (9_000 * np.sin(np.arange(samples) / 40)).astype("<i2").tobytes()


def sealed(pcm: bytes, rate: int = 24_000) -> bytes:
    return segment_files.sealed(pcm, sample_rate=rate, key=KEY, about=ABOUT)


@pytest.mark.parametrize("pcm", [b"", b"\1\2", hum(24_000), noise(100_000), b"\xff\x7f\0\x80" * 9])
@pytest.mark.parametrize("rate", [8_000, 24_000, 48_000])
def test_the_samples_come_back_to_the_bit(store, pcm, rate):
    store.write(NAME, sealed(pcm, rate))
    assert segment_files.read(store, NAME, key=KEY, about=ABOUT) == pcm
    assert segment_files.pcm_bytes(store, NAME) == len(pcm)


def test_speech_takes_less_room_and_nothing_of_it_is_in_the_clear(store):
    pcm = hum(240_000)
    data = sealed(pcm)
    assert len(data) < len(pcm) / 2
    assert b"fLaC" not in data and pcm[1000:1040] not in data


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@pytest.mark.parametrize("at", [0, 4, 11, 20, 60, -1])
def test_a_changed_file_is_refused(store, at):
    data = sealed(hum(5_000))
    store.write(NAME, flipped(data, at % len(data)))
    with pytest.raises(Undecryptable):
        segment_files.read(store, NAME, key=KEY, about=ABOUT)


@pytest.mark.parametrize("wrong", [{"key": OTHER}, {"about": "segment:4:0"}])
def test_another_job_or_segment_does_not_open_it(store, wrong):
    store.write(NAME, sealed(hum(5_000)))
    with pytest.raises(Undecryptable):
        segment_files.read(store, NAME, **{"key": KEY, "about": ABOUT, **wrong})


def test_audio_from_before_is_read_counted_and_deleted(alice, monkeypatch):
    """An installation that was upgraded has files of sealed PCM."""
    pcm = hum(24_000)
    with in_tenant(alice.tenant):
        job = submit(tenant=alice.tenant, order=Order(text="Hello there.", voice="af_heart"))
        audio = storage.job_audio(alice.tenant, job)
        name = audio.segment_before(0)
        sealed_files.write(files.store(), name, pcm, key=audio.key(), about=audio.about(0))
        Segment.objects.filter(job=job).update(finished_at=job.created_at, audio_ms=1000)
        Job.objects.filter(id=job.id).update(status="completed", segments_done=1, audio_ms=1000)
    assert storage.has_segment(audio, 0)
    assert storage.read_segment(audio, 0, start=8) == pcm[8:]
    assert storage.segment_bytes(audio, 0) == len(pcm)
    assert storage.made(audio).sizes == {0: len(pcm)}
    # The test is a transaction already.
    monkeypatch.setattr(recount, "ISOLATE", "SELECT 1")
    assert not [line for line in recount.differences() if "kept of" in line]
    address = f"/v1/jobs/{job.id}/audio?format=pcm"
    assert alice.rest.get(address)["Content-Length"] == str(len(pcm))
    storage.unmake(audio, 0)
    assert not storage.has_segment(audio, 0)
