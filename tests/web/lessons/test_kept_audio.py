"""A lesson's whole file is encoded once, kept, and gone with the lesson."""

from datetime import timedelta

import pytest

from lessons.models import Lesson
from lessons.services import kept_audio, library, upkeep
from tenants import derived_files, files
from tenants.context import in_tenant
from tests.web.lessons.test_export import LINES, body_of, make_all
from web.audio import whole_file


@pytest.fixture
def encoded(monkeypatch) -> list:
    """The formats in which a file was encoded, in order."""
    runs = []
    real = whole_file.encode_file

    def counted(audio_format, *args, **more):
        runs.append(audio_format.name)
        return real(audio_format, *args, **more)

    monkeypatch.setattr(whole_file, "encode_file", counted)
    return runs


@pytest.fixture
def lesson(alice, store) -> str:
    sent = {"title": "Rivers", "lines": LINES, "settings": {"voice": "af_heart"}, "access": "edit"}
    made = alice.rest.post("/v1/lessons", sent, format="json").json()["id"]
    make_all(alice, made)
    return made


def get(alice, lesson: str, audio_format: str = "mp3", wanted: str = "") -> bytes:
    headers = {"Range": wanted} if wanted else {}
    answer = alice.rest.get(f"/v1/lessons/{lesson}/audio?format={audio_format}", headers=headers)
    if wanted:
        assert answer.status_code == 206
        answer.status_code = 200
    return body_of(answer)


def kept(alice) -> list[str]:
    return files.store().names(f"{files.folder(alice.tenant)}/lessons")


def pause(alice, lesson: str, milliseconds: int) -> None:
    """Change how long a pause of the lesson is: no line is to be made again."""
    now = alice.rest.get(f"/v1/lessons/{lesson}").json()
    changed = {**LINES[2], "pause_ms": milliseconds}
    sent = {"upsert": [changed], "base_revision": now["revision"]}
    answer = alice.rest.patch(f"/v1/lessons/{lesson}", sent, format="json")
    assert answer.status_code == 200, answer.json()


def test_ranges_are_bytes_of_the_first_answer_and_encode_nothing(alice, lesson, encoded):
    first = get(alice, lesson)
    assert get(alice, lesson, wanted="bytes=100-4099") == first[100:4100]
    assert get(alice, lesson, wanted=f"bytes={len(first) - 2}-") == first[-2:]
    assert get(alice, lesson) == first
    assert encoded == ["mp3"] and len(kept(alice)) == 1
    get(alice, lesson, "wav")
    assert encoded == ["mp3", "wav"] and len(kept(alice)) == 2


def test_a_changed_lesson_gives_new_bytes_and_drops_the_old_files(alice, lesson, encoded):
    first, other = get(alice, lesson, "wav"), get(alice, lesson, "flac")
    old = kept(alice)
    pause(alice, lesson, 3_000)
    longer = get(alice, lesson, "wav")
    assert len(longer) == len(first) + 48_000 and other
    assert len(kept(alice)) == 1 and kept(alice)[0] not in old


@pytest.mark.parametrize("way", ["by hand", "by age"])
def test_a_deleted_lesson_leaves_nothing(alice, lesson, way):
    get(alice, lesson)
    assert kept(alice)
    assert alice.rest.delete(f"/v1/lessons/{lesson}").status_code == 200
    assert kept(alice)  # it can be taken out of the bin
    if way == "by hand":
        assert alice.rest.delete(f"/v1/lessons/{lesson}").status_code == 200
    else:
        with in_tenant(alice.tenant):
            binned = Lesson.objects.get(id=lesson).binned_at
            binned -= library.KEPT_IN_BIN + timedelta(days=1)
            Lesson.objects.update(binned_at=binned)
            assert upkeep.empty_bin(tenant=alice.tenant) == 1
    with in_tenant(alice.tenant):
        assert not Lesson.objects.filter(id=lesson).exists()
    assert kept(alice) == []


def test_a_lesson_deleted_while_it_is_encoded_leaves_nothing(alice, lesson, monkeypatch):
    real = whole_file.encode_file

    def deleted_meanwhile(*args, **more):
        real(*args, **more)
        kept_audio.delete_with_audio(tenant=alice.tenant, lesson_id=lesson)

    monkeypatch.setattr(whole_file, "encode_file", deleted_meanwhile)
    assert get(alice, lesson)
    assert kept(alice) == []
    assert files.store().folders(f"{files.folder(alice.tenant)}/lessons") == []


def test_the_nightly_run_deletes_what_was_kept_a_week_ago(alice, lesson, settings):
    assert "lessons.services.kept_audio.forget_old" in settings.RETENTION_STEPS_OF_TENANT
    get(alice, lesson)
    with in_tenant(alice.tenant):
        assert kept_audio.forget_old(tenant=alice.tenant) == 0
        written = Lesson.objects.get(id=lesson).whole_at
        Lesson.objects.update(whole_at=written - derived_files.KEPT - timedelta(minutes=1))
        assert kept_audio.forget_old(tenant=alice.tenant) == 1
        assert Lesson.objects.get(id=lesson).whole_at is None
        assert kept_audio.forget_old(tenant=alice.tenant) == 0
    assert kept(alice) == []
