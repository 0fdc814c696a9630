import pytest
from django.test import RequestFactory

from throttle.client_address import client_address


def address(remote: str, forwarded: str = "") -> str:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return str(client_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote)))


def test_no_proxy_is_trusted_without_a_setting():
    assert address("203.0.113.5", "192.0.2.1") == "203.0.113.5"
    assert address("127.0.0.1", "192.0.2.1") == "127.0.0.1"


@pytest.mark.parametrize(
    ("remote", "forwarded", "client"),
    [
        ("10.0.0.1", "192.0.2.1", "192.0.2.1"),
        ("10.0.0.1", "192.0.2.1, 10.0.0.7", "192.0.2.1"),
        # Written by the client itself, in front of what the proxy wrote.
        ("10.0.0.1", "198.51.100.1, 192.0.2.1", "192.0.2.1"),
        ("10.0.0.1", "10.0.0.9, 192.0.2.1", "192.0.2.1"),
        ("203.0.113.5", "192.0.2.1", "203.0.113.5"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "garbage", "None"),
        ("10.0.0.1", "2001:db8::1", "2001:db8::1"),
        ("::ffff:10.0.0.1", "::ffff:192.0.2.1", "192.0.2.1"),
    ],
)
def test_trusted_proxies_are_believed(settings, remote, forwarded, client):
    settings.TRUSTED_PROXIES = ["10.0.0.0/24"]
    assert address(remote, forwarded) == client
