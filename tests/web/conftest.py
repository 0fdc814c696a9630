"""Objects that pages show: a finished job, a running job, a voice; and a colleague of Alice's."""

import asyncio
from collections.abc import Callable
from unittest.mock import Mock

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import Membership, User
from synthesis.models import Job, Segment
from tenants import files
from tenants.stores.port import Store
from tests.conftest import Person
from tests.s3_server import keep_files_in
from voices.models import Voice
from web.activity import file as activity_file


def whole_of(answer) -> bytes:
    """All bytes of a streamed answer."""

    async def read() -> bytes:
        return b"".join([block async for block in answer.streaming_content])

    return async_to_sync(read)()


@pytest.fixture(params=["folder", "objects"])
def store(request, settings, monkeypatch) -> Store:
    """The store of all tenants' files: once in a folder, once in a bucket."""
    if request.param == "objects":
        keep_files_in(request.getfixturevalue("s3"), settings, monkeypatch)
    return files.store()


@pytest.fixture
def voice(in_alices) -> Voice:
    """A finished voice of Alice's workspace."""
    return Voice.objects.create(
        name="Ms. Lin", status=Voice.Status.READY, progress=100, clip_seconds=8
    )


@pytest.fixture
def make_job(in_alices) -> Callable[..., Job]:
    """Writes a job of Alice's workspace with `done` of its three sentences made."""

    def make(status: str, *, done: int = 0, voice: str = "af_heart", error_code: str = "") -> Job:
        sentences = ["Good morning.", "同学们好！", "Open your books."]
        now = timezone.now()
        job = Job.objects.create(
            status=status,
            engine="kokoro",
            voice=voice,
            input=" ".join(sentences),
            sample_rate=24_000,
            segments_total=len(sentences),
            segments_done=done,
            audio_ms=done * 2_000,
            usage_day=now.date(),
            error_code=error_code,
        )
        for index, text in enumerate(sentences):
            made = {"audio_ms": 2_000, "finished_at": now} if index < done else {}
            Segment.objects.create(
                job=job, index=index, text=text, language="en", estimate_ms=2_000, **made
            )
        return job

    return make


@pytest.fixture
def in_chinese(alice: Person) -> Client:
    """Alice's browser, set to Simplified Chinese."""
    alice.browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    return alice.browser


@pytest.fixture
def colleague(alice) -> Person:
    """Carol, a plain member of Alice's workspace."""
    user = User.objects.create_user("carol@example.org", None, name="Carol")
    Membership.objects.create(user=user, tenant=alice.tenant)
    return Person(user, alice.tenant)


@pytest.fixture
def same_connection(monkeypatch) -> Mock:
    """Files of the activity log are read on the test's own connection, so that they hold what it
    has not committed. Given is what stands there for the connection that threads close."""
    stands_in = Mock()
    monkeypatch.setattr(asyncio, "to_thread", lambda read, *given: sync_to_async(read)(*given))
    monkeypatch.setattr(activity_file, "connection", stands_in)
    return stands_in
