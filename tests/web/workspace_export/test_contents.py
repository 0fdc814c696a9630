"""All that a workspace owns as one zip: what is in it, and what must not be."""

import csv
import io
import json
import zipfile

import av
import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from accounts import tokens
from accounts.actor import Actor
from accounts.models import Membership
from lessons.access import Role, Viewer
from lessons.material import from_text
from lessons.models import Lesson
from lessons.services import documents, making
from synthesis import pronouncing, storage
from synthesis.aigc.label import labels_in
from synthesis.aigc.producer import producer
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit
from synthesis.models import Job
from synthesis.worker.worker import Worker
from tenants import files
from tenants.context import in_tenant
from tenants.stores.port import StoreAway
from tests.faults.tone import HummingKokoro
from voices import consent_records, consents
from voices.confirmation import Speaker
from voices.consent.passed import Passed
from voices.dictionary import csv_file
from voices.dictionary import services as dictionary
from voices.dictionary.entry import Entry
from voices.enrolment import copies
from voices.models import Take, Voice, VoiceConditioning
from web.workspace_export import lessons as lessons_part
from web.workspace_export.service import export_workspace

RECORDS = {
    *("README.txt", "settings.json", "members.csv", "tokens.csv", "voices.json", "consents.csv"),
    *("consent-checks.csv", "invitations.csv", "activity.csv"),
    *("pronunciations.csv", "usage.csv", "usage-by.csv", "lessons/lessons.csv", "jobs/jobs.jsonl"),
}
NEVER = b"never in an export"


class Pipe(io.BytesIO):
    """It can't be sought in, as a pipe can't."""

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise io.UnsupportedOperation

    def seek(self, *_where: int) -> int:
        raise io.UnsupportedOperation


def zipped(person, *, all_lessons: bool = False) -> zipfile.ZipFile:
    """The workspace's zip as its owner gets it, or as the operator does."""
    viewer = None if all_lessons else Viewer(person.tenant, Role.ADMIN, user=person.user.id)
    out = Pipe()
    export_workspace(tenant=person.tenant, out=out, viewer=viewer)
    archive = zipfile.ZipFile(io.BytesIO(out.getvalue()))
    assert archive.testzip() is None
    return archive


def table(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))


def named(archive: zipfile.ZipFile, end: str) -> str:
    """The one file whose name ends so."""
    [name] = [each for each in archive.namelist() if each.endswith(end)]
    return name


def seconds(flac: bytes) -> float:
    assert all(producer().made(label) for label in labels_in(flac)) and list(labels_in(flac))
    with av.open(io.BytesIO(flac)) as file:
        return file.duration / 1_000_000


def write(person, text: str, **more) -> Lesson:
    """A private lesson of this person's."""
    viewer = Viewer(person.tenant, Role.ADMIN, user=person.user.id)
    with in_tenant(person.tenant):
        return documents.create(viewer=viewer, material=from_text(text), **more).lesson


def make(person, lesson: Lesson, keys: list[str] | None = None) -> None:
    viewer = Viewer(person.tenant, Role.ADMIN, user=person.user.id)
    with in_tenant(person.tenant):
        making.make(viewer=viewer, lesson=lesson, keys=keys)
    Worker(HummingKokoro(), name="test").run_until_idle()


def fill(person) -> Job:
    """One of everything, each named after its workspace."""
    name = person.tenant.name
    with in_tenant(person.tenant) as tenant:
        by = Actor(user=person.user)
        speaker = Speaker(email="lin@example.org")
        consent = consents.issue(
            tenant=tenant, person=f"{name} Lin", language="en", by=by, speaker=speaker
        )
        copies.keep(consent.id, np.zeros(24_000, np.float32))
        heard = Passed("words", "sha256:0", 4.0, 3.0)
        consent_records.note(consent_id=consent.id, of=consent.id, passed=[heard])
        voice = Voice.objects.create(
            name=f"{name}’s voice", status="ready", clip_seconds=8, consent=consent
        )
        take = Take.objects.create(
            voice=voice, status="ready", seconds=8, transcript=NEVER.decode(), mood="happy"
        )
        row = VoiceConditioning(voice=voice, take=take, engine="kokoro")
        row.sealed = tenant.seal(NEVER, about=row.about)
        row.save()
        entry = Entry(f"{name}ish", "respelling", "=said so")
        dictionary.put(entry=entry, check=pronouncing.check, by=by)
        job = submit(
            tenant=tenant, order=Order(text=f"A job of {name}. And one more.", voice="af_heart")
        )
    tokens.issue(tenant=person.tenant, name=f"{name}’s program")
    Worker(HummingKokoro(), name="test").run_until_idle()
    return job


def test_everything_of_the_workspace_is_in_it(alice):
    job = fill(alice)
    lesson = write(alice, "Rivers\n\nOpen your books. 同学们好。")
    make(alice, lesson)
    archive = zipped(alice)
    folder = named(archive, "/lesson.json").removesuffix("/lesson.json")
    sounds = {f"{folder}/lesson.flac", f"jobs/{job.id}.flac"}
    assert set(archive.namelist()) == RECORDS | sounds | {
        f"{folder}/lesson.json",
        f"{folder}/lesson.txt",
    }
    assert "Open your books.\n同学们好。" in archive.read(f"{folder}/lesson.txt").decode()
    as_rest = alice.rest.get("/v1/lessons").json()
    assert as_rest["data"] == [], "it is private: no token sees it"
    document = json.loads(archive.read(f"{folder}/lesson.json"))
    assert document["id"] == lesson.id and document["author"] == "Alice"
    assert [line["text"] for line in document["lines"]][-1] == "同学们好。"
    with in_tenant(alice.tenant):
        job.refresh_from_db()
    assert seconds(archive.read(f"{folder}/lesson.flac")) > 1
    assert seconds(archive.read(f"jobs/{job.id}.flac")) == pytest.approx(
        job.audio_ms / 1000, abs=0.01
    )
    [line] = archive.read("jobs/jobs.jsonl").splitlines()
    shown = json.loads(line)
    as_rest = alice.rest.get(f"/v1/jobs/{job.id}").json()
    assert {name: shown[name] for name in as_rest} == as_rest
    assert shown["audio_file"] == f"jobs/{job.id}.flac"
    [member] = table(archive, "members.csv")
    assert (member["email"], member["role"]) == ("alice@example.org", "owner")
    assert "Alice School’s program" in {row["name"] for row in table(archive, "tokens.csv")}
    [consent] = table(archive, "consents.csv")
    assert consent["person"] == "Alice School Lin" and "Alice School" in consent["statement"]
    assert len(consent["words"].split()) == 4 and consent["landmarks_kept"] == "True"
    assert (consent["confirmation"], consent["speaker_email"]) == ("waits", "lin@example.org")
    [check] = table(archive, "consent-checks.csv")
    assert (check["consent"], check["check"], check["figure"]) == (consent["id"], "words", "4.0")
    [voice] = json.loads(archive.read("voices.json"))
    assert voice["name"] == "Alice School’s voice" and voice["emotions"] == ["happy"]
    assert [take["seconds"] for take in voice["recordings"]] == [8]
    [entry] = csv_file.read(archive.read("pronunciations.csv"))
    assert (entry.entry.word, entry.entry.value) == ("Alice Schoolish", "=said so")
    [day] = table(archive, "usage.csv")
    assert int(day["used_ms"]) > job.audio_ms
    assert {row["by"] for row in table(archive, "usage-by.csv")} == {"voice", "member"}
    settings = json.loads(archive.read("settings.json"))
    assert settings["address"] == alice.tenant.slug and settings["limits"]["plan"]


def test_nothing_of_another_workspace_and_no_secret_is_in_it(alice, bob):
    for person in (alice, bob):
        fill(person)
        make(person, write(person, f"A line of {person.tenant.name}."))
    archive = zipped(alice)
    # Names, too, and not only what the files hold.
    held = {name: name.encode() + b"\n" + archive.read(name) for name in archive.namelist()}
    assert any(b"Alice School" in each for each in held.values())
    for name, data in held.items():
        assert b"Bob" not in data and b"bob" not in data, name
        assert NEVER not in data and alice.token.encode() not in data, name
    assert len([name for name in held if name.endswith(".flac")]) == 2


def test_private_lessons_of_others_are_for_the_operator_alone(alice, colleague):
    write(colleague, "Carol’s diary.")
    write(colleague, "Carol’s lesson for all.", access="read")
    own = zipped(alice)
    [row] = table(own, "lessons/lessons.csv")
    assert row["title"] == "Carol’s lesson for all." and row["author"] == "Carol"
    assert not any("diary" in name for name in own.namelist())
    assert "private lessons of others" in own.read("README.txt").decode()
    # An admin may take over what somebody leaves, and read it only then.
    Membership.objects.filter(user=colleague.user).delete()
    assert len(table(zipped(alice), "lessons/lessons.csv")) == 1
    everything = zipped(alice, all_lessons=True)
    assert len(table(everything, "lessons/lessons.csv")) == 2
    assert "private lessons of others" not in everything.read("README.txt").decode()


def test_of_a_lesson_that_is_half_made_there_are_the_lines_that_play(alice):
    lesson = write(alice, "Open your books. 同学们好。")
    with in_tenant(alice.tenant):
        first = lesson.document(alice.tenant).lines[0]
    make(alice, lesson, [first.key])
    archive = zipped(alice)
    assert named(archive, ".flac").endswith("/lines/0001 Open your books.flac")
    assert seconds(archive.read(named(archive, ".flac"))) > 0.1


def test_sound_that_is_gone_or_damaged_is_named(alice):
    job = fill(alice)
    lesson = write(alice, "Open your books.")
    make(alice, lesson)
    with in_tenant(alice.tenant):
        audio = storage.job_audio(alice.tenant, job)
        name = audio.segment(0)
        files.store().write(name, b"LSF1" + bytes(200))
        sound = Job.objects.exclude(id=job.id).get()
        storage.remove(storage.job_audio(alice.tenant, sound))
    archive = zipped(alice)
    assert not any(each.endswith(".flac") for each in archive.namelist())
    why = {row["id"]: row["why"] for row in table(archive, "missing.csv")}
    assert "decrypted" in why[job.id] and "deleted" in why[lesson.id]
    assert "2 files could not be put in" in archive.read("README.txt").decode()


def test_a_store_that_is_away_leaves_a_zip_without_an_end(alice, monkeypatch):
    make(alice, write(alice, "Open your books."))

    def away(*_given, **_more):
        raise StoreAway("gone for a walk")

    monkeypatch.setattr(lessons_part, "build", away)
    out = Pipe()
    with pytest.raises(StoreAway):
        export_workspace(tenant=alice.tenant, out=out, viewer=None)
    assert not zipfile.is_zipfile(io.BytesIO(out.getvalue()))


def test_the_readme_speaks_the_language_of_the_asker(alice):
    with translation.override("zh-hans"):
        text = zipped(alice).read("README.txt").decode()
    assert "这里不包含" in text and "lesson.flac" in text
    assert not any(word in text for word in ("the ", "lessons with", " its "))


def test_the_command_writes_a_file(alice, colleague, tmp_path):
    write(colleague, "Carol’s diary.")
    path = tmp_path / "alice.zip"
    call_command("export", alice.tenant.slug, to=str(path))
    with zipfile.ZipFile(path) as archive:
        assert any("diary" in name for name in archive.namelist())
    call_command("export", alice.tenant.slug, f"--to={path}", "--for=alice@example.org")
    with zipfile.ZipFile(path) as archive:
        assert not any("diary" in name for name in archive.namelist())
    for given in ([alice.tenant.slug, "--for=carol@example.org"], ["nowhere"]):
        with pytest.raises(CommandError):
            call_command("export", *given, f"--to={path}")


def test_people_who_are_invited_and_the_log_are_in_it(alice, bob):
    form = {"email": "wei@example.org", "role": "admin"}
    for person in (alice, bob):
        person.browser.post(person.page("members/invite"), form)
    archive = zipped(alice)
    [invited] = table(archive, "invitations.csv")
    assert (invited["email"], invited["role"]) == ("wei@example.org", "admin")
    assert invited["invited_by"] == "Alice" and invited["accepted"] == ""
    said = [row for row in table(archive, "activity.csv") if row["action"] == "member.invited"]
    assert len(said) == 1 and "Alice" in said[0]["actor"], "and nothing of Bob's"
