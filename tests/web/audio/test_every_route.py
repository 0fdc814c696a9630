"""No route returns audio without a label; the routes come from the URL table."""

import asyncio
import base64
import json

import pytest
from django.conf import settings

from synthesis import storage
from synthesis.aigc.label import labels_in
from synthesis.aigc.producer import HEADER, producer
from synthesis.dispatch import queue
from synthesis.encode import FORMATS
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit
from synthesis.models import Job, Segment
from synthesis.storage import job_audio
from synthesis.worker import engine_process
from synthesis.worker.enroller import EngineEnroller
from tenants import files
from tenants.context import in_tenant
from tests.faults.tone import VOICE, HummingKokoro
from tests.web.test_isolation import routes
from voices import storage as voice_storage
from voices.models import Voice

AUDIO_TYPES = {each.content_type for each in FORMATS.values()} | {"audio/basic", "audio/mpeg"}
EXPECTED = {
    "w/<slug:slug>/previews/<str:job_id>/audio",
    "w/<slug:slug>/voices/<str:voice_id>/sample",
    "w/<slug:slug>/lessons/<str:lesson_id>/audio",
    "w/<slug:slug>/lessons/<str:lesson_id>/lines/<str:key>/audio",
    "w/<slug:slug>/lessons/<str:lesson_id>/export",
    "v1/lessons/<str:lesson_id>/audio",
    "v1/lessons/<str:lesson_id>/export",
    "v1/lessons/<str:lesson_id>/lines/<str:key>/audio",
    "v1/audio/speech",
    "v1/jobs/<str:job_id>/audio",
    "v1/text-to-speech/<str:voice>",
    "v1/text-to-speech/<str:voice>/stream",
    "v1/text-to-speech/<str:voice>/with-timestamps",
    "v1/text-to-speech/<str:voice>/stream/with-timestamps",
    "v1/history/<str:job_id>/audio",
}
BODIES = [
    {"model": "kokoro", "input": "Hello there.", "voice": "af_heart"},
    {"text": "Hello there."},
]


def finish(tenant, job) -> None:
    """Finish the job like a worker, with silence for audio."""
    audio = job_audio(tenant, job)
    for segment in job.segments.all():
        storage.write_segment(audio, segment.index, b"\0\1" * 12_000)
    Segment.objects.filter(job=job).update(audio_ms=500, finished_at=job.created_at)
    queue.drop(job.id)
    total = job.segments_total
    done = {"segments_done": total, "audio_ms": 500 * total}
    Job.objects.filter(id=job.id).update(status="completed", **done)


@pytest.fixture(scope="module")
def sample(django_db_setup, django_db_blocker) -> bytes:
    """A voice's sample: hummed, as loading Kokoro takes a processor many seconds, and labelled as
    all that an engine speaks."""
    engine = HummingKokoro()
    # The database has the key that labels it.
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patched:
        patched.setattr(engine_process, "engine", lambda name: engine)
        return EngineEnroller(engine).sample(engine.base_conditioning(VOICE).dump())


@pytest.fixture
def alices(alice, sample) -> dict[str, str]:
    """A finished job, lesson and voice of Alice's, keyed by route parameters."""
    lesson = {"lines": [{"key": "line001", "text": "Hi."}], "access": "edit"}
    written = alice.rest.post("/v1/lessons", lesson, format="json").json()["id"]
    alice.rest.post(f"/v1/lessons/{written}/make", {}, format="json")
    with in_tenant(alice.tenant):
        finish(alice.tenant, Job.objects.get(purpose=Job.Purpose.LESSON))
        order = Order(text="Hello there.", voice="af_heart", purpose=Job.Purpose.PREVIEW)
        job = submit(tenant=alice.tenant, order=order)
        finish(alice.tenant, job)
        voice = Voice.objects.create(name="Ms Lin", status="ready", clip_seconds=6)
        files.store().make(voice_storage.voice_folder(alice.tenant, voice.id))
        voice_storage.write_sample(alice.tenant, voice.id, sample)
    return {
        "<slug:slug>": alice.tenant.slug,
        "<str:job_id>": job.id,
        "<str:lesson_id>": written,
        "<str:key>": "line001",
        "<str:voice_id>": voice.id,
        "<str:voice>": "af_heart",
        "<int:index>": "0",
    }


def whole(answer, alice) -> bytes:
    """The body of the response; finishes its job first if necessary."""
    if not answer.streaming:
        return answer.content
    with in_tenant(alice.tenant):
        for job in Job.objects.filter(status="queued"):
            finish(alice.tenant, job)

    async def collect() -> bytes:
        return b"".join([block async for block in answer.streaming_content])

    if answer.is_async:
        return asyncio.run(collect())
    return b"".join(answer.streaming_content)


def audio_answers(alice, alices):
    """Route, response and audio of every call that returns audio to Alice."""
    for route in [*routes("w/"), *routes(("v1/", "v2/"))]:
        path = "/" + route
        for name, value in alices.items():
            path = path.replace(name, value)
        if "<" in path:
            continue
        rest = route.startswith(("v1/", "v2/"))
        client = alice.rest if rest else alice.browser
        answers = [client.get(path)]
        if rest:  # a page's buttons delete things, and none of them speaks
            answers += [client.post(path, body, format="json") for body in BODIES]
        for answer in answers:
            kind = answer.headers.get("Content-Type", "").partition(";")[0]
            if kind in AUDIO_TYPES or kind.startswith("audio/"):
                yield route, answer, whole(answer, alice)
            elif kind == "application/x-ndjson":
                lines = map(json.loads, whole(answer, alice).splitlines())
                pieces = (base64.b64decode(line["audio_base64"]) for line in lines)
                yield route, answer, b"".join(pieces)
            elif kind == "application/json" and answer.status_code == 200:
                body = json.loads(whole(answer, alice))
                if isinstance(body, dict) and "audio_base64" in body:
                    yield route, answer, base64.b64decode(body["audio_base64"])


def test_every_route_labels_its_audio(alice, alices):
    found = set()
    for route, _answer, audio in audio_answers(alice, alices):
        labels = list(labels_in(audio))
        assert labels and producer().made(labels[0]), f"{route} gives out audio without a label"
        assert alice.tenant.slug not in json.dumps(labels)
        assert str(alice.tenant.id) not in json.dumps(labels)
        found.add(route)
    assert found >= EXPECTED


@pytest.mark.parametrize("name", list(FORMATS))
def test_every_format_of_a_job_is_labelled(alice, alices, name):
    path = f"/v1/jobs/{alices['<str:job_id>']}/audio?format={name}"
    answer = alice.rest.get(path)
    labels = list(labels_in(whole(answer, alice) + answer[HEADER].encode()))
    assert all(producer().made(label) for label in labels)
    assert len(labels) == (2 if FORMATS[name].taggable else 1)


def test_the_page_recognises_our_files(client, alice, alices, db, tmp_path):
    audio = whole(alice.rest.get(f"/v1/jobs/{alices['<str:job_id>']}/audio"), alice)
    cases = {
        "made_here": audio,
        "other": b"RIFF" + producer().label("x").replace('"Label": "1"', '"Label": "2"').encode(),
        "unlabelled": b"RIFF" + bytes(100),
    }
    for verdict, data in cases.items():
        file = tmp_path / "clip.mp3"
        file.write_bytes(data)
        with file.open("rb") as upload:
            answer = client.post("/made-here.json", {"file": upload})
        told = answer.json()
        assert (told["object"], told["verdict"]) == ("label_check", verdict)
        assert told["producer"] == settings.CONTENT_PRODUCER
    with file.open("rb") as upload:
        page = client.post("/made-here", {"file": upload})
    assert "Nothing in this file says" in page.content.decode()
    assert client.post("/made-here").status_code == 422
    assert client.post("/made-here.json").json()["error"]["param"] == "file"
