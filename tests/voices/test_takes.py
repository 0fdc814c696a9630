"""Takes apart from screening: failures, originals, transcripts, moods."""

from tenants import files
from tenants.context import in_tenant
from tests.voices.conftest import enrol, murmur
from tests.voices.enrolment.test_enrolment import ADDRESS, make_voice, sealed_files, take_of, upload
from voices import storage
from voices.enrolment.instruments import UnusableClip
from voices.models import Consent, Take, Voice, VoiceConditioning

CLIP = murmur(5)


def test_a_failing_engine_is_tried_three_times_and_then_reported(
    alice, quick_tools, hummer, waiver
):
    hummer.fails_with = RuntimeError("as asked")
    voice = make_voice(alice, CLIP, "")
    enrol(quick_tools)
    answer = alice.rest.get(f"{ADDRESS}/{voice['id']}").json()
    assert (answer["status"], answer["error"]["code"]) == ("failed", "enrolment_failed")
    hummer.fails_with = UnusableClip("as asked")
    voice = make_voice(alice, CLIP, "", name="Other")
    enrol(quick_tools)
    answer = alice.rest.get(f"{ADDRESS}/{voice['id']}").json()
    assert answer["error"]["code"] == "clip_unusable"
    assert sealed_files(alice) == []


def test_a_voice_deleted_while_it_is_made_stays_deleted(alice, quick_tools, hummer, waiver):
    voice = make_voice(alice, CLIP, "")

    def delete_amid(*arguments):
        assert alice.rest.delete(f"{ADDRESS}/{voice['id']}").status_code == 200
        return b"conditioning"

    hummer.conditioning = delete_amid
    enrol(quick_tools)
    with in_tenant(alice.tenant):
        assert not Voice.objects.exists()
        assert not VoiceConditioning.objects.exists()
    assert not files.store().names(files.folder(alice.tenant))


def test_originals_are_kept_if_the_workspace_wants_it(alice, quick_tools, hummer, waiver):
    page = alice.page("voices/recordings")
    assert alice.browser.post(page, {"keep_originals": "on"}).status_code == 302
    voice = make_voice(alice, CLIP, "")
    enrol(quick_tools)
    take = take_of(alice, voice)
    assert take["original_kept"] and sealed_files(alice) == [f"{take['id']}.sealed"]

    address = f"{ADDRESS}/{voice['id']}/takes/{take['id']}"
    alice.rest.post(address, {"transcript": "Good evening, everyone!"}, format="json")
    enrol(quick_tools)
    assert hummer.transcripts[-1] == "Good evening, everyone!"
    with in_tenant(alice.tenant):
        assert VoiceConditioning.objects.count() == 1

    alice.browser.post(page, {})
    assert sealed_files(alice) == []
    assert not take_of(alice, voice)["original_kept"]


def test_a_transcript_that_was_given_is_used(alice, quick_tools, hummer, waiver):
    make_voice(alice, CLIP, "", ref_text="Good morning, everyone.")
    enrol(quick_tools)
    assert hummer.transcripts == ["Good morning, everyone."]


def test_a_transcript_is_corrected_while_the_take_waits(alice, quick_tools, hummer, waiver):
    voice = make_voice(alice, CLIP, "")
    take = take_of(alice, voice)
    page = alice.page(f"voices/{voice['id']}/takes/{take['id']}/transcript")
    alice.browser.post(page, {"transcript": "Good  morning!"})
    enrol(quick_tools)
    assert hummer.transcripts == ["Good morning!"]
    assert take_of(alice, voice)["transcript_source"] == "given"


def test_moods_have_conditionings_of_their_own(alice, quick_tools, waiver):
    voice = make_voice(alice, CLIP, "")
    enrol(quick_tools)
    alice.rest.post(
        f"{ADDRESS}/{voice['id']}/takes",
        {"audio_sample": upload(CLIP), "mood": "angry"},
    )
    enrol(quick_tools)
    with in_tenant(alice.tenant):
        moods = VoiceConditioning.objects.values_list("take__mood", flat=True)
        assert sorted(moods) == ["angry", "neutral"]
        neutral = Take.objects.get(mood="neutral")
        assert storage.has_sample(alice.tenant, voice["id"])
    gone = alice.rest.delete(f"{ADDRESS}/{voice['id']}/takes/{neutral.id}")
    assert gone.status_code == 200
    [left] = alice.rest.get(f"{ADDRESS}/{voice['id']}/takes").json()["data"]
    last = alice.rest.delete(f"{ADDRESS}/{voice['id']}/takes/{left['id']}")
    assert (last.status_code, last.json()["error"]["code"]) == (409, "last_take")
    with in_tenant(alice.tenant):
        assert VoiceConditioning.objects.count() == 1 and not Consent.objects.exists()
