"""No data of a voice is stored in the clear, and none is left once it is deleted."""

import secrets

import numpy as np
import pytest
import redis
from django.conf import settings
from django.db import connection

from accounts.actor import Actor
from accounts.models import Membership, User
from accounts.services import delete_user
from synthesis.engines.base import Conditioning
from synthesis.models import Job
from synthesis.storage import job_audio
from synthesis.streaming.publisher import Publisher
from tenants import files
from tenants.context import in_tenant
from tenants.services import close_workspace
from tests.stored import on_disk
from tests.traces import Traces, rows, valkey_values
from tests.voices.conftest import Agreeable, enrol, murmur
from voices import consents, policy, releases, services, storage
from voices.confirmation import Speaker
from voices.consent.speaker import voice_print
from voices.decode import SAMPLE_RATE, decode
from voices.enrolment import instruments
from voices.enrolment.instruments import Instruments
from voices.models import Consent, VoiceConditioning


class KeepsThePrint:
    """An engine whose conditioning is the speaker's embedding, as it is."""

    engine = "print"

    def __init__(self) -> None:
        self.encoders = instruments.encoders()
        self.embedding = b""

    def conditioning(self, samples, transcript, on_progress) -> bytes:
        ge2e = voice_print(self.encoders, samples, SAMPLE_RATE).ge2e
        self.embedding = ge2e.astype(np.float32).tobytes()
        return Conditioning(self.engine, 1, {"print": ge2e}).dump()

    def sample(self, conditioning: bytes) -> bytes:
        return murmur(1.5, rate=8_000)


@pytest.fixture(scope="module")
def printer() -> KeepsThePrint:
    return KeepsThePrint()


@pytest.fixture
def tools(printer) -> Instruments:
    return Instruments(Agreeable(), Agreeable(), [printer])


RECORDING = murmur(5, rate=24_000)


@pytest.fixture
def person(committed) -> User:
    user = User.objects.create_user(f"{committed.slug}@example.org", name="Mei")
    Membership.objects.create(user=user, tenant=committed)
    return user


@pytest.fixture
def voice(committed, person, tools):
    """A finished voice whose original is kept, and a job that was spoken with it."""
    with in_tenant(committed):
        policy.set_keeps_originals(tenant=committed, keep=True)
        accepted = releases.current(tenant=committed, language="zh").digest
        consent = consents.issue(
            tenant=committed,
            person="Mei",
            language="zh",
            by=Actor(person),
            speaker=Speaker(own=True, release=accepted),
        )
        created = services.add_voice(
            tenant=committed,
            name="Mei",
            recording=RECORDING,
            consent=consent,
            by=Actor(person),
            speaker=person,
        )
    enrol(tools)
    with in_tenant(committed):
        created.refresh_from_db()
        assert created.status == "ready"
        job = Job.objects.create(
            engine="kokoro", voice=created.id, input="x", sample_rate=24_000, segments_total=1,
            usage_day=created.created_at.date(), status="completed", finished_at=created.created_at,
        )  # fmt: skip
        audio = job_audio(committed, job)
        files.store().make(audio.folder)
        Publisher().chunk(
            audio, segment=0, attempt="a", offset=0, pcm=b"spoken with the voice of Mei"
        )
    return created


@pytest.fixture
def traces(voice, printer) -> Traces:
    clip = decode(RECORDING).samples
    middle = slice(40_000, 40_400)
    at = RECORDING.index(b"data") + 8 + 80_000
    return Traces(
        {
            "the clip's samples": clip[middle].astype("<f4").tobytes(),
            "the clip's PCM": (clip[middle] * 32767).round().astype("<i2").tobytes(),
            "the uploaded WAV": RECORDING[at : at + 800],
            "the embedding": printer.embedding[:400],
            "speech in the voice": b"spoken with the voice of Mei",
        }
    )


def sealed_of(tenant, voice) -> dict[str, bytes]:
    """The sealed data of a voice, as stored."""
    with in_tenant(tenant):
        row = VoiceConditioning.objects.get(voice=voice)
        take = voice.takes.get()
        return {
            "the sealed conditioning": bytes(row.sealed)[:400],
            "the sealed clip": files.store().read(storage.clip_name(tenant, voice.id, take.id))[
                :400
            ],
        }


def kept(tenant) -> list[str]:
    return files.store().names(files.folder(tenant))


def test_the_search_finds_planted_secrets(committed, voice):
    """A secret is planted in each place in turn, so that an empty result means something."""
    needle = secrets.token_bytes(64)
    only = Traces({"it": needle})
    assert only.anywhere() == set()
    valkey = redis.Redis.from_url(settings.REDIS_URL)
    valkey.lpush("planted", needle)
    assert only.anywhere() == {"it"}
    valkey.delete("planted")
    (on_disk("tenants") / "planted").write_bytes(b"..." + needle + b"...")
    assert only.anywhere() == {"it"}
    (on_disk("tenants") / "planted").unlink()
    with in_tenant(committed):
        VoiceConditioning.objects.update(sealed=b"." + needle)
    assert any(only.found(haystack) for haystack in rows())
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
    assert only.anywhere() == {"it"}


def test_voice_data_is_sealed_while_it_is_kept(committed, voice, traces):
    assert len(kept(committed)) == 3  # clip, consent, sample
    assert traces.anywhere() == set()
    sealed = Traces(sealed_of(committed, voice))
    assert sealed.anywhere() == set(sealed.needles), "the search sees what is sealed"


@pytest.mark.parametrize("how", ["voice", "consent", "member", "workspace"])
def test_nothing_of_a_deleted_voice_is_left(committed, person, voice, traces, how):
    sealed = Traces(sealed_of(committed, voice))
    if how == "voice":
        with in_tenant(committed):
            services.delete_voice(tenant=committed, voice=voice, by=Actor(person))
    elif how == "consent":
        with in_tenant(committed):
            consents.revoke(tenant=committed, consent=voice.consent, by=Actor(person))
    elif how == "member":
        delete_user(user=person)
    else:
        close_workspace(tenant=committed)
    assert kept(committed) == []
    assert traces.anywhere() == set()
    # Of what was sealed, PostgreSQL's own files hold deleted rows until it cleans them up; no
    # row, no file of ours and no key of Valkey does.
    for haystack in (*rows(), *valkey_values()):
        assert sealed.found(haystack) == set()
    if how != "workspace":
        with in_tenant(committed):
            assert Consent.objects.get().statement, "the record stays"
