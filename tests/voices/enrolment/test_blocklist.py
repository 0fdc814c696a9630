"""Of a speaker whom the operator has blocked nothing is enrolled, in whichever workspace."""

from io import StringIO

import numpy as np
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from activity.models import Entry
from activity.reading import entries_of
from activity.who import command
from tenants.context import in_tenant
from tenants.refusal import Refused
from tenants.sealing.keys import Undecryptable
from tests.voices.conftest import enrol, wav
from tests.voices.enrolment.test_copies import outcome, voice_of
from tests.voices.enrolment.test_enrolment import upload
from voices.consent.check import ClipCheck, ConsentChecker
from voices.consent.speaker import Likeness
from voices.decode import SAMPLE_RATE, decode
from voices.enrolment import blocklist, instruments
from voices.enrolment.models import BlockedSpeaker, ConsentWaiver
from voices.models import Consent, Voice

WHY = "She has asked us herself, report 7"


@pytest.fixture
def believing(quick_tools, monkeypatch):
    """Instruments for which every recording is right, and which hear who speaks."""
    agreeable = type(quick_tools.checker)
    monkeypatch.setattr(agreeable, "encoders", instruments.encoders(), raising=False)
    monkeypatch.setattr(agreeable, "voice_print", ConsentChecker.voice_print, raising=False)
    right = ClipCheck("", Likeness(1.0, 1.0), None, None)
    monkeypatch.setattr(agreeable, "clip_check", lambda *_recordings: right, raising=False)
    return quick_tools


@pytest.fixture(scope="session")
def heather(recordings) -> list[np.ndarray]:
    """Two recordings of one person, 6 s each at SAMPLE_RATE."""
    samples = decode(recordings / "libri_198.ogg").samples
    return np.split(samples[: 12 * SAMPLE_RATE], 2)


@pytest.fixture(scope="session")
def somebody(recordings) -> np.ndarray:
    """Another person."""
    return decode(recordings / "libri_1320.mp3").samples[: 8 * SAMPLE_RATE]


@pytest.fixture
def blocked(alice, believing, heather) -> BlockedSpeaker:
    """The speaker of a voice of Alice's, blocked."""
    voice_id = voice_of(alice, heather[0], "Ms H")
    enrol(believing)
    made = blocklist.block(
        tenant=alice.tenant, source_id=voice_id, reason=WHY, by=command("x"), report_id="report_7"
    )
    assert made.status == "waits"
    enrol(believing)
    made.refresh_from_db()
    assert (made.status, made.problem) == ("holds", "")
    return made


def under_contract(owner, samples: np.ndarray, name: str) -> str:
    """Have a voice made without consent; returns its id."""
    ConsentWaiver.objects.create(tenant=owner.tenant, allowed=True, reason="x", by_email="o@x.org")
    given = {"name": name, "audio_sample": upload(wav(samples, SAMPLE_RATE))}
    return owner.rest.post("/v1/audio/voices", given).json()["id"]


def test_a_blocked_speaker_is_refused_everywhere_until_unblocked(
    alice, bob, believing, blocked, heather, somebody
):
    here = voice_of(alice, heather[1], "Again")
    elsewhere = voice_of(bob, heather[1], "Elsewhere")
    other = voice_of(bob, somebody, "Somebody else")
    enrol(believing)
    assert outcome(alice, here) == outcome(bob, elsewhere) == "speaker_blocked"
    assert outcome(bob, other) == "ready"
    with in_tenant(bob.tenant):
        consent = Consent.objects.get(voices=elsewhere)
        assert (consent.status, consent.reason) == ("rejected", "speaker_blocked")
        assert not consent.has_recording
    contracted = under_contract(bob, heather[1], "Under contract")
    enrol(believing)
    assert outcome(bob, contracted) == "speaker_blocked"
    refused = Entry.objects.filter(action="speaker.refused", thing_id=blocked.id, workspace=None)
    workspaces = sorted(each.details["workspace"] for each in refused)
    assert workspaces == ["alice-school", "bob-school", "bob-school"]

    blocklist.unblock(block_id=blocked.id, reason="it was a mistake", by=command("x"))
    after = voice_of(bob, heather[1], "After")
    enrol(believing)
    assert outcome(bob, after) == "ready"
    blocked.refresh_from_db()
    assert (blocked.status, bytes(blocked.sealed)) == ("ended", b"")


def test_a_clip_beside_an_older_consent_is_refused_too(alice, believing, heather):
    first = voice_of(alice, heather[0], "First")
    enrol(believing)
    blocklist.block(tenant=alice.tenant, source_id=first, reason=WHY, by=command("x"))
    enrol(believing)
    more = {"mood": "happy", "audio_sample": upload(wav(heather[1], SAMPLE_RATE))}
    take = alice.rest.post(f"/v1/audio/voices/{first}/takes", more).json()
    enrol(believing)
    taken = alice.rest.get(f"/v1/audio/voices/{first}/takes/{take['id']}").json()
    assert taken["error"]["code"] == "speaker_blocked"
    assert outcome(alice, first) == "ready", "what is there stays"


def test_nobody_learns_whose_voice_it_is(alice, bob, believing, blocked, heather):
    before = set(entries_of(bob.tenant))
    voice = voice_of(bob, heather[1], "Elsewhere")
    enrol(believing)
    page = bob.browser.get(bob.page(f"voices/{voice}")).content.decode()
    assert "has blocked this speaker" in page
    answer = bob.rest.get(f"/v1/audio/voices/{voice}").content.decode()
    for told in (WHY, "report_7", blocked.id, blocked.source_id, "alice", "Alice"):
        assert told not in page and told not in answer
    more = set(entries_of(bob.tenant)) - before
    assert not [each for each in more if each.action.startswith("speaker.")]
    # The workspace whose voice it was learns that it is blocked, not why.
    [own] = [each for each in entries_of(alice.tenant) if each.action == "speaker.blocked"]
    assert (own.thing_id, own.details) == (blocked.source_id, {})


def test_what_is_kept_is_sealed_for_one_block(blocked, heather):
    print_ = blocklist.heard(heather[0], _Checker())
    assert blocklist.to_bytes(print_)[:64] not in bytes(blocked.sealed)
    other = BlockedSpeaker(id="block_other", sealed=blocked.sealed)
    with pytest.raises(Undecryptable):
        list(blocklist._opened([other]))


class _Checker:
    encoders = None
    voice_print = ConsentChecker.voice_print

    def __init__(self) -> None:
        self.encoders = instruments.encoders()


def test_a_block_needs_a_recording(alice, believing, heather):
    voice_id = voice_of(alice, heather[0], "Ms H")
    enrol(believing)
    with pytest.raises(Refused) as none:
        blocklist.block(tenant=alice.tenant, source_id="voice_x", reason=WHY, by=command("x"))
    assert none.value.code == "block_source_not_found"
    waiting = blocklist.block(tenant=alice.tenant, source_id=voice_id, reason=WHY, by=command("x"))
    with in_tenant(alice.tenant):
        consent_id = Voice.objects.get(id=voice_id).consent_id
    alice.rest.post(f"/v1/audio/voice_consents/{consent_id}/revoke")
    enrol(believing)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.problem) == ("failed", "recording_gone")
    with pytest.raises(Refused) as gone:
        blocklist.block(tenant=alice.tenant, source_id=consent_id, reason=WHY, by=command("x"))
    assert gone.value.code == "block_without_recording"


def test_the_command_blocks_by_a_recording_and_ends_it(
    alice, believing, heather, recordings, tmp_path
):
    file = tmp_path / "her.wav"
    file.write_bytes(wav(heather[0], SAMPLE_RATE))
    out = StringIO()
    call_command("block_speaker", recording=file, reason=WHY, stdout=out)
    block_id, status = out.getvalue().split()
    assert status == "holds"
    voice = voice_of(alice, heather[1], "Ms H")
    enrol(believing)
    assert outcome(alice, voice) == "speaker_blocked"
    out = StringIO()
    call_command("block_speaker", stdout=out)
    assert block_id in out.getvalue() and WHY in out.getvalue()
    call_command("block_speaker", end=block_id, reason="asked", stdout=StringIO())
    assert BlockedSpeaker.objects.get().status == "ended"
    for wrong in (
        {"end": block_id, "reason": "again"},
        {"workspace": "x", "reason": "y"},
        {"source": "x"},
    ):
        with pytest.raises(CommandError):
            call_command("block_speaker", **{"source": "x", **wrong})
