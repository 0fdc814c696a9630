"""Tone: the job's own setting, else the voice's default, else the workspace's, else the plain."""

import pytest

from accounts.actor import Actor
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit
from synthesis.models import Job
from tenants.refusal import Refused
from voices import services as voices
from voices.models import Voice
from voices.tone import services
from voices.tone.controls import CONTROLS
from voices.tone.models import ToneDefault


def nothing(**but) -> dict:
    return dict.fromkeys(CONTROLS) | but


def test_the_most_specific_default_applies(in_alices):
    services.set_defaults(voice="", values=nothing(speed=0.8, gain_db=3.0))
    services.set_defaults(voice="af_heart", values=nothing(speed=1.2))
    tone = services.tone_for(voice="af_heart", asked={"expressiveness": 0.0})
    assert (tone.speed, tone.gain_db, tone.expressiveness) == (1.2, 3.0, 0.0)
    assert services.tone_for(voice="zf_xiaobei", asked={}).speed == 0.8
    assert services.tone_for(voice="af_heart", asked={"speed": 1.0}).speed == 1.0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("speed", 0.2),
        ("speed", 4.01),
        ("speed", float("nan")),
        ("gain_db", 13),
        ("expressiveness", -1),
    ],
)
def test_a_number_out_of_range_is_refused_by_name(in_alices, name, value):
    with pytest.raises(Refused) as refusal:
        services.tone_for(voice="af_heart", asked={name: value})
    assert refusal.value.param == name
    with pytest.raises(Refused):
        services.set_defaults(voice="", values=nothing(**{name: value}))
    assert not ToneDefault.objects.exists()


def test_a_job_keeps_the_tone_of_its_submission(in_alices, alice):
    services.set_defaults(voice="", values=nothing(sentence_pause_ms=500, paragraph_pause_ms=900))
    job = submit(
        tenant=alice.tenant,
        order=Order(
            text="This is a first sentence here.\nThis is a second sentence, a longer one. "
            "And this is the third sentence that there is, which is the longest of them all.",
            voice="af_heart",
        ),
    )
    services.set_defaults(voice="", values=nothing())
    pauses = list(job.segments.values_list("pause_ms", flat=True))
    assert pauses[0] == 900 and pauses[-1] == 0
    assert set(pauses[1:-1]) <= {500}
    assert Job.objects.get(id=job.id).paragraph_pause_ms == 900


def test_deleting_a_voice_deletes_its_tone(in_alices, alice):
    voice = Voice.objects.create(name="Ms. Lin", status="ready", clip_seconds=8)
    services.set_defaults(voice=voice.id, values=nothing(speed=1.2))
    voices.delete_voice(tenant=alice.tenant, voice=voice, by=Actor())
    assert not ToneDefault.objects.exists()


def test_defaults_can_be_set_on_the_page(alice):
    page = alice.page("tone/")
    answer = alice.browser.post(page, {"speed": "1.5", "max_sample_rate": "16000"})
    assert answer.status_code == 302
    assert 'value="1.5"' in alice.browser.get(page).content.decode()
    assert alice.browser.post(page, {"speed": "9"}).status_code == 422
    assert alice.browser.get(alice.page("tone/no-such-voice")).status_code == 404


def test_a_preview_uses_unsaved_numbers(alice, in_alices):
    fields = {"voice": "af_heart", "text": "Good morning.", "speed": "2"}
    answer = alice.browser.post(alice.page("tone/try"), fields)
    job = Job.objects.get()
    assert job.speed == 2 and f"previews/{job.id}/audio" in answer.content.decode()
    refused = alice.browser.post(alice.page("tone/try"), fields | {"speed": "20"})
    assert 'role="alert"' in refused.content.decode()
    assert Job.objects.count() == 1


def test_audio_is_never_sampled_higher_than_the_workspace_allows(alice, in_alices):
    services.set_defaults(voice="", values=nothing(), max_sample_rate=16_000)
    assert services.max_sample_rate() == 16_000
    with pytest.raises(Refused):
        services.set_defaults(voice="", values=nothing(), max_sample_rate=12_345)
