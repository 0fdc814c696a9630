"""NUL characters, which Postgres can't store, are refused wherever a client may put one."""

import json

import pytest

from accounts.models import User
from synthesis.models import Job
from tenants.context import in_tenant
from tests.web.test_errors import GOOD, check

NUL = "a\x00b"
ENTRY = {"word": "tomato", "kind": "respelling", "value": "to may to"}


def send(alice, address: str, body: object, method: str = "post"):
    call = getattr(alice.rest, method)
    return call(f"/v1/{address}", json.dumps(body), content_type="application/json")


@pytest.mark.parametrize(
    ("address", "change", "param"),
    [
        ("jobs", {"voice": NUL}, "voice"),
        ("jobs", {"voice": {"id": NUL}}, "voice"),
        ("jobs", {"model": NUL}, "model"),
        ("jobs", {"webhook": f"https://example.org/{NUL}"}, "webhook"),
        ("jobs", {"emotion": NUL}, "emotion"),
        ("jobs", {"unknown": [{"deep": NUL}]}, "unknown"),
        ("jobs", {"unknown": {NUL: 1}}, "unknown"),
        ("audio/speech", {"voice": NUL}, "voice"),
        ("audio/speech", {"response_format": NUL}, "response_format"),
        ("estimates", {"voice": NUL}, "voice"),
        ("pronunciations/preview", {"text": "x", "entries": [{**ENTRY, "word": NUL}]}, "entries"),
    ],
)
def test_fields_of_json(alice, address, change, param):
    check(send(alice, address, {**GOOD, **change}), 400, "invalid_value", param)
    with in_tenant(alice.tenant):
        assert not Job.objects.exists()


def test_json_that_is_no_object(alice):
    check(send(alice, "jobs", [NUL]), 400, "invalid_value")


def test_a_text_about_the_escape_is_spoken(alice):
    text = r"JSON writes a NUL as \u0000."
    assert send(alice, "jobs", {**GOOD, "input": text}).json()["input"] == text


@pytest.mark.parametrize("column", ["word", "value"])
def test_a_dictionary_as_json(alice, column):
    body = {"entries": [{**ENTRY, column: NUL}]}
    check(send(alice, "pronunciations", body, "put"), 400, "invalid_value", "entries")


@pytest.mark.parametrize("column", ["word", "value"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_dictionary_as_csv(alice, column, encoding):
    row = {**ENTRY, column: NUL}
    text = f"{','.join(row)}\n{','.join(row.values())}\n"
    answer = alice.rest.put("/v1/pronunciations", text.encode(encoding), content_type="text/csv")
    check(answer, 400, "csv_encoding", "file")


def test_fields_of_a_multipart_body(alice):
    body = {"name": NUL, "language": "en"}
    answer = alice.rest.post("/v1/audio/voice_consents", body, format="multipart")
    check(answer, 400, "invalid_value", "name")


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("members/invite", {"email": f"{NUL}@example.org", "role": "member"}),
        ("pronunciations/new", {**ENTRY, "word": NUL}),
        ("pronunciations/new", {**ENTRY, "kind": NUL}),
        ("webhooks/", {"url": f"https://example.org/{NUL}", "events": ["job.completed"]}),
    ],
)
def test_forms_of_pages(alice, path, fields):
    answer = alice.browser.post(alice.page(path), fields)
    assert answer.status_code < 500 and '_error"' in answer.content.decode()


@pytest.mark.parametrize("field", ["text", "voice", "folder"])
def test_a_new_lesson(alice, field):
    fields = {"text": "Hello.", "voice": "af_heart", "folder": "", field: NUL}
    answer = alice.browser.post(alice.page("lessons/new"), fields)
    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize("query", ["q=%00", "folder=%00", "whose=%00", "sort=%00", "page=%00"])
def test_a_search_for_lessons(alice, query):
    assert alice.browser.get(alice.page(f"lessons/?{query}")).status_code in (200, 400, 404)


def test_lessons_that_are_binned_and_moved(alice):
    lesson = alice.browser.post(alice.page("lessons/new"), {"text": "Hello."}).url
    for path in ("bin", "unbin"):
        answer = alice.browser.post(alice.page(f"lessons/{path}"), {"lesson": NUL})
        assert answer.status_code in (302, 400, 404)
    for path, body in (
        ("settle", {"folder": NUL}),
        ("save", {"base_revision": 1, "title": NUL}),
        ("save", {"base_revision": 1, "settings": {"voice": NUL}}),
        ("save", {"base_revision": 1, "title": "half a pair: \ud800"}),
        ("make", {"from": NUL}),
        ("restore", {"version": NUL}),
    ):
        answer = alice.browser.post(
            f"{lesson}/{path}", json.dumps(body), content_type="application/json"
        )
        assert answer.status_code in (400, 404), (path, body)


@pytest.mark.parametrize("field", ["tenant", "job"])
def test_a_job_that_the_operator_resumes(alice, client, field):
    operator = User.objects.create_superuser("operator@example.org", name="Operator")
    client.force_login(operator)
    fields = {"tenant": alice.tenant.slug, "job": "job_1", field: NUL}
    assert client.post("/operator/failed-jobs/", fields).status_code == 404


@pytest.mark.parametrize("path", ["/home", "/sign-in", "/v1/models", "/nothing"])
@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "django_language", "messages"])
def test_cookies(client, db, path, name):
    # As cookies write it: the client's own jar would escape the backslash.
    headers = {"Cookie": rf'{name}="abcdefgh\000ijklmnop"'}
    assert client.get(path, headers=headers).status_code == 400
