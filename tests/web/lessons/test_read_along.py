"""A lesson as a page to read along: by REST, and from the editor."""

import re
from urllib.parse import unquote

import pytest

from synthesis.aigc.label import labels_in
from synthesis.aigc.producer import HEADER, producer
from tests.web.lessons.test_api import whole_of
from tests.web.lessons.test_subtitles import address, make  # noqa: F401 (fixtures)
from web.lessons import read_along_response


def html_of(answer) -> str:
    assert answer.status_code == 200, answer
    data = whole_of(answer)
    assert int(answer["Content-Length"]) == len(data)
    return data.decode()


@pytest.fixture
def titled(alice, address):  # noqa: F811
    """The lesson with a title."""
    change = {"base_revision": 1, "title": "第一课: books"}
    assert alice.rest.patch(address, change, format="json").status_code == 200
    return address


def test_it_has_lines_words_and_a_label(alice, titled, make):  # noqa: F811
    make()
    answer = alice.rest.get(f"{titled}/read-along", headers={"Accept-Language": "zh-hans"})
    html = html_of(answer)
    assert '<html lang="zh-Hans">' in html and "人工智能合成" in html
    assert "<title>第一课: books</title>" in html
    assert '<span data-from="0" data-to="90">Open</span>' in html
    assert "&lt;" in html and "<b>" not in html
    assert 'lang="zh-Hans" dir="auto" data-start="3700" data-ms="1000"' in html
    [label] = labels_in(html.encode())
    assert producer().made(label) and answer[HEADER]
    named = unquote(answer["Content-Disposition"])
    assert named.startswith("attachment; ")
    assert named.endswith("filename*=UTF-8''第一课- books.html")


def test_the_editor_gives_it_or_says_what_is_missing(alice, titled, make):  # noqa: F811
    page = alice.page(titled.removeprefix("/v1/"))
    assert f'href="{page}/read-along"' in alice.browser.get(page).content.decode()
    refused = alice.browser.get(f"{page}/read-along", follow=True)
    assert refused.redirect_chain == [(page, 302)]
    assert "lines are not made yet. Press “Make all” first." in refused.content.decode()
    assert alice.rest.get(f"{titled}/read-along").json()["error"]["code"] == "lines_missing"
    make()
    html = html_of(alice.browser.get(f"{page}/read-along"))
    assert '<html lang="en">' in html and "made by AI" in html


def test_a_lesson_that_no_phone_could_hold(alice, titled, make, monkeypatch):  # noqa: F811
    make()
    monkeypatch.setattr(read_along_response, "LONGEST_MS", 4_000)
    answer = alice.rest.get(f"{titled}/read-along")
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "lesson_too_long"
    page = alice.page(titled.removeprefix("/v1/"))
    told = alice.browser.get(f"{page}/read-along", follow=True).content.decode()
    assert re.search(r"A read-along page has at most \d+ minutes of audio", told)
