"""A text is spoken in the requested mood, from the take that was recorded in it."""

from dataclasses import replace

import numpy as np
import pytest

from synthesis import moods
from synthesis.engines import ENGINES
from synthesis.engines.base import Chunk, Conditioning, Unpaced
from synthesis.jobs import resume
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit as submit_order
from synthesis.models import Job
from synthesis.voice_choice import engine_spec
from synthesis.worker.worker import Worker
from tenants.context import in_tenant
from tenants.refusal import Refused
from voices import takes
from voices.models import Take, Voice, VoiceConditioning
from voices.tone import services as tone

SENTENCES = "This is the first of the sentences. " * 4


class Recorder(Unpaced):
    """An engine that says nothing and remembers what it was to speak from."""

    name, sample_rate, languages, max_batch = "kokoro", 24_000, frozenset({"zh", "en"}), 1
    runtime = "none"

    def __init__(self) -> None:
        self.marks: list[str] = []
        self.presets: list[str] = []

    def warm_up(self) -> None: ...

    def base_conditioning(self, name: str) -> Conditioning:
        return Conditioning("kokoro", 1, {"mark": np.array("base")})

    def start(self, request, conditioning):
        self.marks.append(str(conditioning.arrays["mark"]))
        self.presets.append(request.mood_preset)
        return request

    def step(self, decodings) -> list[Chunk]:
        return [Chunk(each, np.zeros(2400, np.float32), final=True) for each in decodings]


@pytest.fixture(autouse=True)
def takes_alone(request, monkeypatch):
    """An engine with no moods of its own, so that those of takes are seen alone."""
    if "with_presets" not in request.fixturenames:
        monkeypatch.setitem(ENGINES, "kokoro", replace(ENGINES["kokoro"], mood_presets=()))


@pytest.fixture
def engine() -> Recorder:
    return Recorder()


@pytest.fixture
def make_voice(alice):
    """A voice of Alice's with a take and a conditioning, marked with its name, for each mood."""

    def make(*moods: str, name: str = "Ms. Lin") -> Voice:
        with in_tenant(alice.tenant):
            voice = Voice.objects.create(name=name, status="ready", clip_seconds=8)
            for mood in moods:
                take = Take.objects.create(voice=voice, mood=mood, status="ready", seconds=8)
                row = VoiceConditioning(voice=voice, take=take, engine="kokoro")
                kept = Conditioning("kokoro", 1, {"mark": np.array(mood)}).dump()
                row.sealed = alice.tenant.seal(kept, about=row.about)
                row.save()
        return voice

    return make


def submit(person, voice: Voice | str, text: str = "Good morning.", **asked) -> Job:
    with in_tenant(person.tenant):
        return submit_order(
            tenant=person.tenant, order=Order(text=text, voice=getattr(voice, "id", voice), **asked)
        )


def test_the_worker_speaks_from_the_take_of_the_mood(alice, make_voice, engine):
    voice = make_voice("neutral", "happy")
    for mood in ("", "happy", "neutral"):
        submit(alice, voice, mood=mood)
    Worker(engine, name="test").run_until_idle()
    assert engine.marks == ["neutral", "happy", "neutral"]


def test_a_voice_without_a_neutral_take_can_speak(alice, make_voice, engine):
    voice = make_voice("sad")
    submit(alice, voice)
    Worker(engine, name="test").run_until_idle()
    assert engine.marks == ["sad"]


def test_a_mood_that_the_voice_lacks_is_refused_by_name(alice, make_voice):
    voice = make_voice("neutral", "happy")
    with pytest.raises(Refused) as refusal:
        submit(alice, voice, mood="angry")
    assert (refusal.value.code, refusal.value.param) == ("emotion_unknown", "mood")
    assert "neutral, happy" in str(refusal.value)
    with pytest.raises(Refused):
        submit(alice, "af_heart", mood="happy")
    assert submit(alice, "af_heart", mood="neutral").mood == "neutral"


def test_a_take_deleted_during_a_job_fails_it_with_a_reason(alice, make_voice, engine):
    voice = make_voice("neutral", "happy")
    job = submit(alice, voice, SENTENCES, mood="happy")
    assert job.segments_total > 1
    start = engine.start

    def start_and_delete(request, conditioning):
        with in_tenant(alice.tenant):
            for take in Take.objects.filter(mood="happy"):
                takes.delete_take(tenant=alice.tenant, take=take)
        return start(request, conditioning)

    engine.start = start_and_delete
    Worker(engine, name="test").run_until_idle()
    with in_tenant(alice.tenant):
        job.refresh_from_db()
        assert (job.status, job.error_code) == ("failed", "mood_deleted")
        assert job.segments_done == 1 and engine.marks == ["happy"]
        assert resume.can_retry(job)
    shown = alice.rest.get(f"/v1/jobs/{job.id}").json()
    assert shown["emotion"] == "happy" and "in this mood was deleted" in shown["error"]["message"]


def test_a_deleted_voice_is_not_reported_as_a_missing_mood(alice, make_voice, engine):
    voice = make_voice("happy")
    job = submit(alice, voice, mood="happy")
    with in_tenant(alice.tenant):
        VoiceConditioning.objects.all().delete()
        Voice.objects.all().delete()
    Worker(engine, name="test").run_until_idle()
    with in_tenant(alice.tenant):
        job.refresh_from_db()
        assert job.error_code == "voice_deleted"


def test_a_default_mood_applies_if_the_voice_has_it(alice, make_voice):
    happy, plain = make_voice("neutral", "happy"), make_voice("neutral", name="Mr. Wu")
    with in_tenant(alice.tenant):
        tone.set_defaults(voice="", values={}, mood="happy")
    assert [submit(alice, v).mood for v in (happy, plain, "af_heart")] == ["happy", "", ""]
    with in_tenant(alice.tenant):
        tone.set_defaults(voice=happy.id, values={}, mood="neutral")
    assert submit(alice, happy).mood == "neutral"
    assert submit(alice, happy, mood="happy").mood == "happy"


def test_an_engines_preset_moods_apply_to_every_voice(alice, make_voice, engine, monkeypatch):
    spec = replace(ENGINES["kokoro"], mood_presets=("whisper", "happy"))
    monkeypatch.setitem(ENGINES, "kokoro", spec)
    voice = make_voice("neutral", "happy")
    with in_tenant(alice.tenant):
        assert moods.moods_of(voice.id, engine=engine_spec()) == [
            "neutral",
            "happy",
            "whisper",
        ]
    for each, mood in ((voice, "happy"), (voice, "whisper"), ("af_heart", "whisper")):
        submit(alice, each, mood=mood)
    Worker(engine, name="test").run_until_idle()
    assert engine.marks == ["happy", "neutral", "base"]
    assert engine.presets == ["", "whisper", "whisper"]


@pytest.fixture
def with_presets() -> tuple[str, ...]:
    """Kokoro as it is."""
    return ENGINES["kokoro"].mood_presets


def test_a_voice_of_one_take_speaks_in_kokoros_moods(alice, make_voice, engine, with_presets):
    voice = make_voice("neutral")
    assert set(with_presets) == {"happy", "sad", "angry", "surprised", "calm"}
    for each in (voice, "af_heart"):
        submit(alice, each, mood="sad")
    submit(alice, make_voice("neutral", "sad", name="Mr. Wu"), mood="sad")
    Worker(engine, name="test").run_until_idle()
    assert engine.marks == ["neutral", "base", "sad"]
    assert engine.presets == ["sad", "sad", ""]  # what was recorded comes before what is made


@pytest.mark.parametrize("path", ["/v1/audio/speech", "/v1/jobs", "/v1/estimates"])
def test_rest_accepts_an_emotion(alice, make_voice, path):
    voice = make_voice("neutral", "happy")
    body = {"model": "kokoro", "input": "Good morning.", "voice": voice.id, "emotion": "happy"}
    answer = alice.rest.post(path, body, format="json")
    assert answer.status_code in (200, 201)
    if path != "/v1/estimates":
        with in_tenant(alice.tenant):
            assert Job.objects.get().mood == "happy"
    refused = alice.rest.post(path, {**body, "emotion": "furious"}, format="json")
    error = refused.json()["error"]
    assert refused.status_code == 400
    assert (error["code"], error["param"]) == ("emotion_unknown", "emotion")
    assert "neutral, happy" in error["message"]
    for nothing in (None, ""):
        answer = alice.rest.post(path, {**body, "emotion": nothing}, format="json")
        assert answer.status_code in (200, 201)


def test_rest_lists_each_voices_emotions(alice, bob, make_voice):
    voice, silent = make_voice("happy", "neutral"), make_voice(name="Mr. Wu")
    listed = alice.rest.get("/v1/audio/voices").json()["data"]
    of_voice = {row["id"]: row["emotions"] for row in listed}
    assert of_voice[voice.id] == ["neutral", "happy"] and of_voice[silent.id] == []
    assert of_voice["af_heart"] == ["neutral"]
    one = alice.rest.get(f"/v1/audio/voices/{voice.id}").json()
    assert one["emotions"] == ["neutral", "happy"]
    assert "happy" not in str(bob.rest.get("/v1/audio/voices").json())
