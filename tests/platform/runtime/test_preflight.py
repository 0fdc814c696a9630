"""A start that can't succeed says so before anything runs, with the way out."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import ROOT
from runtime import preflight
from runtime.data_lock import data_lock
from runtime.errors import StartError


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_the_error_of_a_taken_port_names_its_process_and_a_free_port(taken_port: int) -> None:
    with pytest.raises(StartError) as refused:
        preflight.check_port("127.0.0.1", taken_port)
    assert f"process {os.getpid()}" in str(refused.value)
    free = int(str(refused.value).rpartition("PORT=")[2].split()[0])
    preflight.check_port("127.0.0.1", free)


def test_the_same_port_on_another_address_is_allowed(taken_port: int) -> None:
    preflight.check_port("127.0.0.2", taken_port)


def test_an_address_of_another_machine_is_named_in_the_error() -> None:
    with pytest.raises(StartError, match="Check HOST and PORT"):
        preflight.check_port("192.0.2.1", 8000)


def test_a_full_disk_is_reported_in_gigabytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=preflight.LEAST_FREE_BYTES - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    with pytest.raises(StartError, match=r"2\.0 GB are free.*needs 2 GB"):
        preflight.check_disk(tmp_path)


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StartError, match="LECTERN_DATA=/path make up"):
        preflight.check_data_folder(tmp_path / "file" / "data")


def test_a_second_start_on_the_same_data_names_the_first(tmp_path: Path) -> None:
    hold = (
        "import sys, config; from pathlib import Path; from runtime.data_lock import data_lock\n"
        f"with data_lock(Path({str(tmp_path)!r})): print('held', flush=True); sys.stdin.read()"
    )
    first = subprocess.Popen(
        [sys.executable, "-c", hold], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert first.stdout and first.stdout.readline() == b"held\n"
    with pytest.raises(StartError, match=rf"process {first.pid}\)"), data_lock(tmp_path):
        pass
    first.kill()  # the kernel gives the lock back, however the holder ends
    first.wait()
    with data_lock(tmp_path):
        pass
