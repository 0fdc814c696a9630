"""Nothing of a voice lies anywhere in the clear, and nothing at all once it is gone.

Every table is read as a dump would, every file of the data folder (PostgreSQL's own and its
write-ahead log among them), and every key of Valkey.
"""

import base64
import io
import mmap
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

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
from synthesis.stream import Publisher
from tenants import files
from tenants.context import in_tenant
from tenants.services import close_workspace
from tests.voices.conftest import Agreeable, enrol, murmur
from voices import consents, policy, services, storage
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
        self.made = b""

    def conditioning(self, samples, transcript, on_progress) -> bytes:
        ge2e = voice_print(self.encoders, samples, SAMPLE_RATE).ge2e
        self.made = ge2e.astype(np.float32).tobytes()
        return Conditioning(self.engine, 1, {"print": ge2e}).dump()

    def sample(self, conditioning: bytes) -> bytes:
        return murmur(1.5, rate=8_000)


@dataclass
class Traces:
    """What is looked for: each in the clear, as PostgreSQL writes bytes, and in base64."""

    needles: dict[str, bytes]

    def found(self, haystack: bytes) -> set[str]:
        return {
            what
            for what, needle in self.needles.items()
            for form in (needle, needle.hex().encode(), base64.b64encode(needle)[4:-4])
            if form in haystack
        }

    def anywhere(self) -> set[str]:
        seen: set[str] = set()
        for haystack in (*rows(), *valkey_values()):
            seen |= self.found(haystack)
        for path in every_file():
            if path.stat().st_size:
                with path.open("rb") as file, mmap.mmap(file.fileno(), 0, prot=1) as content:
                    seen |= {
                        what
                        for what, needle in self.needles.items()
                        if content.find(needle) >= 0 or content.find(needle.hex().encode()) >= 0
                    }
        return seen


def rows() -> Iterator[bytes]:
    """Each table of each schema, as COPY gives it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables "
            "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        tables = [name for (name,) in cursor.fetchall()]
        assert len(tables) > 20
        for table in tables:
            out = io.BytesIO()
            cursor.cursor.copy_expert(f"COPY {table} TO STDOUT", out)
            yield out.getvalue()


def valkey_values() -> Iterator[bytes]:
    client = redis.Redis.from_url(settings.REDIS_URL)
    for key in client.scan_iter():
        kind = client.type(key).decode()
        if kind == "string":
            yield client.get(key)
        elif kind == "list":
            yield from client.lrange(key, 0, -1)
        elif kind in ("set", "zset"):
            yield repr(client.sort(key, alpha=True)).encode()
        elif kind == "hash":
            yield b"".join(client.hgetall(key).values())
        else:
            assert kind == "stream", kind
            for _entry, fields in client.xrange(key):
                yield b"".join(fields.values())


def every_file() -> list[Path]:
    """All of the installation's: data, PostgreSQL, Valkey; and the tests' tenant folder."""
    roots = [Path(os.environ["LECTERN_DATA"]).parent, settings.TENANT_FILES]
    return [path for root in roots for path in root.rglob("*") if path.is_file()]


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
        consent = consents.issue(tenant=committed, person="Mei", language="zh", by=Actor(person))
        made = services.add_voice(
            tenant=committed,
            name="Mei",
            recording=RECORDING,
            consent=consent,
            by=Actor(person),
            speaker=person,
        )
    enrol(tools)
    with in_tenant(committed):
        made.refresh_from_db()
        assert made.status == "ready"
        job = Job.objects.create(
            engine="kokoro", voice=made.id, input="x", sample_rate=24_000, segments_total=1,
            usage_day=made.created_at.date(), status="completed", finished_at=made.created_at,
        )  # fmt: skip
        audio = job_audio(committed, job)
        audio.folder.mkdir(parents=True)
        Publisher().chunk(audio, segment=0, offset=0, pcm=b"spoken with the voice of Mei")
    return made


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
            "the embedding": printer.made[:400],
            "speech in the voice": b"spoken with the voice of Mei",
        }
    )


def sealed_of(tenant, voice) -> dict[str, bytes]:
    """What is kept of a voice as it is kept: sealed."""
    with in_tenant(tenant):
        row = VoiceConditioning.objects.get(voice=voice)
        take = voice.takes.get()
        return {
            "the sealed conditioning": bytes(row.sealed)[:400],
            "the sealed clip": storage.clip_path(tenant, voice.id, take.id).read_bytes()[:400],
        }


def kept(tenant) -> list[Path]:
    return [path for path in files.folder(tenant).rglob("*") if path.is_file()]


def test_the_search_finds_planted_secrets(committed, voice):
    """Each place in turn: a search that finds nothing proves nothing."""
    needle = secrets.token_bytes(64)
    only = Traces({"it": needle})
    assert only.anywhere() == set()
    valkey = redis.Redis.from_url(settings.REDIS_URL)
    valkey.lpush("planted", needle)
    assert only.anywhere() == {"it"}
    valkey.delete("planted")
    (settings.TENANT_FILES / "planted").write_bytes(b"..." + needle + b"...")
    assert only.anywhere() == {"it"}
    (settings.TENANT_FILES / "planted").unlink()
    with in_tenant(committed):
        VoiceConditioning.objects.update(sealed=b"." + needle)
    assert any(only.found(haystack) for haystack in rows())
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
    assert only.anywhere() == {"it"}


def test_voice_data_is_sealed_while_it_is_kept(committed, voice, traces):
    assert len(kept(committed)) == 3  # clip, consent, sample
    assert traces.anywhere() == {"speech in the voice"}
    sealed = Traces(sealed_of(committed, voice))
    assert sealed.anywhere() == set(sealed.needles), "the search sees what is sealed"


@pytest.mark.parametrize("how", ["voice", "consent", "member", "workspace"])
def test_nothing_of_a_deleted_voice_is_left(committed, person, voice, traces, how):
    sealed = Traces(sealed_of(committed, voice))
    if how == "voice":
        with in_tenant(committed):
            services.delete_voice(tenant=committed, voice=voice)
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
