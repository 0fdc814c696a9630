"""Every JSON answer that the OpenAPI document describes is what it says, with nothing beside it."""

import asyncio
import json
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator
from rest_framework.test import APIClient

from accounts import tokens
from billing import quota
from billing.spender import Spender
from lessons.access import Role, Viewer
from lessons.links import services as links
from lessons.links.models import ShareLink
from lessons.material import from_text
from lessons.services import documents, making
from synthesis import storage
from synthesis.dispatch import queue
from synthesis.encode import FORMATS, StreamEncoder
from synthesis.engines.base import WordTime
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit
from synthesis.made_here import LAYERS, verdict
from synthesis.made_here.finding import Finding, Found, Sure
from synthesis.models import Job, Segment
from synthesis.word_times import WordTimes
from tenants.context import in_tenant
from tenants.limits import limits_of
from tests.voices.conftest import murmur
from tests.web.api.test_reference import closed, operations
from voices.enrolment.models import ConsentWaiver
from voices.models import Consent, Take, Voice
from web.audio import made_here_schema
from web.elevenlabs import dialect, timed_audio
from workspace_exports.models import WorkspaceExport

ENTRIES = [
    {"word": "重庆", "kind": "pinyin", "value": "chóng qìng", "language": "zh"},
    {"word": "重庆", "kind": "respelling", "value": "Chongqing"},
]
SCREENING = {
    "accepted": False,
    "reasons": [
        {
            "code": "noise",
            "sentence": "There is some noise.",
            "tip": "Record in a quieter room.",
            "spans": [[0.0, 1.5]],
        }
    ],
    "measures": {"snr_db": 4.5, "pitch_hz": None},
}
TEXT = "A first sentence is here to begin with. Then a second and longer one has words."


@pytest.fixture
def job(alice) -> Job:
    """A job of one second a segment, which then failed."""
    with in_tenant(alice.tenant):
        job = submit(tenant=alice.tenant, order=Order(text=TEXT, voice="af_heart"))
        audio = storage.job_audio(alice.tenant, job)
        for segment in job.segments.all():
            storage.write_segment(audio, segment.index, b"\0\0" * 24_000)
        Segment.objects.filter(job=job).update(audio_ms=1000, finished_at=job.created_at)
        queue.drop(job.id)
        Job.objects.filter(id=job.id).update(
            status="failed", error_code="worker_lost", finished_at=job.created_at
        )
    return job


@pytest.fixture
def finished(alice) -> Job:
    """A completed job; its sentences can be made again."""
    with in_tenant(alice.tenant):
        job = submit(tenant=alice.tenant, order=Order(text=TEXT, voice="af_heart"))
        Segment.objects.filter(job=job).update(audio_ms=1000, finished_at=job.created_at)
        queue.drop(job.id)
        Job.objects.filter(id=job.id).update(
            status="completed",
            segments_done=job.segments_total,
            audio_ms=1000 * job.segments_total,
            finished_at=job.created_at,
        )
    return job


@pytest.fixture
def voice(alice) -> Voice:
    """A voice that is ready, with a consent that was refused."""
    with in_tenant(alice.tenant):
        consent = Consent.objects.create(
            person="Chen Wei", language="en", statement="I am.", reason="consent_nothing_said"
        )
        return Voice.objects.create(
            name="Ms Chen", status=Voice.Status.READY, clip_seconds=6, consent=consent
        )


@pytest.fixture
def take(alice) -> Take:
    """One of two recordings of a voice that needs no consent; screening refused the other."""
    ConsentWaiver.objects.create(
        tenant=alice.tenant, allowed=True, reason="Contract 17", by_email="operator@example.org"
    )
    with in_tenant(alice.tenant):
        voice = Voice.objects.create(name="Mr He", status=Voice.Status.READY, clip_seconds=6)
        Take.objects.create(
            voice=voice,
            seconds=6,
            status=Take.Status.REFUSED,
            error_code="clip_refused",
            screening=SCREENING,
        )
        Take.objects.create(voice=voice, seconds=6, status=Take.Status.READY)
        return Take.objects.create(voice=voice, seconds=6.123, transcript="Hello.", language="en")


@pytest.fixture
def used(alice) -> None:
    """Two seconds of audio are used today."""
    with in_tenant(alice.tenant):
        limits, spender = limits_of(alice.tenant), Spender(voice="af_heart", member=alice.user.id)
        day = quota.reserve(tenant=alice.tenant, limits=limits, audio_ms=2000, spender=spender)
        quota.settle(
            tenant=alice.tenant,
            day=day,
            reserved_ms=2000,
            used_ms=2000,
            identifier="job_x:0:0",
            spender=spender,
        )


@pytest.fixture(scope="module")
def documented():
    """The schema of each operation's JSON answers, which allows no other properties."""
    reference = SchemaGenerator().get_schema(request=None, public=True)
    return {
        name: closed(content["application/json"]["schema"], reference)
        for name, operation in operations(reference)
        for status, answer in operation["responses"].items()
        if status.startswith("2") and "application/json" in (content := answer.get("content", {}))
    }


def calls(job, finished, voice, take, lesson, line):
    """(operation, method, address, body, format of the body), in an order that can be asked."""
    jobs, voices, consents = "/v1/jobs", "/v1/audio/voices", "/v1/audio/voice_consents"
    text = {"input": "Hello there.", "voice": "af_heart"}

    def upload(**more):
        return {"audio_sample": SimpleUploadedFile("a.wav", murmur(5)), **more}

    yield "createEstimate", "post", "/v1/estimates", text, "json"
    page = {"origin": "https://page.example", "voice": "af_heart"}
    yield "createClientToken", "post", "/v1/client_tokens", page, "json"
    yield "createJob", "post", jobs, text, "json"
    yield "listJobs", "get", jobs, None, None
    yield "listJobs", "get", f"{jobs}?limit=1&live=0", None, None
    yield "listSegments", "get", f"{jobs}/{job.id}/segments", None, None
    yield "retrieveSegment", "get", f"{jobs}/{job.id}/segments/0", None, None
    again = {"input": "Something else."}
    yield "remakeSegment", "post", f"{jobs}/{finished.id}/segments/0", again, "json"
    yield "retrieveJob", "get", f"{jobs}/{finished.id}", None, None
    yield "retrieveJob", "get", f"{jobs}/{job.id}", None, None
    yield "deleteJob", "delete", f"{jobs}/{job.id}", None, None

    yield "createVoice", "post", voices, upload(name="Ms Li"), "multipart"
    yield "listVoices", "get", voices, None, None
    yield "listVoices", "get", f"{voices}?limit=1", None, None
    yield "retrieveVoice", "get", f"{voices}/{voice.id}", None, None
    yield "updateVoice", "post", f"{voices}/{voice.id}", {"name": "Ms Wu"}, "json"
    takes = f"{voices}/{take.voice_id}/takes"
    yield "createVoiceTake", "post", takes, upload(mood="happy"), "multipart"
    yield "listVoiceTakes", "get", takes, None, None
    yield "retrieveVoiceTake", "get", f"{takes}/{take.id}", None, None
    said = {"transcript": "Good evening."}
    yield "updateVoiceTake", "post", f"{takes}/{take.id}", said, "json"
    yield "deleteVoiceTake", "delete", f"{takes}/{take.id}", None, None

    of = f"{consents}/{voice.consent_id}"
    asked = {"name": "Li Na", "language": "zh-CN"}
    yield "createVoiceConsent", "post", consents, asked, "json"
    yield "listVoiceConsents", "get", consents, None, None
    yield "retrieveVoiceConsent", "get", of, None, None
    yield "updateVoiceConsent", "post", of, {"name": "Chen"}, "json"
    yield "retrieveVoiceAliases", "get", "/v1/audio/voice_aliases", None, None
    yield "updateVoiceAliases", "patch", "/v1/audio/voice_aliases", {"nova": "af_sky"}, "json"
    yield "elevenlabsVoices", "get", "/v1/voices", None, None
    yield "elevenlabsSearchVoices", "get", "/v2/voices?page_size=2", None, None
    yield "elevenlabsVoice", "get", "/v1/voices/af_heart", None, None
    yield "elevenlabsVoice", "get", f"/v1/voices/{voice.id}", None, None
    new = {"name": "Ms Sun", "files": [SimpleUploadedFile("b.wav", murmur(5))]}
    yield "elevenlabsAddVoice", "post", "/v1/voices/add", new, "multipart"
    own = f"/v1/voices/{voice.id}"
    yield "elevenlabsEditVoice", "post", f"{own}/edit", {"name": "Ms Chen Wei"}, "multipart"
    yield "elevenlabsDefaultSettings", "get", "/v1/voices/settings/default", None, None
    yield "elevenlabsVoiceSettings", "get", f"{own}/settings", None, None
    changed = {"stability": 0.2}
    yield "elevenlabsEditVoiceSettings", "post", f"{own}/settings/edit", changed, "json"
    dictionaries = "/v1/pronunciation-dictionaries"
    yield "elevenlabsDictionaries", "get", dictionaries, None, None
    yield "elevenlabsDictionary", "get", f"{dictionaries}/workspace", None, None
    yield "elevenlabsUser", "get", "/v1/user", None, None
    yield "elevenlabsSubscription", "get", "/v1/user/subscription", None, None
    yield "elevenlabsHistory", "get", "/v1/history?page_size=1", None, None
    item = f"/v1/history/{finished.id}"
    yield "elevenlabsHistoryItem", "get", item, None, None
    yield "elevenlabsDeleteHistoryItem", "delete", item, None, None
    yield "elevenlabsDeleteVoice", "delete", f"/v1/voices/{take.voice_id}", None, None
    yield "deleteVoice", "delete", f"{voices}/{voice.id}", None, None
    yield "revokeVoiceConsent", "post", f"{of}/revoke", None, None
    yield "deleteVoiceConsent", "delete", of, None, None

    lessons, of = "/v1/lessons", f"/v1/lessons/{lesson.id}"
    yield "createLesson", "post", lessons, {"input": "Hello. 你好。"}, "json"
    file = SimpleUploadedFile("river.txt", b"A river flows to the sea.")
    yield "importLesson", "post", f"{lessons}/import", {"file": file}, "multipart"
    yield "listLessons", "get", f"{lessons}?limit=1", None, None
    yield "retrieveLineWords", "get", f"{of}/lines/{line}/words", None, None
    yield "retrieveLineReadings", "get", f"{of}/lines/{line}/readings", None, None
    patch = {"base_revision": 1, "upsert": [{"key": line, "text": "Good evening."}]}
    yield "updateLesson", "patch", of, patch, "json"
    yield "retrieveLesson", "get", of, None, None
    yield "estimateLesson", "get", f"{of}/estimate", None, None
    yield "makeLesson", "post", f"{of}/make", {}, "json"
    yield "listLessonLines", "get", f"{of}/lines", None, None
    yield "stopLesson", "post", f"{of}/stop", None, None
    yield "listLessonVersions", "get", f"{of}/versions", None, None
    link = ShareLink.objects.get().id
    yield "createLessonShare", "post", f"{of}/shares", {"days": 7}, "json"
    yield "listLessonShares", "get", f"{of}/shares", None, None
    yield "revokeLessonShare", "delete", f"{of}/shares/{link}", None, None
    yield "duplicateLesson", "post", f"{of}/duplicate", None, None
    yield "deleteLesson", "delete", of, None, None
    yield "restoreLesson", "post", f"{of}/restore", {}, "json"

    book = "/v1/pronunciations"
    yield "replacePronunciations", "put", book, {"entries": ENTRIES}, "json"
    yield "retrievePronunciations", "get", book, None, None
    preview = {"text": "我在重庆。", "entries": ENTRIES[:1]}
    yield "previewPronunciations", "post", f"{book}/preview", preview, "json"
    yield "retrieveUsage", "get", "/v1/usage", None, None
    yield "retrieveUsage", "get", "/v1/usage?group_by=voice", None, None
    yield "retrieveWorkspace", "get", "/v1/workspace", None, None
    yield "updateWorkspace", "patch", "/v1/workspace", {"time_zone": "Asia/Shanghai"}, "json"
    exports = "/v1/workspace/exports"
    export = f"{exports}/{WorkspaceExport.objects.get().id}"
    yield "listWorkspaceExports", "get", exports, None, None
    yield "retrieveWorkspaceExport", "get", export, None, None
    yield "deleteWorkspaceExport", "delete", export, None, None
    yield "createWorkspaceExport", "post", exports, {"language": "zh-hans"}, "json"
    yield "listActivity", "get", "/v1/activity", None, None
    yield "listModels", "get", "/v1/models", None, None
    yield "listAudioModels", "get", "/v1/audio/models", None, None
    yield "retrieveModel", "get", "/v1/models/kokoro", None, None


@pytest.fixture
def lesson(alice) -> documents.Saved:
    """A lesson that a token wrote, of lines that are made."""
    with in_tenant(alice.tenant):
        viewer = Viewer(alice.tenant, Role.TOKEN, token=uuid.uuid4())
        saved = documents.create(
            viewer=viewer, material=from_text("Good morning. 同学们好。"), access="edit"
        )
        links.create(viewer=viewer, lesson=saved.lesson)
        making.make(viewer=viewer, lesson=saved.lesson)
        job = Job.objects.get(purpose=Job.Purpose.LESSON)
        for segment in job.segments.all():
            segment.audio_ms, segment.finished_at = 1000, job.created_at
            segment.timed_words = WordTimes("aligned", (WordTime(0, 4, 20, 300),)).dump()
            segment.save()
        queue.drop(job.id)
        job.status, job.finished_at = Job.Status.COMPLETED, job.created_at
        job.segments_done = job.segments_total
        job.save()
        return saved


@pytest.fixture
def export(alice) -> WorkspaceExport:
    """A download of the workspace that has failed."""
    now = timezone.now()
    return WorkspaceExport.objects.create(
        tenant=alice.tenant,
        language="en",
        state="failed",
        reason="storage_away",
        finished_at=now,
        expires_at=now + timedelta(days=7),
    )


def test_answers_are_as_the_document_says(
    alice, job, finished, voice, take, used, lesson, export, documented
):
    alice.tenant.api_tokens.update(scopes=["admin"])
    asked = list(calls(job, finished, voice, take, lesson.lesson, lesson.document.lines[0].key))
    unasked = set(documented) - {name for name, *_rest in asked}
    # The first is the next test's. An engine that leaves nothing to chance has no other answer.
    # The last is for everybody.
    assert unasked == {"elevenlabsSpeechWithTimestamps", "sayLineDifferently", "checkLabel"}
    wrong = []
    token, text = tokens.issue(tenant=alice.tenant, name="all", scopes=["admin"])
    WorkspaceExport.objects.update(api_token=token)
    rest = APIClient(headers={"authorization": f"Bearer {text}"})
    for name, method, address, body, kind in asked:
        answer = getattr(rest, method)(address, body, format=kind)
        assert answer.status_code < 300, (name, answer.content)
        found = Draft202012Validator(documented[name]).iter_errors(answer.json())
        wrong += [f"{name} {list(error.path)}: {error.message[:300]}" for error in found]
    assert not wrong


@pytest.mark.django_db
def test_checks_of_labels_are_as_the_document_says(client, documented, monkeypatch):
    marked = {
        "label": Finding("label", Found.MADE_HERE, Sure.HINT, details={"id": "job_x"}),
        "watermark": Finding("watermark", Found.SYNTHETIC, Sure.LIKELY, score=0.93),
    }
    for findings in ({}, marked):
        for layer, finding in findings.items():
            monkeypatch.setitem(LAYERS, layer, lambda _data, finding=finding: finding)
        answer = client.post("/made-here.json", {"file": SimpleUploadedFile("a.mp3", b"x")})
        assert answer.status_code == 200
        assert not list(Draft202012Validator(documented["checkLabel"]).iter_errors(answer.json()))
    assert answer.json()["verdict"] == "made_here"


def test_the_document_has_what_a_check_of_a_label_may_say():
    layer = made_here_schema.LAYER["properties"]
    assert layer["layer"]["enum"] == list(LAYERS)
    told = {verdict([Finding("label", found)]) for found in Found}
    assert told == set(made_here_schema.ANSWER["properties"]["verdict"]["enum"])
    made = made_here_schema.operation()
    assert "of 25 MB at most" in made["description"] and "30 times in 10 min" in made["description"]


def test_speech_with_timestamps_is_as_the_document_says(alice, job, documented):
    async def answered() -> bytes:
        encoder = StreamEncoder(FORMATS["pcm"], sample_rate=24_000)
        made = timed_audio.as_whole(timed_audio.timed_pieces(audio, encoder, texts), None)
        return b"".join([data async for data in made])

    with in_tenant(alice.tenant):
        audio = storage.job_audio(alice.tenant, job)
        texts = dialect.texts_of(list(job.segments.all()))
    answer = json.loads(asyncio.run(answered()))
    Draft202012Validator(documented["elevenlabsSpeechWithTimestamps"]).validate(answer)
    assert "".join(answer["alignment"]["characters"]) == "".join(texts)
