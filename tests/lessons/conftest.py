"""Lessons of Alice's workspace, and a worker's part without an engine."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from lessons.access import Role, Viewer
from lessons.material import from_text
from lessons.models import Lesson
from lessons.services import documents
from synthesis import storage
from synthesis.dispatch import queue
from synthesis.engines import ENGINES
from synthesis.engines.base import Conditioning
from synthesis.jobs.claimed_segment import start_segment
from synthesis.jobs.outcomes.finish import finish_segment
from synthesis.monitoring import recount
from synthesis.storage import job_audio
from voices.models import Take, Voice, VoiceConditioning

TEXT = "Good morning. Open your books. 同学们好。"


@pytest.fixture(autouse=True)
def inside_of_a_transaction(monkeypatch) -> None:
    """A test's transaction has begun already: its isolation can't be set any more."""
    monkeypatch.setattr(recount, "ISOLATE", "SELECT 1")


@pytest.fixture
def viewer(alice, in_alices) -> Viewer:
    """Alice, who owns the workspace; its schema is open."""
    return Viewer(alice.tenant, Role.ADMIN, user=alice.user.id)


@pytest.fixture
def write(viewer) -> Callable[..., Lesson]:
    """Writes a lesson of Alice's."""

    def write(text: str = TEXT, **more) -> Lesson:
        return documents.create(viewer=viewer, material=from_text(text), **more).lesson

    return write


@pytest.fixture
def drawing(monkeypatch) -> None:
    """The default engine says a text differently with another seed."""
    monkeypatch.setitem(ENGINES, "kokoro", replace(ENGINES["kokoro"], draws=True))


@pytest.fixture
def make_voice(in_alices) -> Callable[[], Voice]:
    """Makes a voice of Alice's that the default engine can speak with."""

    def make(name: str = "Ms. Lin", mood: str = "neutral") -> Voice:
        voice = Voice.objects.create(name=name, status="ready", clip_seconds=8)
        take = Take.objects.create(voice=voice, mood=mood, status="ready", seconds=8)
        row = VoiceConditioning(voice=voice, take=take, engine="kokoro")
        kept = Conditioning("kokoro", 1, {"mark": np.array(mood)}).dump()
        row.sealed = in_alices.seal(kept, about=row.about)
        row.save()
        return voice

    return make


def make_all(tenant, *, most: int = 1000) -> int:
    """Make what waits, as a worker would; returns how many segments were made."""
    made = 0
    while made < most and (claim := queue.claim(engine="kokoro", worker="by-hand")):
        job, segment = start_segment(claim=claim)
        length = 100 + segment.index
        pcm = b"\1\0" * 24 * length
        storage.write_segment(job_audio(tenant, job), claim.segment_index, pcm)
        finish_segment(claim=claim, audio_ms=length)
        made += 1
    return made


def differences(tenant) -> list[str]:
    """What the recount finds wrong with this workspace."""
    return [each for each in recount.differences() if each.startswith(tenant.slug)]
