"""Fetching JSON from a possibly hostile server."""

import time

import pytest

from outgoing.get import NoAnswer, get_json, post_json
from tests.platform.outgoing.receiver import drip, drip_body, flood, saying, status


def test_what_is_answered_is_parsed(receive, allowed):
    server = receive(saying(b'{"keys": []}'))
    assert get_json(server.url) == {"keys": []}
    assert post_json(server.url, {"a": 1}, headers={"Authorization": "Bearer x"}) == {"keys": []}
    (_path, _headers, none), (path, headers, body) = server.got
    assert (none, path, body) == (b"", "/hook?a=1", b'{"a": 1}')
    assert headers["authorization"] == "Bearer x" and headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/keys",
        "https://localhost/keys",
        "https://[::1]/keys",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.1/",
        "https://2130706433/",
        "http://93.184.216.34/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "https:///keys",
        "https://a b/",
        "",
    ],
)
def test_our_own_network_is_not_reached(url):
    with pytest.raises(NoAnswer):
        get_json(url, seconds=1)


def test_this_machine_is_reached_only_if_allowed(receive):
    server = receive(saying(b"{}"))
    with pytest.raises(NoAnswer):
        get_json(server.url)
    assert not server.got


def test_a_redirect_is_not_followed(receive, allowed):
    inside = receive(saying(b"{}"))
    server = receive(status(302, Location=inside.url))
    with pytest.raises(NoAnswer, match="302"):
        get_json(server.url)
    assert not inside.got


@pytest.mark.parametrize("behaviour", [drip, drip_body, lambda handler: time.sleep(5)])
def test_a_server_that_takes_for_ever(receive, allowed, behaviour):
    server = receive(behaviour)
    began = time.monotonic()
    with pytest.raises(NoAnswer, match="too long"):
        get_json(server.url, seconds=0.6)
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "behaviour",
    [flood, saying(b"[" * 200_000), saying(b"<html>"), saying(b"\xff"), saying(b""), status(204)],
)
def test_what_is_no_json_of_a_sane_size(receive, allowed, behaviour):
    server = receive(behaviour)
    with pytest.raises(NoAnswer):
        get_json(server.url)
