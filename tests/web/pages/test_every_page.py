"""Every page, in both languages, with and without content."""

import re

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.joining import invitations
from accounts.models import Invitation
from tests.web.pages.page_list import SIGNED_OUT, WORKSPACE
from webhooks import services as webhooks

# Markup that a Content-Security-Policy without 'unsafe-inline' would block.
INLINE = re.compile(
    r"<script(?![^>]*\b(?:src=|type=.application/json))|<style|<[^>]+\sstyle=|<[^>]+\son[a-z]+=|javascript:",
    re.IGNORECASE,
)


def shown(browser, address: str, language: str, status: int = 200) -> str:
    """Check what all pages have in common; returns the page's HTML."""
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = browser.get(address)
    html = answer.content.decode()
    assert answer.status_code == status, html
    assert f'<html lang="{"zh-Hans" if language == "zh-hans" else "en"}">' in html
    assert '<main id="main"' in html
    assert "<title>" in html
    assert not INLINE.search(html), INLINE.search(html)
    return html


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("address", SIGNED_OUT)
def test_pages_before_sign_in(client, db, address, language):
    shown(client, address, language)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("path", WORKSPACE)
def test_pages_of_a_new_workspace(alice, path, language):
    html = shown(alice.browser, alice.page(path), language)
    assert "Alice School" in html


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("path", WORKSPACE)
def test_pages_of_a_workspace_in_use(alice, voice, make_job, path, language):
    make_job("running", done=1, voice=voice.id)
    make_job("completed", done=3)
    alice.browser.post(alice.page("tokens/new"), {"name": "Importer"})
    entry = {"word": "重庆", "kind": "pinyin", "value": "chóng qìng"}
    alice.browser.post(alice.page("pronunciations/new"), entry)
    alice.browser.post(alice.page("tokens/new"), {"name": "Importer", "scopes": ["speech"]})
    endpoint = {"url": "https://example.org/", "events": ["job.completed", "voice.ready"]}
    alice.browser.post(alice.page("webhooks/"), endpoint)
    for email in ("new@example.org", "late@example.org"):
        invite = {"email": email, "role": "member"}
        alice.browser.post(alice.page("members/invite"), invite)
    Invitation.objects.filter(email="late@example.org").update(expires_at=timezone.now())
    webhooks.enqueue(tenant=alice.tenant, event="voice.ready", data={"id": voice.id})
    shown(alice.browser, alice.page(path), language)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_pages_of_lessons(alice, language):
    page = alice.browser.post(alice.page("lessons/new"), {"text": "Rivers\nOne line. 又一行。"}).url
    assert "又一行。" in shown(alice.browser, page, language)
    assert "Rivers" in shown(alice.browser, alice.page("lessons/"), language)
    assert "Rivers" not in shown(alice.browser, alice.page("lessons/?q=nowhere"), language)
    assert "Rivers" in shown(alice.browser, alice.page(), language)
    alice.browser.post(alice.page("lessons/bin"), {"lesson": page.rsplit("/", 1)[1]})
    assert "又一行。" in shown(alice.browser, page, language)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_lesson_that_is_refused(alice, language):
    alice.browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = alice.browser.post(alice.page("lessons/new"), {"voice": "nobody", "text": "Hi."})
    assert answer.status_code == 422
    said = "没有" if language == "zh-hans" else "There is no voice"
    assert said in answer.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("status", ["processing", "ready", "failed"])
def test_the_page_of_a_voice(alice, voice, status, language):
    voice.status, voice.error_code = status, "enrolment_failed" if status == "failed" else ""
    voice.save()
    shown(alice.browser, alice.page(f"voices/{voice.id}"), language)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    ("to", "who", "status"),
    [
        ("charlie", "charlie", 200),
        ("charlie", "bob", 403),
        ("charlie", "nobody", 200),
        ("new", "nobody", 200),
        ("new", "expired", 410),
    ],
)
def test_the_page_of_an_invitation(
    alice, bob, charlie, client, settings, to, who, status, language
):
    invite = {"email": f"{to}@example.org", "role": "member"}
    alice.browser.post(alice.page("members/invite"), invite)
    if who == "expired":
        Invitation.objects.update(expires_at=timezone.now())
    link = invitations.link_of(Invitation.objects.get())
    browser = {"bob": bob.browser, "charlie": charlie.browser}.get(who, client)
    shown(browser, link.removeprefix(settings.PUBLIC_URL), language, status)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_not_found_page(alice, language):
    html = shown(alice.browser, "/w/no-such-workspace/", language, status=404)
    assert ("找不到页面" if language == "zh-hans" else "Not found") in html


def test_a_person_without_a_workspace_sees_what_to_do(charlie):
    assert "You are not a member of any workspace" in shown(charlie.browser, "/home", "en")


def test_the_language_switch_returns_to_the_page(alice):
    page = alice.page("lessons/") + "?sort=title"
    assert f'name="next" value="{page}"' in alice.browser.get(page).content.decode()
    answer = alice.browser.post("/i18n/setlang/", {"language": "zh-hans", "next": page})
    assert answer["Location"] == page
    assert "课文" in alice.browser.get(page).content.decode()
