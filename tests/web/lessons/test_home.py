"""The first page of a workspace, and the lessons that begin there or with a voice."""

import re
from html import unescape

import pytest

from lessons.document import MOST_LINES
from lessons.export.formats import EXPORTS
from lessons.models import Lesson
from synthesis.models import Job
from tenants.context import in_tenant
from tests.lessons.conftest import make_all
from voices.models import Voice


def home(person) -> str:
    return person.browser.get(person.page()).content.decode()


def rows(html: str) -> list[str]:
    """The words of each lesson that is listed."""
    listed = html.partition('id="latest"')[2].partition("</section>")[0]
    cut = re.findall(r'<a class="row".*?</a>', listed, re.S)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split()) for row in cut]


def text_in(html: str) -> str:
    """The content of the text field. Browsers skip the line break after the tag."""
    inside = html.split('<textarea id="text"')[1].split(">", 1)[1].split("</textarea>")[0]
    return unescape(inside).removeprefix("\r\n").removeprefix("\n")


def make(alice, lesson, *, most: int = 1000) -> None:
    alice.browser.post(alice.page(f"lessons/{lesson.id}/make"), {}, content_type="application/json")
    with in_tenant(alice.tenant):
        make_all(alice.tenant, most=most)


def test_a_newcomer_is_told_how_to_begin(alice):
    html = home(alice)
    assert "What shall be read aloud?" in html and text_in(html) == ""
    assert "Your lessons will be listed here." in html and not rows(html)
    assert "First steps" in html and alice.page("voices/new") in html


def test_a_text_becomes_a_lesson_that_is_listed(alice):
    text = "Rivers\n\nA river flows to the sea. 河流入海。"
    editor = alice.browser.post(alice.page("lessons/new"), {"text": text})
    lesson = editor.url.rsplit("/", 1)[1]
    assert f"/lessons/{lesson}" in home(alice)
    assert rows(home(alice))[0].startswith("Rivers 3 lines ·")


def test_the_latest_lessons_say_what_can_be_played(alice, write):
    lesson = write(title="Rivers")
    assert rows(home(alice))[0].endswith("not made yet")
    make(alice, lesson, most=0)
    assert rows(home(alice))[0].endswith("being made")
    make(alice, lesson, most=1)
    alice.browser.post(alice.page(f"lessons/{lesson.id}/stop"), {}, content_type="application/json")
    assert rows(home(alice))[0].endswith("1 of 3 can be played")
    make(alice, lesson)
    assert rows(home(alice))[0].endswith("can be played")
    assert "of 3" not in rows(home(alice))[0]


def test_it_lists_own_lessons_and_what_others_share(alice, colleague, write):
    write(colleague, title="Hers alone")
    write(colleague, title="For all", access="read")
    for number in range(5):
        write(title=f"Mine {number}")
    with in_tenant(alice.tenant):
        Lesson.objects.filter(id=write(title="In the bin").id).update(binned_at="2026-01-01T00:00Z")
    listed = [row.split(" 3 lines")[0] for row in rows(home(alice))]
    assert listed == [f"Mine {number}" for number in (4, 3, 2, 1, 0)]
    hers = rows(home(colleague))
    assert len(hers) == 2 and "Hers alone" in hers[1] and "Carol" not in hers[1]
    with in_tenant(alice.tenant):
        Lesson.objects.filter(author_id=alice.user.id).delete()
    [shared] = rows(home(alice))
    assert shared.startswith("For all") and "Carol" in shared


def test_a_refused_text_stays_in_its_field(alice):
    text = "<b>One</b> more.\n" * (MOST_LINES + 1)
    answer = alice.browser.post(alice.page("lessons/new"), {"text": text})
    html = answer.content.decode()
    assert answer.status_code == 422 and 'role="alert"' in html
    assert text_in(html) == text
    assert "<b>One" not in html
    with in_tenant(alice.tenant):
        assert not Lesson.objects.exists()


def test_texts_and_titles_are_escaped(alice, write):
    lesson = write(title="<script>alert(1)</script>", text="<script>alert(2)</script>")
    for page in ("", "lessons/", f"lessons/{lesson.id}"):
        html = alice.browser.get(alice.page(page)).content.decode()
        assert "alert(1)" in html and "<script>alert" not in html


@pytest.mark.parametrize("own", [True, False])
def test_a_lesson_starts_with_a_voice(alice, voice, own):
    name = voice.id if own else "zm_yunxi"
    page = alice.page(f"voices/{voice.id}" if own else "voices/")
    html = alice.browser.get(page).content.decode()
    assert f'name="voice" value="{name}"' in html and 'id="start-lesson"' in html
    editor = alice.browser.post(alice.page("lessons/new"), {"voice": name})
    assert f'value="{name}" selected' in alice.browser.get(editor.url).content.decode()
    with in_tenant(alice.tenant):
        assert Lesson.objects.get().document(alice.tenant).settings.voice == name


@pytest.mark.parametrize("reason", ["unknown", "of another workspace", "not shared", "failed"])
def test_a_voice_that_can_not_be_used_starts_no_lesson(alice, bob, colleague, voice, reason):
    person = alice
    if reason == "not shared":
        person = colleague
        Voice.objects.update(usable_by="holder", created_by=alice.user)
    elif reason == "failed":
        Voice.objects.update(status="failed")
    elif reason == "of another workspace":
        person = bob
    name = "nobody" if reason == "unknown" else voice.id
    answer = person.browser.post(person.page("lessons/new"), {"voice": name, "text": "Hello."})
    assert answer.status_code == 422 and text_in(answer.content.decode()) == "Hello."
    with in_tenant(person.tenant):
        assert not Lesson.objects.exists() and not Job.objects.exists()


def test_every_base_voice_can_be_heard(alice):
    html = alice.browser.get(alice.page("voices/")).content.decode()
    heard = re.findall(r'data-hears="(\w+)"', html)
    started = re.findall(r'form="start-lesson" name="voice" value="(\w+)"', html)
    assert len(heard) > 50 and heard == started
    assert "base_voices.js" in html


def test_pages_lead_to_lessons_and_to_no_jobs(alice):
    html = home(alice)
    places = re.search(r'<nav class="places".*?</nav>', html, re.S)[0]
    linked = re.findall(r'<a href="([^"]+)"', places)
    first = [alice.page(path) for path in ("", "lessons/", "voices/", "pronunciations/", "usage")]
    assert linked[:5] == first
    assert not [page for page in linked if "job" in page or "studio" in page]


def test_old_addresses_lead_to_the_lessons(alice, bob, client, make_job):
    job = make_job("completed", done=3)
    for path in ("studio", "jobs/", f"jobs/{job.id}"):
        answer = alice.browser.get(alice.page(path))
        assert (answer.status_code, answer.url) == (302, alice.page("lessons/"))
        assert bob.browser.get(alice.page(path)).status_code == 404
        assert client.get(alice.page(path))["Location"].startswith("/sign-in")
        assert alice.browser.post(alice.page(path)).status_code == 405


def test_line_breaks_of_browsers_are_no_part_of_lines(alice):
    page = alice.browser.post(alice.page("lessons/new"), {"text": "Rivers\r\n\r\nOne.\r\nTwo."}).url
    lines = alice.browser.get(f"{page}/document").json()["lines"]
    assert [line["text"] for line in lines] == ["Rivers", "One.", "Two."]


def test_a_lesson_is_downloaded_in_every_format_that_carries_a_label(alice, write):
    html = alice.browser.get(alice.page(f"lessons/{write().id}")).content.decode()
    downloads = re.findall(r"export\?format=(\w+)", html)
    assert downloads[0] == "mp3"
    assert set(downloads) == set(EXPORTS)


def test_only_previews_are_played_by_pages(alice, make_job):
    """What else the workspace has had spoken is its lessons' or its programs' own."""
    job = make_job("completed", done=3)
    assert alice.browser.get(alice.page(f"previews/{job.id}/audio")).status_code == 404
