"""Anybody may check a file for our label, so a check costs little, whatever the file holds."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import rate_limits
from synthesis.aigc.label import MOST_BEGINNINGS, Producer, labels_in
from tests.growth import assert_linear
from throttle import bucket

SIZE = 2 << 20


@pytest.fixture(autouse=True)
def valkey_is_asked(monkeypatch):
    monkeypatch.setattr(bucket, "_silent_until", 0.0)


def test_a_file_full_of_beginnings_costs_no_more_than_any_other():
    hostile, harmless = (begins * (SIZE // 8) for begins in (b'{"AIGC":', b'{"JSON":'))
    assert_linear(lambda data: list(labels_in(data)), harmless, hostile, times=1)


@pytest.mark.parametrize("before", [b'{"AIGC":', b'{"Label": 1}', b'{"AIGC": ' + b"[" * 200])
def test_a_label_is_found_after_some_false_beginnings(before):
    producer = Producer("Example School Press", Ed25519PrivateKey.generate())
    data = before * (MOST_BEGINNINGS - 1) + b"\0" + producer.label("job_1").encode()
    (label,) = labels_in(data)
    assert producer.made(label)


def check(client, address: str, **headers):
    file = SimpleUploadedFile("clip.mp3", b"RIFF" + bytes(100))
    return client.post(address, {"file": file}, **headers)


def test_checks_from_one_address_are_limited(client, db):
    count = rate_limits.LABEL_CHECK.sender.count
    addresses = ["/made-here", "/made-here.json"]
    assert {check(client, addresses[n % 2]).status_code for n in range(count)} == {200}
    page, answer = (check(client, address) for address in addresses)
    assert page.status_code == answer.status_code == 429
    assert int(page["Retry-After"]) > 0 and int(answer["Retry-After"]) > 0
    assert "Too many attempts" in page.content.decode()
    error = answer.json()["error"]
    assert (error["type"], error["code"]) == ("rate_limit_error", "rate_limit_exceeded")
    assert check(client, "/made-here.json", REMOTE_ADDR="192.0.2.9").status_code == 200
    assert client.get("/made-here").status_code == 200, "only checks count"


def test_a_check_over_the_limit_is_refused_before_its_body_is_parsed(client, db, monkeypatch):
    def parse(*_args):
        raise AssertionError("the body was parsed")

    spent = bucket.Verdict(False, limit=1, remaining=0, full_after=9.0, retry_after=9.0)
    monkeypatch.setattr(bucket, "take", lambda _buckets: spent)
    monkeypatch.setattr("django.http.request.HttpRequest._load_post_and_files", parse)
    assert check(client, "/made-here.json").status_code == 429
