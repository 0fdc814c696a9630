"""A teacher chooses a lesson within the platform, and the platform gets a signed answer."""

import html
import re
import time

import jwt
import pytest
from django.test import Client

from accounts.actor import Actor
from activity.models import Entry
from lessons.models import Lesson
from lti import tool_keys
from lti.id_token import CLAIM
from lti.models import ToolKey
from tenants.context import in_tenant
from tenants.sealing.keys import Undecryptable
from tests.web.lti.conftest import ADDRESS, ANSWER_AT, Course
from tests.web.lti.learning_platform import CLIENT, DEPLOYMENT
from tests.web.pages.test_headers import policy_of

TOKEN = re.compile(r'name="JWT" value="([^"]+)"')
DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"


@pytest.fixture
def lesson(address, make) -> str:
    make()
    return address.rpartition("/")[2]


def answer_of(page) -> str:
    assert page.status_code == 200, page.content.decode()
    return html.unescape(TOKEN.search(page.content.decode())[1])


def choice(course: Course, browser: Client, **chosen: str):
    return browser.post(course.choose(browser).request["PATH_INFO"], chosen)


def test_a_teacher_chooses_and_students_open_what_was_chosen(course, student, lesson):
    page = course.choose(student)
    shown = page.content.decode()
    assert page.status_code == 200 and "第三课: Rivers" in shown and "Alice School" in shown
    assert policy_of(page)["frame-ancestors"] == [ADDRESS]
    led = student.post(page.request["PATH_INFO"], {"lesson": lesson})
    assert policy_of(led)["form-action"] == ["'self'", ADDRESS]
    assert f'action="{ANSWER_AT}"' in led.content.decode()
    [item] = course.platform.took(answer_of(led))
    tool = f"http://testserver{course.tool}/launch"
    assert item == {
        "type": "ltiResourceLink",
        "title": "第三课: Rivers",
        "url": tool,
        "custom": {"lesson": lesson},
    }
    assert course.open(student, custom=item["custom"]).status_code == 200
    assert not student.cookies
    [entry] = Entry.objects.filter(action="learning_platform.content_linked")
    assert entry.details == {"lesson": lesson} and entry.workspace == course.row.tenant_id


def test_the_answer_says_whose_it_is(course, student, lesson):
    token = answer_of(choice(course, student, lesson=lesson))
    kid = jwt.get_unverified_header(token)["kid"]
    [key] = student.get(f"{course.tool}/keys").json()["keys"]
    assert key["kid"] == kid and set(key) == {"kty", "kid", "use", "alg", "n", "e"}
    said = jwt.decode(
        token, jwt.PyJWK(key).key, algorithms=["RS256"], audience=ADDRESS, issuer=CLIENT
    )
    assert said[CLAIM + "deployment_id"] == DEPLOYMENT and said[CLAIM + "version"] == "1.3.0"
    assert said[CLAIM + "message_type"] == "LtiDeepLinkingResponse"
    assert said[DL + "data"] == {"form": 12} and said["nonce"]
    assert 0 < said["exp"] - time.time() <= 300


def test_nothing_may_be_chosen(course, student):
    token = answer_of(choice(course, student))
    assert course.platform.took(token) == []
    assert not Entry.objects.filter(action="learning_platform.content_linked").exists()


def test_without_a_lesson_the_page_says_how_there_comes_to_be_one(course, student, write):
    write(access="read")  # nothing of it can be heard
    shown = course.choose(student).content.decode()
    assert "There is no lesson to choose yet" in shown and "Good morning" not in shown


@pytest.mark.parametrize(("query", "found"), [("RIVERS", True), ("第三课", True), ("hills", False)])
def test_titles_are_searched(course, student, lesson, query, found):
    address = course.choose(student).request["PATH_INFO"]
    shown = student.get(address, {"query": query}).content.decode()
    assert (lesson in shown) is found and ("No lesson has these words" in shown) is not found


def test_private_and_binned_lessons_are_not_offered(course, student, lesson):
    for change in ({"access": "private"}, {"access": "read", "binned_at": "2026-01-01T00:00Z"}):
        with in_tenant(course.person.tenant):
            Lesson.objects.update(**change)
        assert lesson not in course.choose(student).content.decode()


def test_the_page_is_in_chinese_where_the_platform_is(course, student):
    shown = course.choose(student, locale="zh_cn").content.decode()
    assert '<html lang="zh-Hans">' in shown and "选择课文" in shown


def test_a_new_key_signs_and_the_old_one_is_published_for_days(course, student, monkeypatch):
    tenant = course.person.tenant
    [old] = tool_keys.key_set(tenant.id)["keys"]
    new = tool_keys.rotate(tenant=tenant, by=Actor(course.person.user))
    assert [key["kid"] for key in tool_keys.key_set(tenant.id)["keys"]] == [new.kid, old["kid"]]
    token = answer_of(choice(course, student))
    assert jwt.get_unverified_header(token)["kid"] == new.kid
    monkeypatch.setattr(tool_keys, "PUBLISHED", tool_keys.PUBLISHED * 0)
    assert [key["kid"] for key in tool_keys.key_set(tenant.id)["keys"]] == [new.kid]
    assert tool_keys.forget_old() == 1 and ToolKey.objects.get().kid == new.kid


def test_the_private_key_is_sealed_for_its_workspace_alone(course, bob):
    key = tool_keys.current(course.person.tenant)
    private = course.person.tenant.unseal(key.sealed_private, about=key.about)
    assert private not in bytes(key.sealed_private)
    with pytest.raises(Undecryptable):
        bob.tenant.unseal(key.sealed_private, about=key.about)
