"""The library page: search, order, folders, the bin with undo; and what the editor sends."""

import re

import pytest

from lessons.access import Role, Viewer
from lessons.models import Lesson
from lessons.services import library
from lessons.services.library import Wish
from synthesis.models import Segment
from tenants.context import in_tenant
from tests.growth import assert_linear
from tests.lessons.conftest import make_all
from voices.tone.controls import CONTROLS


def post(person, path: str, body: dict | None = None):
    return person.browser.post(person.page(path), body or {}, content_type="application/json")


def test_an_empty_library_says_what_to_do_and_makes_a_lesson(alice):
    page = alice.browser.get(alice.page("lessons/")).content.decode()
    assert "Your first lesson" in page and "textarea" in page
    answer = alice.browser.post(alice.page("lessons/new"), {"text": "Hello. 你好。"})
    editor = alice.browser.get(answer.url).content.decode()
    assert 'id="lesson-document"' in editor and "/save" in editor and "你好。" in editor


def test_a_new_lesson_has_a_voice_of_its_language(alice):
    for language, text, voice in (("en", "", "af"), ("zh-hans", "", "z"), ("en", "你好。", "z")):
        alice.browser.cookies["django_language"] = language
        url = alice.browser.post(alice.page("lessons/new"), {"text": text}).url
        lesson_id = url.rsplit("/", 1)[1]
        with in_tenant(alice.tenant):
            lesson = Lesson.objects.get(id=lesson_id)
            assert lesson.document(alice.tenant).settings.voice.startswith(voice)


def test_bulk_delete_can_be_undone(alice, write):
    lessons = [write() for _ in range(3)]
    ids = {"lesson": [lesson.id for lesson in lessons[:2]]}
    answer = alice.browser.post(alice.page("lessons/bin"), ids, follow=True)
    page = answer.content.decode()
    assert "2 lessons are in the bin." in page
    alice.browser.post(alice.page("lessons/unbin"), ids)
    with in_tenant(alice.tenant):
        assert not Lesson.objects.exclude(binned_at=None).exists()
    assert "are in the bin." not in alice.browser.get(alice.page("lessons/")).content.decode()


def test_a_search_answers_the_list_alone_to_htmx(alice, write):
    write(title="Rivers")
    write(title="Mountains")
    page = alice.browser.get(alice.page("lessons/?q=river"), headers={"HX-Request": "true"})
    html = page.content.decode()
    assert "Rivers" in html and "Mountains" not in html and "<html" not in html


def test_the_editor_saves_makes_and_hears(alice, write):
    lesson = write()
    with in_tenant(alice.tenant):
        line = lesson.document(alice.tenant).lines[0]
    patch = {"base_revision": 1, "upsert": [{"key": line.key, "text": "Good evening."}]}
    saved = post(alice, f"lessons/{lesson.id}/save", patch).json()
    assert saved["revision"] == 2 and len(saved["lines"]) == 3
    conflict = post(
        alice,
        f"lessons/{lesson.id}/save",
        {"base_revision": 1, "upsert": [{"key": line.key, "text": "Other."}]},
    )
    assert conflict.status_code == 409 and conflict.json()["conflicts"][0]["theirs"]
    made = post(alice, f"lessons/{lesson.id}/make", {"from": line.key}).json()
    assert len(made["submitted"]) == 3 and made["lines"][0]["state"] == "waiting"
    with in_tenant(alice.tenant):
        make_all(alice.tenant)
    audio = alice.browser.get(alice.page(f"lessons/{lesson.id}/lines/{line.key}/audio"))
    assert audio.status_code == 200 and audio["Cache-Control"] == "private, no-cache"
    states = alice.browser.get(alice.page(f"lessons/{lesson.id}/states")).json()["lines"]
    assert audio["ETag"] == f'"{states[0]["digest"]}"'
    whole = alice.browser.get(alice.page(f"lessons/{lesson.id}/audio?format=mp3&download"))
    assert "attachment" in whole["Content-Disposition"]


def test_the_editor_sets_all_that_holds_for_the_whole_lesson(alice, write):
    lesson = write()
    html = alice.browser.get(alice.page(f"lessons/{lesson.id}")).content.decode()
    whole = {"voice", "speed", "mood", *CONTROLS}
    assert set(re.findall(r'data-setting="(\w+)"', html)) == whole
    settings = {"voice": "af_heart", "expressiveness": 0, "gain_db": -3, "sentence_pause_ms": 50}
    patch = {"base_revision": 1, "settings": settings}
    assert post(alice, f"lessons/{lesson.id}/save", patch).status_code == 200
    loud = {"base_revision": 2, "settings": {"gain_db": 13}}
    assert post(alice, f"lessons/{lesson.id}/save", loud).status_code == 400
    post(alice, f"lessons/{lesson.id}/make")
    with in_tenant(alice.tenant):
        kept = Lesson.objects.get().document(alice.tenant).settings
        assert (kept.expressiveness, kept.sentence_pause_ms) == (0, 50)
        spoken = Segment.objects.values_list("expressiveness", "gain_db")
        assert set(spoken) == {(0.0, -3.0)}


def test_a_lesson_goes_to_the_bin_from_its_own_page(alice, colleague, write):
    lesson = write(access="edit")
    html = alice.browser.get(alice.page(f"lessons/{lesson.id}")).content.decode()
    assert f'action="{alice.page("lessons/bin")}"' in html and f'value="{lesson.id}"' in html
    others = colleague.browser.get(alice.page(f"lessons/{lesson.id}")).content.decode()
    assert alice.page("lessons/bin") not in others
    alice.browser.post(alice.page("lessons/bin"), {"lesson": lesson.id})
    binned = alice.browser.get(alice.page(f"lessons/{lesson.id}")).content.decode()
    assert "Take out of the bin" in binned and 'data-may-edit="no"' in binned


@pytest.mark.parametrize("body", ["[]", "{", "1", '{"base_revision": 1, "upsert": [1]}'])
def test_the_editor_gets_an_error_for_nonsense(alice, write, body):
    page = alice.page(f"lessons/{write().id}/save")
    answer = alice.browser.post(page, body, content_type="application/json")
    assert answer.status_code == 400 and answer.json()["error"]["code"]


def test_searching_many_lessons_takes_in_proportion_to_their_number(alice, write):
    first = write(text="A river flows to the sea. " * 40)
    with in_tenant(alice.tenant):
        viewer = Viewer(alice.tenant, Role.ADMIN, user=alice.user.id)
        document = first.document(alice.tenant)
        copies = []
        for folder in ["few"] * 60 + ["many"] * 480:
            copy = Lesson(author_id=alice.user.id, folder=folder)
            copy.keep(document, alice.tenant)
            copies.append(copy)
        Lesson.objects.bulk_create(copies)

        def search(folder: str) -> None:
            wish = Wish(query="nowhere in them", folder=folder)
            assert list(library.entries(viewer=viewer, wish=wish)) == []

        assert_linear(search, "few", "many", times=8)
