"""A file becomes a lesson, by page and by REST; before, the page shows what was found."""

from __future__ import annotations

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lessons.document import MOST_LINES
from lessons.models import Lesson
from tenants.context import in_tenant
from tests.lessons.files.writing import add_slide, slides, word

URL = "/v1/lessons/import"


def dialogue(document) -> None:
    document.add_heading("At the market", 1)
    for said in ("Anna: Good morning!", "Tom: Hello, Anna.", "Anna: How are you?", "They leave."):
        document.add_paragraph(said)
    document.add_table(1, 1).rows[0].cells[0].text = "Apples"
    document.sections[0].header.paragraphs[0].text = "Grade 5"


def talk(presentation) -> None:
    add_slide(presentation, "Rivers", "Nile\nAmazon", "Ask for more.")


def sent(data: bytes, name: str = "market.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def import_it(alice, data: bytes, name: str = "market.docx", **fields: str):
    body = {"file": sent(data, name), **fields}
    return alice.rest.post(URL, body, format="multipart")


def shown(alice, data: bytes, name: str = "market.docx", **fields: str) -> str:
    answer = alice.browser.post(alice.page("lessons/import"), {"file": sent(data, name), **fields})
    assert answer.status_code == 200
    return answer.content.decode()


def form_of(page: str) -> dict[str, str]:
    """The fields of the form that makes the lesson."""
    found = re.findall(r'name="(\w+)" value="([^"]*)"', page[page.index("import/make") :])
    return {name: html.unescape(value) for name, value in found}


def lessons_of(alice) -> int:
    with in_tenant(alice.tenant):
        return Lesson.objects.count()


def test_rest_makes_a_lesson_and_says_what_is_not_read(alice):
    answer = import_it(alice, word(dialogue), folder="Grade 5")
    made = answer.json()
    assert answer.status_code == 201, made
    assert (made["title"], made["folder"], made["access"]) == ("At the market", "Grade 5", "edit")
    assert [(line["kind"], line["speaker"], line["text"]) for line in made["lines"]] == [
        ("heading", "", "At the market"),
        ("sentence", "Anna", "Good morning!"),
        ("sentence", "Tom", "Hello, Anna."),
        ("sentence", "Anna", "How are you?"),
        ("sentence", "", "They leave."),
        ("sentence", "", "Apples."),
    ]
    assert made["ignored"] == ["headers", "tables"]
    voices = made["settings"]["speakers"]
    assert voices["Anna"] and voices["Tom"] and voices["Anna"] != voices["Tom"]


def test_rest_reads_notes_where_they_are_asked_for(alice):
    for notes, count in (("true", 4), ("false", 3), (None, 3)):
        asked = {"notes": notes} if notes else {}
        made = import_it(alice, slides(talk), "talk.pptx", **asked).json()
        assert made["line_count"] == count
        assert made["ignored"] == ([] if notes == "true" else ["slide_notes"])


def test_a_title_is_the_document_s_or_the_name_of_the_file(alice):
    assert import_it(alice, b"One line.", "my_rivers.txt").json()["title"] == "my rivers"
    assert import_it(alice, b"One line.", "x.txt", title="Lakes").json()["title"] == "Lakes"


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 400, "file_empty"),
        (b"PK\x03\x04 nothing", 400, "file_damaged"),
        (b"\xff\xd8\xff\xe0 a picture", 400, "file_unsupported"),
        (b"a" * 25_000_001, 413, "file_too_large"),
        (b"One. " * (MOST_LINES + 1), 400, "file_too_long"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_refusals_have_a_code_and_a_sentence(alice, data, status, code, language):
    alice.rest.credentials(**alice.rest._credentials, HTTP_ACCEPT_LANGUAGE=language)
    answer = import_it(alice, data)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["param"]) == (status, code, "file")
    assert ("文件" in error["message"]) is (language == "zh-hans")
    assert "{" not in error["message"] and not lessons_of(alice)


def test_a_call_without_a_file_says_so(alice):
    answer = alice.rest.post(URL, {"title": "x"}, format="multipart")
    assert answer.status_code == 400 and answer.json()["error"]["param"] == "file"


def test_the_page_shows_what_was_found_and_makes_nothing(alice):
    page = shown(alice, word(dialogue), folder="Grade 5")
    for said in ("At the market", "6 lines", "about 1 minute", "Anna", "Tom", "Word document"):
        assert said in page
    assert "Headers and footers: 1" in page and "Tables, read row by row: 1" in page
    assert "Hello, Anna." in page
    assert not lessons_of(alice)


def test_a_script_sends_the_file_first_and_then_what_was_read(alice):
    url, json = alice.page("lessons/import"), {"Accept": "application/json"}
    answer = alice.browser.post(url, {"file": sent(word(dialogue))}, headers=json)
    assert answer.status_code == 200 and set(answer.json()) == {"script"}
    page = alice.browser.post(url, {**answer.json(), "folder": "Grade 5"}).content.decode()
    assert "Hello, Anna." in page and form_of(page)["folder"] == "Grade 5"
    refused = alice.browser.post(url, {"file": sent(b"\xff\xd8\xff")}, headers=json)
    assert refused.status_code == 422 and "JPEG" in refused.json()["problem"]
    assert alice.browser.post(url, {"script": "{}"}).status_code == 422
    assert not lessons_of(alice)


def test_what_was_shown_becomes_the_lesson(alice):
    fields = form_of(shown(alice, word(dialogue), folder="Grade 5"))
    answer = alice.browser.post(alice.page("lessons/import/make"), {**fields, "title": "Am Markt"})
    with in_tenant(alice.tenant):
        [lesson] = Lesson.objects.all()
        document = lesson.document(alice.tenant)
    assert answer.url == alice.page(f"lessons/{lesson.id}")
    assert (document.title, lesson.folder) == ("Am Markt", "Grade 5")
    assert [line.speaker for line in document.lines] == ["", "Anna", "Tom", "Anna", "", ""]


def test_notes_are_offered_and_read_only_where_ticked(alice):
    page = shown(alice, slides(talk), "talk.pptx")
    assert "Read the notes of the slides as well" in page
    fields = form_of(page)
    for ticked, count in (({"notes": "on"}, 4), ({}, 3)):
        alice.browser.post(alice.page("lessons/import/make"), {**fields, **ticked})
        with in_tenant(alice.tenant):
            assert Lesson.objects.order_by("-created_at").first().line_count == count


BOOK = """# Rivers

Written by us.

## The Nile

It is long.

## The Amazon

It is wide.

## The Yangtze

It is deep.
"""


def folders_and_lines(alice) -> list[tuple[str, str, list[str]]]:
    with in_tenant(alice.tenant):
        found = [
            (each, each.document(alice.tenant)) for each in Lesson.objects.order_by("created_at")
        ]
    return [
        (lesson.folder, document.title, [line.text for line in document.lines])
        for lesson, document in found
    ]


def test_chapters_are_shown_with_their_length_and_all_are_ticked(alice):
    page = shown(alice, BOOK.encode(), "rivers.md")
    assert page.count('name="chapter"') == page.count("checked") - 1 == 4
    assert "Before the first chapter" not in page, "the title stands there"
    assert 'name="chapter"' not in shown(alice, word(dialogue)), "one heading is no chapters"


def test_only_the_chosen_chapters_become_the_lesson(alice):
    fields = form_of(shown(alice, BOOK.encode(), "rivers.md"))
    body = {**fields, "chapter": ["3", "1"], "as": "one"}
    alice.browser.post(alice.page("lessons/import/make"), body)
    lines = ["The Nile", "It is long.", "The Yangtze", "It is deep."]
    assert folders_and_lines(alice) == [("", "Rivers", lines)]


def test_each_chapter_becomes_a_lesson_in_a_folder_of_the_title(alice):
    fields = form_of(shown(alice, BOOK.encode(), "rivers.md"))
    body = {**fields, "chapter": ["0", "2"], "as": "each"}
    answer = alice.browser.post(alice.page("lessons/import/make"), body, follow=True)
    assert folders_and_lines(alice) == [
        ("Rivers", "Rivers", ["Rivers", "Written by us."]),
        ("Rivers", "The Amazon", ["The Amazon", "It is wide."]),
    ]
    assert "2 lessons are made." in answer.content.decode()
    assert answer.redirect_chain[-1][0].endswith("?folder=Rivers")


@pytest.mark.parametrize("chapter", [[], ["9"], ["x"], ["-1"], ["9" * 5_000]])
def test_a_choice_that_cannot_be_leaves_what_was_filled_in(alice, chapter):
    fields = form_of(shown(alice, BOOK.encode(), "rivers.md"))
    body = {**fields, "title": "Streams", "chapter": chapter, "as": "each"}
    answer = alice.browser.post(alice.page("lessons/import/make"), body)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Choose at least one of the chapters" in page
    assert form_of(page)["title"] == "Streams" and form_of(page)["script"] == fields["script"]
    assert re.search(r'value="each" checked', page) and not lessons_of(alice)


def test_a_book_too_long_for_a_lesson_is_taken_by_chapters(alice):
    long = "".join(f"\n\n# Part {n}\n\n" + "One. " * 3_000 for n in (1, 2))
    page = shown(alice, long.encode(), "long.md")
    assert "A lesson has at most 5000 lines" in page
    fields = form_of(page)
    both = {**fields, "chapter": ["0", "1"], "as": "one"}
    refused = alice.browser.post(alice.page("lessons/import/make"), both)
    assert refused.status_code == 422 and not lessons_of(alice)
    alice.browser.post(alice.page("lessons/import/make"), {**both, "as": "each"})
    assert [len(lines) for _folder, _title, lines in folders_and_lines(alice)] == [3_001, 3_001]


def test_rest_takes_the_chapters_of_these_numbers(alice):
    answer = import_it(alice, BOOK.encode(), "rivers.md", chapters=["2", "3"])
    assert [line["text"] for line in answer.json()["lines"]][::2] == ["The Nile", "The Amazon"]
    for numbers in (["0"], ["5"], ["x"], ["1" * 5_000]):
        refused = import_it(alice, BOOK.encode(), "rivers.md", chapters=numbers)
        assert refused.status_code == 400, numbers
        assert refused.json()["error"]["param"].startswith("chapters")


def test_a_refused_file_says_why_and_lets_another_be_chosen(alice):
    body = {"file": sent(b"\xff\xd8\xff a picture", "photo<1>.jpg")}
    answer = alice.browser.post(alice.page("lessons/import"), body)
    page = answer.content.decode()
    assert answer.status_code == 422 and 'role="alert"' in page and 'type="file"' in page
    assert "Files of the kind JPEG can" in page and "photo&lt;1&gt;.jpg" in page
    assert alice.browser.post(alice.page("lessons/import"), {}).status_code == 422


@pytest.mark.parametrize(
    "script",
    [
        "",
        "{}",
        "[]",
        "[" * 100_000,
        '{"kind":"exe","title":"","noticed":{},"blocks":[]}',
        '{"kind":"text","title":"","noticed":{},"blocks":[["paragraph",1,0,""]]}',
        '{"kind":"text","title":"","noticed":{},"blocks":[["paragraph","x","y",""]]}',
        '{"kind":"text","title":"","noticed":{},"blocks":[["paragraph","\\ud800",0,""]]}',
        '{"kind":"text","title":"","noticed":{},"blocks":[["paragraph","x",1e999,""]]}',
        '{"kind":"text","title":"","noticed":{"pictures":[]},"blocks":[]}',
    ],
)
def test_a_page_that_was_tampered_with_makes_nothing(alice, script):
    body = {"script": script, "title": "x"}
    answer = alice.browser.post(alice.page("lessons/import/make"), body, follow=True)
    assert "Choose the file once more." in answer.content.decode()
    assert not lessons_of(alice)


def test_control_characters_of_a_page_are_not_kept(alice):
    script = '{"kind":"text","title":"","noticed":{},"blocks":[["heading","a\\u0000b\\nc",1,""]]}'
    alice.browser.post(alice.page("lessons/import/make"), {"script": script, "title": "x"})
    with in_tenant(alice.tenant):
        [lesson] = Lesson.objects.all()
        assert [line.text for line in lesson.document(alice.tenant).lines] == ["a b c"]


def test_the_library_takes_a_file(alice):
    page = alice.browser.get(alice.page("lessons/?folder=Grade 5")).content.decode()
    assert 'type="file"' in page and "lessons/import" in page
    assert 'type="file"' not in alice.browser.get(alice.page("lessons/?bin=1")).content.decode()


def test_what_nobody_will_hear_is_told_before_and_after(alice, settings):
    text = "Say ありがとう now. 😀 **Fine** ありがとう."
    page = shown(alice, text.encode(), "say.txt")
    assert "What nobody will hear" in page and "ありがとう" in page and "(2)" in page
    alice.browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    assert "这里的声音都不会读的文字" in shown(alice, text.encode(), "say.txt")
    assert "不会被读出的内容" not in shown(alice, b"All of this is heard.", "say.txt")
    unheard = import_it(alice, text.encode(), "say.txt").json()["unheard"]
    assert unheard[0] == {"kind": "letters", "count": 2, "examples": ["ありがとう"]}
    assert [each["kind"] for each in unheard] == ["letters", "emoji", "signs"]
