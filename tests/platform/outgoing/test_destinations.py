"""Events are never sent into Lectern's own network."""

import socket

import pytest

from outgoing import destinations
from outgoing.destinations import Forbidden, check_url, destination, resolve
from tenants.refusal import Refused

# Every one of them reaches this machine, its network, or a cloud's metadata.
INSIDE = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.100.100.200",
    "100.64.0.1",
    "192.0.0.192",
    "168.63.129.16",
    "224.0.0.1",
    "255.255.255.255",
    "198.18.0.1",
    "[::1]",
    "[::]",
    "[fe80::1]",
    "[fd00:ec2::254]",
    "[::ffff:127.0.0.1]",
    "[::ffff:169.254.169.254]",
    "[::ffff:168.63.129.16]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::a9fe:a9fe]",
    "[2002:7f00:1::1]",
    "[2001:0:7f00:1::1]",
    "[ff02::1]",
    # Other ways to write 127.0.0.1, which getaddrinfo understands.
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
]


@pytest.mark.parametrize("host", INSIDE)
def test_private_addresses_are_refused(host):
    with pytest.raises(Refused) as refused:
        check_url(f"https://{host}/hook")
    assert (refused.value.code, refused.value.param) == ("invalid_webhook_url", "url")


@pytest.mark.parametrize("host", INSIDE)
def test_names_with_private_addresses_are_refused(host, monkeypatch):
    literal = host.strip("[]")
    if literal in ("127.1", "2130706433", "0x7f000001", "0177.0.0.1"):
        literal = "127.0.0.1"
    family = socket.AF_INET6 if ":" in literal else socket.AF_INET
    row = (family, socket.SOCK_STREAM, 6, "", (literal, 443))
    monkeypatch.setattr(destinations.socket, "getaddrinfo", lambda *_args, **_kwargs: [row])
    with pytest.raises(Forbidden):
        resolve(destination("https://innocent.example.org/hook"))


def test_one_bad_address_among_good_ones_is_enough(monkeypatch):
    rows = [(2, 1, 6, "", (address, 443)) for address in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(destinations.socket, "getaddrinfo", lambda *_args, **_kwargs: rows)
    with pytest.raises(Forbidden):
        resolve(destination("https://mixed.example.org/"))


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "https://",
        "https://user:word@example.org/",
        "https://example.org:99999/",
        "https://exa mple.org/",
        "https://example.org/\r\nX: y",
        "https://例子.example/",
        "https://example.org/" + "x" * 2000,
        "javascript:alert(1)",
        "nothing",
    ],
)
def test_invalid_urls_are_refused(url):
    with pytest.raises(Refused):
        check_url(url)


@pytest.mark.parametrize(
    "url", ["https://example.org", "https://example.org:8443/a?b=c", "https://[2606:4700::1111]/"]
)
def test_servers_on_the_internet_are_accepted(url):
    assert check_url(url) == url


def test_an_operator_may_allow_a_network(settings):
    settings.WEBHOOK_NETWORKS = ["10.1.0.0/16"]
    assert check_url("http://10.1.2.3/hook")
    assert check_url("https://10.1.2.3/hook")
    for url in ("http://10.2.0.1/", "https://127.0.0.1/", "http://93.184.215.14/"):
        with pytest.raises(Refused):
            check_url(url)
