"""A lesson is opened from a course, by people who have no account here."""

import html
import re
from urllib.parse import urlsplit

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from accounts.actor import Actor
from billing.models import Subscription
from lessons.models import Lesson
from lti import registrations
from lti.models import LearningPlatform as Row
from lti.models import UsedNonce
from synthesis.models import Segment
from tenants.context import in_tenant
from tests.web.lessons.test_api import whole_of
from tests.web.lti.conftest import ADDRESS, Course
from tests.web.pages.test_headers import policy_of
from voices.models import Voice

SOUND = re.compile(r'data-key="(\w+)" data-sound="(\w+)"')


@pytest.fixture
def lesson(address, make) -> str:
    """The id of a lesson that is made, and open to the workspace."""
    make()
    return address.rpartition("/")[2]


def opened(course: Course, browser: Client, lesson: str, **more) -> str:
    answer = course.open(browser, custom={"lesson": lesson}, **more)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def sounds_of(page: str) -> list[str]:
    """The addresses of the sounds of a page, as its script makes them."""
    line = html.unescape(re.search(r'data-line="([^"]+)"', page)[1])
    return [f"{line.replace('KEY', key)}?sound={digest}" for key, digest in SOUND.findall(page)]


def state_of(page: str) -> str:
    return html.unescape(re.search(r'data-state="([^"]+)"', page)[1])


def test_a_student_reads_and_hears_the_lesson_without_an_account(course, student, lesson):
    page = opened(course, student, lesson)
    assert "同学们好。" in re.sub(r"</?span[^>]*>", "", page) and "made by AI" in page
    first, second = sounds_of(page)
    heard = student.get(first)
    assert (heard.status_code, heard["Content-Type"]) == (200, "audio/mpeg")
    assert whole_of(heard) and student.get(second).status_code == 200
    assert student.get(state_of(page)).status_code == 204
    assert not student.cookies


def test_only_the_platform_may_show_it_in_a_frame(course, student, lesson):
    answer = course.open(student, custom={"lesson": lesson})
    assert policy_of(answer)["frame-ancestors"] == [ADDRESS]
    assert policy_of(answer)["form-action"] == ["'self'"]
    assert "X-Frame-Options" not in answer
    assert answer["Referrer-Policy"] == "no-referrer" and "noindex" in answer["X-Robots-Tag"]


def test_a_platform_may_begin_by_post_and_leave_out_its_client(course, student):
    begun = urlsplit(course.platform.begin())
    given = dict(pair.split("=", 1) for pair in begun.query.split("&"))
    given["iss"] = ADDRESS
    given.pop("client_id")
    led = Client(enforce_csrf_checks=True).post(begun.path, given, headers={"Origin": ADDRESS})
    assert led.status_code == 302 and led.url.startswith(f"{ADDRESS}/auth?scope=openid&")
    assert not led.cookies


def test_of_a_platform_with_two_registrations_the_client_says_which(course, student, alice):
    Row.objects.create(
        **{
            field: getattr(course.row, field)
            for field in ("tenant", "name", "address", "issuer", "deployments", "login_address")
        },
        client_id="client-2",
    )
    begin = f"{course.tool}/login?login_hint=7&iss={ADDRESS}"
    assert student.get(begin).status_code == 404
    assert "client_id=client-2" in student.get(f"{begin}&client_id=client-2").url


@pytest.mark.parametrize(
    ("locale", "said"), [("zh_cn", "人工智能合成"), ("en", "made by AI"), ("xx-!", "made by AI")]
)
def test_the_page_is_in_the_language_of_the_platform(course, student, lesson, locale, said):
    assert said in opened(course, student, lesson, locale=locale)


def test_nothing_of_the_person_is_kept(course, student, lesson):
    opened(course, student, lesson)
    course.row.refresh_from_db()
    kept = [str(list(model.objects.values_list())) for model in (Row, UsedNonce)]
    assert course.row.last_launch_at is not None
    assert not any(word in text for text in kept for word in ("Dora", "dora@", "person-7"))


def _binned() -> None:
    Lesson.objects.update(binned_at=timezone.now())


def _deleted() -> None:
    Lesson.objects.all().delete()


def _private() -> None:
    Lesson.objects.update(access="private")


@pytest.mark.parametrize(
    ("happens", "said"), [(_binned, "was deleted"), (_deleted, "was deleted"), (_private, "shares")]
)
def test_a_lesson_that_is_no_longer_there_says_so(course, student, lesson, happens, said):
    page = opened(course, student, lesson)
    with in_tenant(course.person.tenant):
        happens()
    refused = course.open(student, custom={"lesson": lesson})
    assert refused.status_code == 404 and said in refused.content.decode()
    for address in (state_of(page), *sounds_of(page)):
        assert student.get(address).status_code == 404


def test_a_suspended_workspace_says_so(course, student, lesson):
    page = opened(course, student, lesson)
    Subscription.objects.filter(tenant=course.row.tenant).update(suspended_at=timezone.now())
    assert student.get(state_of(page)).status_code == 404
    refused = course.open(student, custom={"lesson": lesson})
    assert refused.status_code == 404 and "switched off" in refused.content.decode()


def test_a_withdrawn_voice_is_heard_no_more(course, student, lesson):
    with in_tenant(course.person.tenant):
        gone = Voice.objects.create(name="Ms Li", clip_seconds=6, status=Voice.Status.REVOKED)
        Segment.objects.update(voice=gone.id)
    refused = course.open(student, custom={"lesson": lesson})
    assert refused.status_code == 404 and "withdrawn" in refused.content.decode()


def test_an_activity_without_a_lesson_says_what_to_do(course, student):
    refused = course.open(student)
    assert refused.status_code == 403 and "No lesson was chosen" in refused.content.decode()


def test_a_platform_that_is_removed_opens_nothing(course, student, lesson):
    page = opened(course, student, lesson)
    form = course.form(student, custom={"lesson": lesson})
    registrations.remove(
        tenant=course.person.tenant, platform_id=course.row.id, by=Actor(course.person.user)
    )
    assert student.get(state_of(page)).status_code == 404
    assert course.post(form).status_code == 404


def test_a_visit_ends(course, student, lesson, monkeypatch):
    page = opened(course, student, lesson)
    later = signing.time.time() + 13 * 3600
    monkeypatch.setattr(signing.time, "time", lambda: later)
    assert student.get(state_of(page)).status_code == 403
    assert all(student.get(address).status_code == 403 for address in sounds_of(page))
