"""Audio that can be deleted is never played from a cache without asking."""

import pytest

from synthesis import storage
from synthesis.encode import FORMATS
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit
from synthesis.models import Job
from tenants import files
from tenants.context import in_tenant
from tests.web.audio.test_every_route import finish, whole
from voices import storage as voice_storage


@pytest.fixture
def job(alice) -> Job:
    """A completed preview, which pages play and programs can ask for."""
    with in_tenant(alice.tenant):
        order = Order(text="Hello there.", voice="af_heart", purpose=Job.Purpose.PREVIEW)
        job = submit(tenant=alice.tenant, order=order)
        finish(alice.tenant, job)
        return job


@pytest.fixture
def addresses(alice, job) -> list:
    """(client, address) of each way to a completed job's audio."""
    return [
        (alice.browser, alice.page(f"previews/{job.id}/audio")),
        (alice.rest, f"/v1/jobs/{job.id}/audio"),
        (alice.rest, f"/v1/jobs/{job.id}/audio?format=wav"),
    ]


def test_audio_is_revalidated_and_gone_once_deleted(alice, job, addresses):
    for client, address in addresses:
        first = client.get(address)
        assert first["Cache-Control"] == "private, no-cache"
        assert whole(first, alice)
        again = client.get(address, headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 304
        assert (again["ETag"], again["Cache-Control"]) == (first["ETag"], "private, no-cache")
    tags = {client.get(address)["ETag"] for client, address in addresses}
    assert len(tags) == 2  # each format has its own
    assert alice.rest.delete(f"/v1/jobs/{job.id}").status_code == 200
    for client, address in addresses:
        gone = client.get(address, headers={"If-None-Match": ", ".join(tags)})
        assert gone.status_code == 404 and "no-store" in gone["Cache-Control"]


def test_a_segment_made_again_is_fetched_again(alice, job, addresses):
    before = [client.get(address)["ETag"] for client, address in addresses]
    with in_tenant(alice.tenant):
        again = b"\0\2" * 9_000
        audio = storage.job_audio(alice.tenant, job)
        storage.write_segment(audio, 0, again, may_replace=lambda: True)
    for (client, address), tag in zip(addresses, before, strict=True):
        fresh = client.get(address, headers={"If-None-Match": tag})
        assert fresh.status_code == 200 and fresh["ETag"] != tag


def test_a_range_of_other_bytes_is_not_given(alice, job):
    address = f"/v1/jobs/{job.id}/audio?format=wav"
    tag = alice.rest.get(address)["ETag"]
    wanted = {"Range": "bytes=10-19"}
    assert alice.rest.get(address, headers={**wanted, "If-Range": tag}).status_code == 206
    assert alice.rest.get(address, headers={**wanted, "If-Range": '"other"'}).status_code == 200


@pytest.mark.parametrize("name", list(FORMATS))
def test_one_etag_means_the_same_bytes(alice, job, name):
    address = f"/v1/jobs/{job.id}/audio?format={name}"
    first, second = alice.rest.get(address), alice.rest.get(address)
    assert first["ETag"] == second["ETag"]
    assert whole(first, alice) == whole(second, alice)


def test_a_voices_sample_is_not_kept_at_all(alice, voice):
    files.store().make(voice_storage.voice_folder(alice.tenant, voice.id))
    voice_storage.write_sample(alice.tenant, voice.id, b"RIFF")
    answer = alice.browser.get(alice.page(f"voices/{voice.id}/sample"))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
