"""What frames every page: its title, its language, one heading, and where the menu says one is."""

import re

import pytest
from django.conf import settings

from config import ROOT
from tests.web.pages.page_list import SIGNED_OUT, WORKSPACE
from tests.web.pages.page_text import PageText, read
from tests.web.test_isolation import belongings, filled, routes  # noqa: F401 (a fixture)

# Which of the menu's places is lit, by how the path of a page begins below the workspace's own.
PLACES = {
    "": "",
    "lessons/": "lessons/",
    "voices/": "voices/",
    "consents/": "voices/",
    "pronunciations/": "pronunciations/",
    "usage": "usage",
    "kept": "usage",
    "exports": "settings",
    "plans": "usage",
    "invoices": "usage",
    "members/": "members/",
    "tone/": "tone/",
    "tokens/": "tokens/",
    "connect": "connect",
    "webhooks/": "webhooks/",
    "settings": "settings",
    "activity/": "activity/",
}
# Two lower-case Latin words in a row after a first: English that a Chinese page should not have.
ENGLISH = re.compile(r"[A-Za-z’']+(?: [a-z’']{2,}){2,}")


def opened(browser, address: str, language: str = "en") -> PageText:
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return read(answer.content.decode())


@pytest.fixture
def lesson(alice) -> str:
    """The path of a lesson, below the workspace's own."""
    page = alice.browser.post(
        alice.page("lessons/new"), {"text": "Rivers\nThe heron. 又一行。"}
    ).url
    return page.removeprefix(alice.page())


@pytest.fixture
def paths(voice, lesson) -> list[str]:
    """All pages of a workspace, those of a lesson and a voice included."""
    of_voice = [f"voices/{voice.id}", f"voices/{voice.id}/takes/new", f"tone/{voice.id}"]
    return [*WORKSPACE, "consents/", "voices/recordings", lesson, *of_voice]


def check_frame(page: PageText, address: str, language: str = "en") -> None:
    [html] = [given for tag, given in page.tags if tag == "html"]
    assert html["lang"] == language, address
    levels = [level for level, text in page.headings if text]
    assert levels.count("h1") == 1, (address, page.headings)
    for given in (given for _tag, given in page.tags):
        assert int(given.get("tabindex", 0)) <= 0, (address, given)


def test_pages_before_sign_in(client, db):
    titles = {}
    for address in [*SIGNED_OUT, "/made-here"]:
        page = opened(client, address)
        check_frame(page, address)
        assert "Lectern" in page.title and page.title not in titles, (address, page.title, titles)
        titles[page.title] = address


def test_pages_of_a_workspace(alice, paths):
    titles = {}
    for path in paths:
        page = opened(alice.browser, alice.page(path))
        check_frame(page, path)
        own, workspace = page.title.rsplit(" · ", 1)
        assert workspace == "Alice School" and own, path
        if "?" not in path:
            assert own not in titles, (path, own, titles)
            titles[own] = path


# Redoc builds its page in the browser.
NOT_OURS = ("docs/api",)


def test_every_route_that_answers_with_a_page(alice, belongings):  # noqa: F811
    """A new page is in here by itself: it has the frame, and a place in the menu is lit."""
    pages = 0
    for route in routes(""):
        if route.startswith(("v1/", "operator/", *NOT_OURS)) or "<path:" in route:
            continue
        if "<" in route and not route.startswith("w/"):
            continue
        answer = alice.browser.get(filled(route, belongings))
        is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
        if not is_page:
            continue
        pages += 1
        page = read(answer.content.decode())
        check_frame(page, route)
        if route.startswith("w/"):
            lit = {each["href"] for each in menu(page, alice) if "aria-current" in each}
            assert len(lit) == 1, (route, lit)
    assert pages > 25


def menu(page: PageText, person) -> list[dict[str, str]]:
    """The links of the page to the places of the menu, wherever they stand in it."""
    places = {person.page(place) for place in PLACES.values()}
    links = [given for tag, given in page.tags if tag == "a" and given.get("href") in places]
    assert len(links) >= len(places)
    return links


def test_the_menu_shows_where_one_is(alice, paths):
    for path in paths:
        begin = next(begin for begin in sorted(PLACES, reverse=True) if path.startswith(begin))
        links = menu(opened(alice.browser, alice.page(path)), alice)
        lit = {(each["href"], each["aria-current"]) for each in links if "aria-current" in each}
        exact = path.split("?")[0] == PLACES[begin]
        assert lit == {(alice.page(PLACES[begin]), "page" if exact else "true")}, path


def test_the_menu_of_a_phone_has_all_places(alice, colleague):
    """Five stand at the foot of the page; the others are in the account's menu."""
    for person, others in (
        (alice, ["members/", "tone/", "tokens/", "connect", "webhooks/", "settings", "activity/"]),
        (colleague, ["members/", "tokens/", "connect"]),
    ):
        html = person.browser.get(person.page()).content.decode()
        _menu, account = html.split('class="menu-panel"')
        shown = re.findall(r'href="([^"]+)"', account.split("</details>")[0])
        assert [each for each in shown if each.startswith("/w/")] == [*map(person.page, others)]


def test_no_english_sentence_stands_on_a_chinese_page(alice, client, paths):
    found = {}
    for address in SIGNED_OUT:
        found |= english(opened(client, address, "zh-hans"), address)
    for path in paths:
        found |= english(opened(alice.browser, alice.page(path), "zh-hans"), path)
    assert not found


def english(page: PageText, where: str) -> dict[str, str]:
    return {each: where for text in page.texts for each in ENGLISH.findall(text)}


@pytest.mark.parametrize(
    "change",
    [
        {"password1": "short"},
        {"password1": "1234567890"},
        {"password1": "lectern-1234"},
        {"password1": "marigold1234", "name": "marigold1234"},
        {"email": "no address"},
        {"email": "alice@example.org"},
        {"organisation": "x" * 101},
        {"organisation": ""},
    ],
)
def test_a_refused_sign_up_is_chinese(alice, client, change):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    given = {"organisation": "柳树学校", "name": "魏", "email": "wei@example.org"}
    given["password1"] = "a long enough phrase"
    answer = client.post("/sign-up", given | change)
    assert answer.status_code == 422
    assert not english(read(answer.content.decode()), "/sign-up")


def test_an_operator_without_a_workspace_goes_to_the_operators_pages(charlie):
    assert charlie.browser.get("/home").status_code == 200
    charlie.user.is_staff = charlie.user.is_superuser = True
    charlie.user.save()
    answer = charlie.browser.get("/home")
    assert answer.status_code == 302 and answer.url == "/operator/"


def test_an_operator_with_a_workspace_finds_the_operators_pages(alice):
    assert "/operator/" not in alice.browser.get(alice.page()).content.decode()
    alice.user.is_staff = True
    alice.user.save()
    assert 'href="/operator/"' in alice.browser.get(alice.page()).content.decode()


def test_no_style_sheet_shows_controls_in_another_order_than_they_are_reached():
    only_text = ".player-says { order: -1;"
    for path in (ROOT / "static").glob("*.css"):
        style = path.read_text("utf-8").replace(only_text, "")
        assert not re.findall(r"(?:row|column)-reverse|[;{\s]order:", style), path.name
