"""Bad input gets a clear error in the common format, and leaves nothing behind."""

import json

import pytest

from synthesis.jobs.outcomes import ending
from synthesis.models import Job
from tenants.context import in_tenant
from web.billing import api

KEYS = {"message", "type", "param", "code"}


def check(response, status: int, code: str | None = None, param: str | None = None) -> None:
    assert response.status_code == status, response.content[:500]
    error = response.json()["error"]
    assert set(error) == KEYS and error["message"]
    assert error["code"] == code
    assert error["param"] == param
    assert response["x-request-id"].startswith("req_")


GOOD = {"model": "kokoro", "input": "Hello.", "voice": "af_heart"}


@pytest.mark.parametrize(
    ("change", "status", "code", "param"),
    [
        ({"input": ""}, 400, "nothing_to_speak", "input"),
        ({"input": None}, 400, "invalid_value", "input"),
        ({"input": 5 * [1]}, 400, "invalid_value", "input"),
        ({"input": "word " * 200_000}, 400, "text_too_long", "input"),
        ({"model": "gpt-5"}, 404, "model_not_found", "model"),
        ({"voice": "nobody"}, 404, "voice_not_found", "voice"),
        ({"voice": {"id": "nobody"}}, 404, "voice_not_found", "voice"),
        ({"voice": {}}, 400, "invalid_value", "voice"),
        ({"voice": 7}, 400, "invalid_value", "voice"),
        ({"response_format": "aiff"}, 400, "invalid_value", "response_format"),
        ({"speed": "fast"}, 400, "invalid_value", "speed"),
        ({"speed": 100}, 400, "invalid_value", "speed"),
        ({"speed": float("nan")}, 400, "parse_error", None),
        ({"input": "Hel\x00lo."}, 400, "invalid_value", "input"),
        ({"input": "half a pair: \ud800"}, 400, "parse_error", None),
        ({"voice": "\ud800"}, 400, "parse_error", None),
    ],
)
def test_speech_refuses(alice, change, status, code, param):
    body = json.dumps({**GOOD, **change})
    response = alice.rest.post("/v1/audio/speech", body, content_type="application/json")
    check(response, status, code, param)
    with in_tenant(alice.tenant):
        assert not Job.objects.exists()


@pytest.mark.parametrize("missing", ["model", "input", "voice"])
def test_speech_needs_its_fields(alice, missing):
    body = {key: value for key, value in GOOD.items() if key != missing}
    response = alice.rest.post("/v1/audio/speech", body, format="json")
    check(response, 400, "invalid_value", missing)


def test_a_body_that_is_not_json(alice):
    response = alice.rest.post("/v1/jobs", b"{", content_type="application/json")
    check(response, 400, "parse_error")


def test_a_body_of_another_content_type(alice):
    response = alice.rest.post("/v1/jobs", b"<x/>", content_type="text/xml")
    check(response, 415, "unsupported_media_type")


def test_a_body_that_is_too_large(alice):
    body = b'"' + b"x" * 5_000_000 + b'"'
    response = alice.rest.post("/v1/jobs", body, content_type="application/json")
    check(response, 413, "request_too_large")


def test_addresses_and_methods_that_do_not_exist(alice):
    check(alice.rest.get("/v1/nothing"), 404, "not_found")
    check(alice.rest.delete("/v1/jobs"), 405, "method_not_allowed")
    check(alice.rest.get("/v1/jobs/job_nothing"), 404, "job_not_found")
    check(alice.rest.get("/v1/jobs/job_nothing/audio"), 404, "job_not_found")
    check(alice.rest.get("/v1/audio/voices/voice_nothing"), 404, "voice_not_found")


@pytest.mark.parametrize("limit", ["0", "101", "many", "-1"])
def test_lists_check_their_limit(alice, limit):
    check(alice.rest.get(f"/v1/jobs?limit={limit}"), 400, "invalid_value", "limit")


def test_an_unknown_audio_format(alice):
    job = alice.rest.post("/v1/jobs", GOOD, format="json").json()["id"]
    check(alice.rest.get(f"/v1/jobs/{job}/audio?format=aiff"), 400, "unknown_format", "format")


def test_the_audio_of_a_cancelled_job(alice):
    job = alice.rest.post("/v1/jobs", GOOD, format="json").json()["id"]
    with in_tenant(alice.tenant):
        ending.cancel(tenant=alice.tenant, job_id=job)
    check(alice.rest.get(f"/v1/jobs/{job}/audio"), 409, "job_not_completed")


def test_a_crash_is_json_too(alice, monkeypatch):
    def boom(*_args):
        raise RuntimeError("a secret of the machine")

    monkeypatch.setattr(api, "quota_of", boom)
    alice.rest.raise_request_exception = False
    response = alice.rest.get("/v1/usage")
    check(response, 500, "internal_error")
    assert b"secret" not in response.content


@pytest.mark.parametrize("address", ["jobs/job_%00", "jobs?after=%00", "audio/voices/%00"])
def test_null_bytes_in_an_address(alice, address):
    check(alice.rest.get(f"/v1/{address}"), 400)
