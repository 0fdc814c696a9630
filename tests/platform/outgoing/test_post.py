"""Posting an event to a possibly hostile server."""

import socket
import ssl
import subprocess
import threading
import time

import pytest

from outgoing import destinations
from outgoing import pinned as module
from outgoing.post import post
from tests.platform.outgoing.receiver import drip, flood, status

NAMED = "http://hook.example.org:{port}/hook"


def resolving(monkeypatch, *answers: str):
    """Make every name resolve to these, one after the other, the last one for ever."""
    resolved = []

    def getaddrinfo(host, port, *_args, **_kwargs):
        resolved.append(host)
        address = answers[min(len(resolved), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(destinations.socket, "getaddrinfo", getaddrinfo)
    return resolved


def test_the_message_arrives(receive, allowed):
    server = receive()
    outcome = post(server.url, b"{}", {"webhook-id": "msg_1"})
    assert outcome.delivered and outcome.status == 204
    [(path, headers, body)] = server.got
    assert (path, body, headers["webhook-id"]) == ("/hook?a=1", b"{}", "msg_1")
    assert headers["host"] == f"127.0.0.1:{server.port}"


def test_this_machine_is_reached_only_if_allowed(receive):
    server = receive()
    for url in (
        server.url,
        f"https://127.0.0.1:{server.port}/",
        f"https://localhost:{server.port}/",
    ):
        assert post(url, b"{}", {}).error == "address_forbidden"
    assert not server.got


def test_a_name_is_resolved_once_and_that_address_is_used(receive, settings, monkeypatch):
    """DNS rebinding: when we connect, the name has a private address."""
    settings.WEBHOOK_NETWORKS = ["127.0.0.1/32"]
    server = receive()
    real = socket.create_connection
    reached = []
    resolved = resolving(monkeypatch, "127.0.0.1", "10.0.0.1")
    monkeypatch.setattr(
        module.socket,
        "create_connection",
        lambda address, *args: reached.append(address) or _plain(real, address, *args),
    )
    assert post(NAMED.format(port=server.port), b"{}", {}).delivered
    assert resolved == ["hook.example.org"]
    assert reached == [("127.0.0.1", server.port)]
    [(_path, headers, _body)] = server.got
    assert headers["host"] == f"hook.example.org:{server.port}"


def _plain(_real, address, timeout):
    """Connect without asking for a name's address."""
    sock = socket.socket()
    sock.settimeout(timeout)
    sock.connect(address)
    return sock


def test_a_redirect_is_not_followed(receive, allowed):
    inside = receive()
    server = receive(status(302, Location=inside.url))
    outcome = post(server.url, b"{}", {})
    assert (outcome.status, outcome.delivered) == (302, False)
    assert not inside.got


@pytest.mark.parametrize("behaviour", [drip, lambda handler: time.sleep(30)])
def test_a_server_that_takes_for_ever(receive, allowed, behaviour):
    server = receive(behaviour)
    began = time.monotonic()
    assert post(server.url, b"{}", {}, seconds=0.6).error == "timeout"
    assert time.monotonic() - began < 10


def test_an_answer_without_end_is_not_read(receive, allowed):
    server = receive(flood)
    began = time.monotonic()
    assert post(server.url, b"{}", {}).delivered
    assert time.monotonic() - began < 10


def test_nobody_listens(allowed):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert post(f"http://127.0.0.1:{port}/", b"{}", {}).error == "connection_failed"


def test_a_name_without_an_address(monkeypatch):
    def unknown(*_args, **_kwargs):
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    monkeypatch.setattr(destinations.socket, "getaddrinfo", unknown)
    assert post("https://nowhere.example.org/", b"{}", {}).error == "no_such_host"


def test_an_answer_that_is_not_http(receive, allowed):
    server = receive(lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH\r\n"))
    assert post(server.url, b"{}", {}).error == "answer_unreadable"


def test_a_proxy_from_the_environment_is_not_used(receive, allowed, monkeypatch):
    proxy, server = receive(), receive()
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
    assert post(server.url, b"{}", {}).delivered
    assert server.got and not proxy.got


@pytest.fixture
def certificate(tmp_path):
    """A self-signed certificate of hook.example.org."""
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    arguments = (
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 "
        "-subj /CN=hook.example.org -addext subjectAltName=DNS:hook.example.org"
    )
    files = ["-keyout", str(key), "-out", str(cert)]
    subprocess.run(["openssl", *arguments.split(), *files], check=True, capture_output=True)
    return key, cert


@pytest.fixture
def over_tls(receive, certificate):
    key, cert = certificate
    server = receive()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    return server, cert


def test_tls_is_checked_by_name(over_tls, allowed, monkeypatch):
    server, cert = over_tls
    resolving(monkeypatch, "127.0.0.1")
    monkeypatch.setattr(module.socket, "create_connection", lambda a, t: _plain(None, a, t))
    url = f"https://hook.example.org:{server.port}/"
    assert post(url, b"{}", {}).error == "tls_failed"
    trusting = ssl.create_default_context(cafile=str(cert))
    monkeypatch.setattr(module, "tls", lambda: trusting)
    assert post(url, b"{}", {}).delivered
    assert post(url.replace("hook", "other"), b"{}", {}).error == "tls_failed"
    assert len(server.got) == 1


def test_a_handshake_that_never_ends_is_cut(allowed):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        kept = []
        threading.Thread(target=lambda: kept.append(listener.accept()), daemon=True).start()
        began = time.monotonic()
        url = f"https://127.0.0.1:{listener.getsockname()[1]}/"
        assert post(url, b"{}", {}, seconds=0.5).error == "timeout"
        assert time.monotonic() - began < 10
