"""`manage.py up` as a newcomer meets it: starts, serves, survives a kill, stops on Ctrl-C.

Its engine hums, as Kokoro takes a processor seconds to load; tests/live starts with the real one.
"""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from config import ROOT
from runtime import services_file
from runtime.supervision.free_port import free_port

PATIENCE = 180.0


class House:
    """One `manage.py up` with all that it started."""

    def __init__(self, data: Path, port: int) -> None:
        mine = ("DATABASE_URL", "REDIS_URL")
        env = {name: value for name, value in os.environ.items() if name not in mine}
        self.env = {**env, "LECTERN_DATA": str(data), "PORT": str(port)}
        self.env["LECTERN_WEB_PROCESSES"] = "2"
        self.env["DJANGO_SETTINGS_MODULE"] = "tests.live.humming_settings"
        self.console = data.parent / f"console-{time.monotonic_ns()}"
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=ROOT,
            env=self.env,
            stdout=self.console.open("w"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def wait_until_ready(self) -> None:
        until = time.monotonic() + PATIENCE
        while "Ready after" not in self.console.read_text():
            assert self.process.poll() is None, self.console.read_text()
            assert time.monotonic() < until, self.console.read_text()
            time.sleep(0.1)

    def everyone(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)


def left(processes: list[psutil.Process], seconds: float) -> list[psutil.Process]:
    _, alive = psutil.wait_procs(processes, timeout=seconds)
    return [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]


@pytest.fixture
def houses() -> Iterator[list[House]]:
    started: list[House] = []
    yield started
    for house in started:
        if house.process.poll() is None:
            everyone = house.everyone()
            house.process.kill()
            house.process.wait()
            for process in left(everyone, 10):
                process.kill()


def _nobody_but_the_supervisor_is_root(house: House) -> None:
    """Read from the kernel: real, effective, saved and file-system user of every process."""
    users: dict[str, set[int]] = {}
    for process in house.everyone():
        status = Path(f"/proc/{process.pid}/status").read_text()
        uids = re.search(r"(?m)^Uid:\s+(.+)$", status)
        assert uids
        users.setdefault(process.name(), set()).update(map(int, uids[1].split()))
    assert len(users) >= 3, users
    if os.geteuid() != 0:
        assert set().union(*users.values()) == {os.geteuid()}
        return
    assert 0 not in set().union(*users.values()), users
    postgres = users.pop("postgres")
    assert postgres.isdisjoint(set().union(*users.values())), users


def _pid_of(house: House, name: str) -> int:
    """The pid of the process of that name; 0 while there is none."""
    for process in house.everyone():
        try:
            if process.environ().get("LECTERN_PROCESS") == name:
                return process.pid
        except psutil.Error:
            continue
    return 0


def _a_killed_web_process_is_replaced(house: House, port: int) -> None:
    """The files of its figures are gone, and all is served as before."""
    killed = _pid_of(house, "web-2")
    metrics = Path(psutil.Process(killed).environ()["PROMETHEUS_MULTIPROC_DIR"])
    gauges, counts = (metrics / f"{kind}_{killed}.db" for kind in ("gauge_livesum", "counter"))
    until = time.monotonic() + PATIENCE
    while not gauges.exists() or not counts.exists():
        assert time.monotonic() < until, "the second web process never started"
        time.sleep(0.1)
    psutil.Process(killed).kill()
    while _pid_of(house, "web-2") in (0, killed) or gauges.exists() or counts.exists():
        assert time.monotonic() < until, house.console.read_text()
        time.sleep(0.1)
    while [_health(port) for _ in range(8)] != [200] * 8:
        assert time.monotonic() < until, house.console.read_text()
    assert "web-2 ended unexpectedly (signal 9)" in house.console.read_text()


def _health(port: int) -> int:
    """The status of an answer, 0 where the connection broke."""
    web = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        web.request("GET", "/healthz", headers={"Host": "localhost"})
        return web.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties a child to its parent")
def test_up_starts_serves_survives_a_kill_and_stops(tmp_path: Path, houses: list[House]) -> None:
    data, port = tmp_path / "data", free_port()
    first = House(data, port)
    houses.append(first)
    first.wait_until_ready()
    sign_in = re.search(r"Demo sign-in: .*", first.console.read_text())
    assert sign_in and "demo@lectern.example" in sign_in[0]
    everyone = first.everyone()
    assert {"postgres", "valkey-server"} <= {process.name() for process in everyone}

    _nobody_but_the_supervisor_is_root(first)

    # A second start on the same folder, or the same port, is refused while the first runs.
    second = subprocess.run(
        [sys.executable, "manage.py", "up"], cwd=ROOT, env=first.env, capture_output=True, text=True
    )
    assert second.returncode == 1
    assert f"already runs on {data} (process {first.process.pid})" in second.stderr

    _a_killed_web_process_is_replaced(first, port)
    everyone = first.everyone()

    leftover = data / "tmp" / "upload"
    leftover.write_text("a recording")
    first.process.kill()
    first.process.wait()
    assert left(everyone, 10) == []

    again = House(data, port)
    houses.append(again)
    again.wait_until_ready()
    assert sign_in[0] in again.console.read_text()
    assert _health(port) == 200
    assert not leftover.exists()

    # A command in another shell finds the services.
    urls = services_file.read(data)
    assert set(urls) == {"DATABASE_URL", "REDIS_URL"}
    shell = [
        sys.executable,
        "manage.py",
        "create_tenant",
        "demo",
        "--name",
        "x",
        "--owner",
        "x@x.x",
    ]
    completed = subprocess.run(
        [*shell, "--if-missing"], cwd=ROOT, env=again.env, capture_output=True, text=True
    )
    assert completed.returncode == 0, completed.stderr
    assert json.loads(completed.stdout)["created"] is False

    everyone = again.everyone()
    os.killpg(again.process.pid, signal.SIGINT)
    assert again.process.wait(timeout=40) == 0
    assert left(everyone, 1) == []
    assert services_file.read(data) == {}
    assert again.console.read_text().endswith("Stopped.\n")
    assert "ended unexpectedly" not in again.console.read_text()
    # Logs hold addresses and links that nobody else may read, and the rest is private too.
    assert data.stat().st_mode & 0o067 == 0
    for folder in ("logs", "keys", "tenants", "tmp", "beat", "metrics", "postgres", "valkey"):
        assert (data / folder).stat().st_mode & 0o077 == 0, folder
    private = [path for path in (data / "keys").iterdir() if path.stat().st_mode & 0o177]
    assert private == []
