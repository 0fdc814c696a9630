"""A file is stamped by an authority that answers well, and signed without a stamp by all others."""

import datetime
import io
import json
import logging
import socket
import threading
import time
from contextlib import contextmanager

import c2pa
import pytest

from synthesis.content_credentials import time_stamps
from synthesis.content_credentials.reading import context, facts_of
from synthesis.content_credentials.signing import Credentials
from tests.synthesis.content_credentials.authority import Authority, serving
from tests.synthesis.content_credentials.conftest import KINDS, ORIGIN, dated, sign, signing_with


@pytest.fixture(autouse=True)
def forget_failures(monkeypatch):
    monkeypatch.setattr(time_stamps, "_failed_at", {})


@pytest.fixture
def authority(tmp_path) -> Authority:
    return Authority(tmp_path)


@pytest.mark.parametrize("name", list(KINDS))
def test_the_time_of_an_authority_is_in_the_file_and_holds(
    sound_file, root, roots, authority, name
):
    began = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    with serving(authority.answer) as address:
        data = sign(sound_file(name), name, signing_with(dated(), root, authority=address))
    assert authority.asked == 1
    facts = facts_of(data, KINDS[name], context(roots + authority.root))
    assert facts["state"] == "Trusted"
    assert {"timeStamp.validated", "timeStamp.trusted"} <= set(facts["codes"])
    stamped = datetime.datetime.fromisoformat(facts["stamped_at"])
    assert began <= stamped <= datetime.datetime.now(datetime.UTC)
    with c2pa.Reader(KINDS[name], io.BytesIO(data)) as reader:
        store = json.loads(reader.json())
    signature = store["manifests"][store["active_manifest"]]["signature_info"]
    assert signature["time"] == facts["stamped_at"], "c2pa's own reader finds it, too"


def test_a_strangers_authority_is_told_from_one_that_is_known(sound_file, root, roots, authority):
    with serving(authority.answer) as address:
        data = sign(sound_file("wav"), "wav", signing_with(dated(), root, authority=address))
    facts = facts_of(data, "audio/wav", context(roots))
    assert facts["state"] == "Trusted" and "timeStamp.validated" in facts["codes"]
    assert "timeStamp.trusted" not in facts["codes"]


@contextmanager
def down(_folder):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    yield f"http://127.0.0.1:{port}/"


@contextmanager
def silent(_folder):
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"


@contextmanager
def failing(_folder):
    def answer(_question):
        raise RuntimeError

    with serving(answer) as address:
        yield address


@contextmanager
def rubbish(_folder):
    with serving(lambda _question: b"<html>It works!</html>") as address:
        yield address


@contextmanager
def empty(_folder):
    with serving(lambda _question: b"") as address:
        yield address


@contextmanager
def refusing(folder):
    """As the RFC says: a well-formed answer that the question is rejected."""
    with serving(Authority(folder, refuses=True).answer) as address:
        yield address


@contextmanager
def of_something_else(folder):
    """A stamp that holds, of another digest than the one that it was asked for."""
    authority = Authority(folder)
    other = authority.question_about(b"something else")
    with serving(lambda _question: authority.answer(other)) as address:
        yield address


@pytest.mark.parametrize(
    "kind", [down, silent, failing, rubbish, empty, refusing, of_something_else]
)
def test_without_a_good_answer_a_file_is_signed_without_a_time_stamp(
    sound_file, root, roots, monkeypatch, caplog, tmp_path, kind
):
    monkeypatch.setattr(time_stamps, "TOTAL_SECONDS", 0.3 if kind is silent else 5.0)
    caplog.set_level(logging.WARNING)
    with kind(tmp_path) as address:
        signing = signing_with(dated(), root, authority=address)
        given = Credentials(ORIGIN, signing).given_to(
            sound_file("wav"), "audio/wav", scratch=io.BytesIO
        )
        facts = facts_of(given.getvalue(), "audio/wav", context(roots))
        assert facts["state"] == "Trusted" and facts["stamped_at"] == ""
        assert not any(code.startswith("timeStamp") for code in facts["codes"])
        assert "signed without a time stamp" in caplog.text
        assert not time_stamps.may_ask(address), "the next file does not wait for it"


def test_an_authority_that_failed_is_asked_again_after_a_pause(
    sound_file, root, roots, authority, monkeypatch
):
    with serving(authority.answer) as address:
        signing = signing_with(dated(), root, authority=address)
        time_stamps.note_failure(address)
        data = sign(sound_file("wav"), "wav", signing)
        assert authority.asked == 0
        assert facts_of(data, "audio/wav", context(roots))["stamped_at"] == ""
        monkeypatch.setattr(time_stamps, "PAUSE_SECONDS", 0.0)
        data = sign(sound_file("wav"), "wav", signing)
        assert authority.asked == 1
        assert facts_of(data, "audio/wav", context(roots))["stamped_at"]


def test_an_authority_that_trickles_is_cut_off(monkeypatch):
    monkeypatch.setattr(time_stamps, "TOTAL_SECONDS", 0.4)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def trickle():
            client, _address = server.accept()
            with client:
                client.recv(10_000)
                client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n")
                try:
                    for _ in range(200):
                        client.sendall(b"0")
                        time.sleep(0.05)
                except OSError:
                    return

        threading.Thread(target=trickle, daemon=True).start()
        with pytest.raises(ValueError, match="too slow"):
            time_stamps._asked(f"http://127.0.0.1:{server.getsockname()[1]}/", b"?")
