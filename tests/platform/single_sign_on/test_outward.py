"""Requests to identity providers that may be hostile, or only slow."""

import gzip
import time

import pytest
import requests

from single_sign_on import outward
from tests.platform.outgoing.receiver import drip, drip_body, flood, saying, status


@pytest.fixture
def impatient(monkeypatch) -> None:
    """Waits for a whole answer for no more than 0.6 s."""
    monkeypatch.setattr(outward, "SECONDS", 0.6)


def test_what_is_answered_is_handed_on(receive, allowed):
    server = receive(saying(b'{"issuer": "me"}'))
    with outward.Session() as session:
        answer = session.post(
            server.url, params={"b": "2"}, data={"code": "x y"}, auth=("client", "secret")
        )
        assert session.get(server.url).content == b'{"issuer": "me"}'
    assert (answer.status_code, answer.json()) == (200, {"issuer": "me"})
    path, headers, body = server.got[0]
    assert (path, body) == ("/hook?a=1&b=2", b"code=x+y")
    assert headers["host"] == f"127.0.0.1:{server.port}"
    assert headers["authorization"].startswith("Basic ")
    assert headers["content-type"] == "application/x-www-form-urlencoded"


@pytest.mark.parametrize("behaviour", [drip, drip_body, lambda handler: time.sleep(5)])
def test_a_provider_that_takes_for_ever_is_cut(receive, allowed, impatient, behaviour):
    server = receive(behaviour)
    began = time.monotonic()
    with pytest.raises(requests.Timeout):
        outward.Session().get(server.url)
    assert time.monotonic() - began < 4.5


def test_redirects_do_not_begin_the_time_anew(receive, allowed, impatient):
    slow = []

    def lead_on(handler):
        time.sleep(0.4)
        status(302, Location=slow[0].url)(handler)

    slow.append(receive(lead_on))
    with pytest.raises(requests.Timeout):
        outward.Session().get(slow[0].url)
    assert len(slow[0].got) == 2


def test_a_redirect_is_followed_and_its_address_checked(receive, allowed):
    there = receive(saying(b'{"a": 1}'))
    assert outward.Session().get(receive(status(302, Location=there.url)).url).json() == {"a": 1}
    inside = receive(status(302, Location="http://10.0.0.1/"))
    with pytest.raises(requests.exceptions.InvalidURL):
        outward.Session().get(inside.url)


def test_a_redirect_without_end_is_refused(receive, allowed):
    servers = []
    servers.append(receive(lambda handler: status(302, Location=servers[0].url)(handler)))
    with pytest.raises(requests.TooManyRedirects):
        outward.Session().get(servers[0].url)


def packed(handler) -> None:
    """Answer with a small body that is large when unpacked."""
    body = gzip.compress(bytes(outward.LONGEST_ANSWER * 100))
    handler.send_response(200)
    handler.send_header("Content-Encoding", "gzip")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def garbled(handler) -> None:
    """Answer with something that is not what the header says."""
    handler.send_response(200)
    handler.send_header("Content-Encoding", "gzip")
    handler.end_headers()
    handler.wfile.write(b"no gzip")


def short(handler) -> None:
    """Answer with less than the header says."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100")
    handler.end_headers()
    handler.wfile.write(b"{}")


@pytest.mark.parametrize("behaviour", [flood, packed, garbled, short])
def test_an_answer_that_can_not_be_taken(receive, allowed, behaviour):
    server = receive(behaviour)
    with pytest.raises(requests.RequestException):
        outward.Session().get(server.url)


def test_our_own_network_is_not_reached(receive):
    server = receive(saying(b"{}"))
    with pytest.raises(requests.exceptions.InvalidURL):
        outward.Session().get(server.url)
    assert not server.got
