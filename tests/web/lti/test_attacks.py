"""Launches that somebody has forged, repeated or bent are refused, and open nothing."""

import base64
import hashlib
import hmac
import json
import time
from datetime import timedelta

import jwt
import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from activity.models import Entry
from lti import platform_keys
from lti.id_token import CLAIM
from lti.models import ContentRequest, UsedNonce
from lti.models import LearningPlatform as Row
from outgoing.get import NoAnswer
from tenants.context import in_tenant
from tests.web.lti.conftest import ADDRESS, ANSWER_AT, Course, registered
from tests.web.lti.learning_platform import CLIENT, INSTRUCTOR, LEARNER, LearningPlatform, new_key

LESSON = {"lesson": "lesson_x"}


def bent(course: Course, browser: Client, key: str = "", headers=None, **claims) -> dict[str, str]:
    """A launch with other claims, signed with the platform's key or another."""
    form = course.form(browser, custom=LESSON)
    token = form["id_token"]
    said = jwt.decode(token, options={"verify_signature": False}) | claims
    said = {name: value for name, value in said.items() if value is not None}
    header = {"kid": jwt.get_unverified_header(token)["kid"], **(headers or {})}
    private = key or course.platform.registration.get_platform_private_key()
    return {**form, "id_token": jwt.encode(said, private, algorithm="RS256", headers=header)}


def now(seconds: int) -> int:
    return int(time.time()) + seconds


BENT = {
    "another audience": ({"aud": "client-9"}, "not_for_us"),
    "another issuer": ({"iss": "https://moodle.elm.example"}, "not_for_us"),
    "several audiences without a party": ({"aud": [CLIENT, "x"], "azp": None}, "not_for_us"),
    "another party": ({"azp": "client-9"}, "not_for_us"),
    "ended": ({"exp": now(-120)}, "expired"),
    "issued long ago": ({"iat": now(-3600)}, "expired"),
    "issued in the future": ({"iat": now(3600), "exp": now(7200)}, "expired"),
    "without an end": ({"exp": None}, "unreadable"),
    "a time that is none": ({"iat": "soon"}, "unreadable"),
    "without a nonce": ({"nonce": None}, "unreadable"),
    "another nonce": ({"nonce": "of another request"}, "other_nonce"),
    "another deployment": ({CLAIM + "deployment_id": "deployment-9"}, "unknown_deployment"),
    "no deployment": ({CLAIM + "deployment_id": None}, "unknown_deployment"),
    "a list of deployments": ({CLAIM + "deployment_id": ["deployment-1"]}, "unknown_deployment"),
    "another version": ({CLAIM + "version": "1.1"}, "unsupported"),
    "another message": ({CLAIM + "message_type": "LtiStartProctoring"}, "unsupported"),
}


@pytest.mark.parametrize("case", BENT)
def test_a_bent_launch_is_refused(course, student, case):
    claims, code = BENT[case]
    refused = course.post(bent(course, student, **claims))
    assert refused.status_code == 403 and f"Reason: {code}" in refused.content.decode()
    assert not UsedNonce.objects.exists() and not refused.cookies
    [entry] = Entry.objects.filter(action="learning_platform.refused")
    assert entry.details == {"reason": code} and entry.thing_label == "Moodle"


def test_a_party_beside_the_audience_is_ours(course, student):
    assert course.post(bent(course, student, aud=[CLIENT, "x"])).status_code == 303


def unsigned(course, student) -> dict[str, str]:
    form = bent(course, student)
    head, body, _signature = form["id_token"].split(".")
    none = json.loads(base64.urlsafe_b64decode(head + "==")) | {"alg": "none"}
    text = base64.urlsafe_b64encode(json.dumps(none).encode()).decode().rstrip("=")
    return {**form, "id_token": f"{text}.{body}."}


def by_public_key(course, student) -> dict[str, str]:
    """HS256 with the public key for a secret, which everybody knows."""
    form = bent(course, student)
    head, body, _signature = form["id_token"].split(".")
    header = json.loads(base64.urlsafe_b64decode(head + "==")) | {"alg": "HS256"}
    text = base64.urlsafe_b64encode(json.dumps(header).encode()).decode().rstrip("=")
    secret = course.platform.registration.get_platform_public_key().encode()
    made = hmac.new(secret, f"{text}.{body}".encode(), hashlib.sha256).digest()
    return {**form, "id_token": f"{text}.{body}.{base64.urlsafe_b64encode(made).decode()}"}


def by_another_key(course, student) -> dict[str, str]:
    return bent(course, student, key=new_key())


def changed_afterwards(course, student) -> dict[str, str]:
    form = bent(course, student)
    head, body, signature = form["id_token"].split(".")
    said = json.loads(base64.urlsafe_b64decode(body + "=="))
    said[CLAIM + "custom"] = {"lesson": "lesson_y"}
    text = base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
    return {**form, "id_token": f"{head}.{text}.{signature}"}


def with_a_key_of_its_own(course, student) -> dict[str, str]:
    """`jwk` and `jku` in the header name a key that the attacker has."""
    other = LearningPlatform(ADDRESS)
    of_other = other.registration.get_platform_private_key()
    headers = {"jwk": other.keys["keys"][0], "jku": "https://evil.example/keys"}
    return bent(course, student, key=of_other, headers=headers)


def of_an_unknown_key(course, student) -> dict[str, str]:
    return bent(course, student, headers={"kid": "another"})


def without_a_named_key(course, student) -> dict[str, str]:
    form = course.form(student)
    said = jwt.decode(form["id_token"], options={"verify_signature": False})
    private = course.platform.registration.get_platform_private_key()
    return {**form, "id_token": jwt.encode(said, private, algorithm="RS256")}


def giant(course, student) -> dict[str, str]:
    return bent(course, student, filling="x" * 60_000)


def deep(course, student) -> dict[str, str]:
    head = base64.urlsafe_b64encode(b"[" * 30_000).decode().rstrip("=")
    return {**course.form(student), "id_token": f"{head}.e30.x"}


def no_token(course, student) -> dict[str, str]:
    return {**course.form(student), "id_token": "\0.é.x"}


@pytest.mark.parametrize(
    ("forged", "code"),
    [
        (unsigned, "signature"),
        (by_public_key, "signature"),
        (by_another_key, "signature"),
        (changed_afterwards, "signature"),
        (with_a_key_of_its_own, "signature"),
        (of_an_unknown_key, "unknown_key"),
        (without_a_named_key, "signature"),
        (giant, "unreadable"),
        (deep, "unreadable"),
        (no_token, "unreadable"),
    ],
)
def test_a_forged_launch_is_refused(course, student, forged, code):
    refused = course.post(forged(course, student))
    assert refused.status_code == 403 and f"Reason: {code}" in refused.content.decode()
    assert not UsedNonce.objects.exists()


def test_a_launch_is_taken_once(course, student):
    form = course.form(student, custom=LESSON)
    assert course.post(form).status_code == 303
    refused = course.post(form)
    assert refused.status_code == 403 and "replayed" in refused.content.decode()


def test_a_state_is_ours_and_young(course, student, monkeypatch):
    form = course.form(student, custom=LESSON)
    for state in ("", "x", "\0", form["state"][:-1]):
        assert "not_begun" in course.post({**form, "state": state}).content.decode()
    later = signing.time.time() + 601
    monkeypatch.setattr(signing.time, "time", lambda: later)
    assert "expired" in course.post(form).content.decode()


def test_a_refusal_of_the_platform_is_told(course, student):
    asked = course.asked(student)
    answer = course.post({"state": asked["state"], "error": "login_required"})
    assert answer.status_code == 403 and "did not let you in" in answer.content.decode()


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"iss": "https://elsewhere.example", "login_hint": "7"},
        {"iss": ADDRESS},
        {"iss": ADDRESS, "login_hint": "x" * 9_000},
        {"iss": "\0", "login_hint": "7"},
        {"iss": ADDRESS, "client_id": "\0", "login_hint": "7"},
    ],
)
def test_a_launch_that_begins_wrongly_leads_nowhere(course, student, given):
    answer = student.post(f"{course.tool}/login", given)
    assert answer.status_code in (403, 404) and "Location" not in answer


def test_other_methods_are_refused(course):
    student = Client()
    assert student.get(f"{course.tool}/launch").status_code == 405
    assert student.post(f"{course.tool}/keys").status_code == 405


# --- Other workspaces ----------------------------------------------------------------------------


def test_a_lesson_of_another_workspace_is_not_there(course, student, bob):
    made = bob.rest.post("/v1/lessons", {"input": "Bob's secret.", "access": "read"}, format="json")
    refused = course.open(student, custom={"lesson": made.json()["id"]})
    assert refused.status_code == 404 and "secret" not in refused.content.decode()


def test_a_private_lesson_is_not_opened_by_its_id(course, student, write):
    lesson = write()
    refused = course.open(student, custom={"lesson": lesson.id})
    assert refused.status_code == 404 and "Good morning" not in refused.content.decode()


def test_a_launch_for_one_workspace_opens_nothing_of_another(course, student, bob, settings):
    """Bob registers Alice's platform as his own, with the same client: a launch of Alice's, brought
    to his address, is for another request; and hers is none of his."""
    theirs = registered(bob, course.platform)
    form = course.form(student, custom=LESSON)
    at_bobs = student.post(f"/lti/{theirs.tenant_id}/launch", form)
    assert at_bobs.status_code == 404 and not UsedNonce.objects.exists()
    page = course.post(form).url
    moved = page.replace(str(course.row.tenant_id), str(theirs.tenant_id))
    assert student.get(moved).status_code == 404


def test_a_page_for_listening_chooses_nothing(course, student):
    listening = course.post(course.form(student, custom=LESSON)).url
    choosing = listening.replace("/lessons/", "/choices/")
    assert student.get(choosing).status_code == 403
    assert student.post(choosing, LESSON).status_code == 403


# --- Choosing ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "role",
    [
        LEARNER,
        "http://purl.imsglobal.org/vocab/lis/v2/membership#Mentor",
        "http://evil.example/Instructor",
    ],
)
def test_only_teachers_choose(course, student, role):
    refused = course.choose(student, roles=(role,))
    assert refused.status_code == 403 and "Only teachers" in refused.content.decode()
    assert not ContentRequest.objects.exists()


@pytest.mark.parametrize(
    "where",
    [
        "https://evil.example/back",
        "https://moodle.willow.example.evil.example/",
        "https://moodle.willow.example@evil.example/",
        "https://moodle.willow.example:8443/",
        "http://moodle.willow.example/",
        "javascript:alert(1)//moodle.willow.example",
        "//moodle.willow.example/",
        "https://moodle.willow.example\\@evil.example/",
        "",
    ],
)
def test_the_answer_goes_to_the_platform_alone(course, student, where):
    choosing = {"deep_link_return_url": where}
    refused = course.choose(student, choosing=choosing)
    assert "Reason: foreign_address" in refused.content.decode()
    assert not ContentRequest.objects.exists()


def test_data_that_are_too_long_are_refused(course, student):
    choosing = {"deep_link_return_url": ANSWER_AT, "extra_data": {"x": "y" * 20_000}}
    refused = course.choose(student, choosing=choosing)
    assert "Reason: incomplete" in refused.content.decode()


def test_nobody_chooses_a_lesson_that_is_not_offered(course, student, write, bob):
    private = write().id
    made = bob.rest.post("/v1/lessons", {"input": "Bob's.", "access": "read"}, format="json")
    for lesson in (private, made.json()["id"], "lesson_none", "\0"):
        page = course.choose(student)
        answer = student.post(page.request["PATH_INFO"], {"lesson": lesson})
        assert b"JWT" not in answer.content or lesson == "\0"


def test_a_question_is_answered_once(course, student):
    address = course.choose(student).request["PATH_INFO"]
    assert student.post(address).status_code == 200
    assert student.post(address).status_code == 403
    assert student.get(address).status_code == 403


# --- The platform's keys -------------------------------------------------------------------------


def test_a_new_key_of_the_platform_is_fetched_and_not_at_every_wish(
    alice, settings, monkeypatch, student, quick_keys
):
    settings.PUBLIC_URL = "http://testserver"
    platform, fetched = LearningPlatform(ADDRESS), []

    def get_json(address: str):
        fetched.append(address)
        return platform.keys

    monkeypatch.setattr(platform_keys, "get_json", get_json)
    course = Course(alice, platform, registered(alice, platform))
    tool = f"http://testserver{course.tool}"
    platform.trust(f"{tool}/login", f"{tool}/launch", {"keys": []})
    assert course.open(student, custom=LESSON).status_code == 404 and len(fetched) == 1
    platform.new_key()
    assert course.open(student, custom=LESSON).status_code == 404 and len(fetched) == 2
    for number in range(5):
        course.post(bent(course, student, headers={"kid": f"unknown-{number}"}))
    assert len(fetched) == 2


def test_keys_that_are_away_stop_nobody_for_some_days(course, student, monkeypatch):
    def away(_address: str):
        raise NoAnswer("away")

    monkeypatch.setattr(platform_keys, "get_json", away)
    Row.objects.update(keys_fetched_at=timezone.now() - timedelta(days=2))
    assert course.post(course.form(student, custom=LESSON)).status_code == 303
    Row.objects.update(keys_fetched_at=timezone.now() - timedelta(days=15))
    refused = course.post(course.form(student, custom=LESSON))
    assert refused.status_code == 403 and "keys_away" in refused.content.decode()


@pytest.mark.parametrize(
    "answer",
    [
        [],
        {"keys": {}},
        {"keys": []},
        {"keys": [{"kty": "oct", "kid": "1", "k": "AAAA"}]},
        {"keys": [{"kty": "RSA", "kid": "1", "n": "AQAB", "e": "AQAB"}]},
        {"keys": [{"kty": "RSA", "kid": "1", "n": "A" * 2001, "e": "AQAB"}]},
        {"keys": [{"kty": "RSA", "kid": "1", "n": "é", "e": 3}]},
        {"keys": [None, "x", {"kty": "RSA"}]},
    ],
)
def test_a_set_without_a_fit_key_is_none(monkeypatch, answer):
    monkeypatch.setattr(platform_keys, "get_json", lambda _address: answer)
    with pytest.raises(NoAnswer):
        platform_keys.fetch("https://moodle.willow.example/keys")


def test_short_keys_are_left_out(monkeypatch):
    weak, strong = LearningPlatform(ADDRESS), LearningPlatform(ADDRESS)
    weak.new_key(bits=1024)
    both = {"keys": [*weak.keys["keys"], *strong.keys["keys"]]}
    monkeypatch.setattr(platform_keys, "get_json", lambda _address: both)
    kept = platform_keys.fetch("https://moodle.willow.example/keys")
    assert [key["kid"] for key in kept] == [strong.keys["keys"][0]["kid"]]


def test_an_instructor_alone_is_no_question(course, student):
    """A role does not make a launch one for choosing."""
    assert course.open(student, roles=(INSTRUCTOR,)).status_code == 403
    with in_tenant(course.person.tenant):
        assert not ContentRequest.objects.exists()
