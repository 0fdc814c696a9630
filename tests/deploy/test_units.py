"""The systemd units: what they start exists, and systemd itself finds nothing wrong."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from config import ROOT

UNITS = ROOT / "deploy" / "systemd"
COMMON = UNITS / "lectern-.service.d" / "common.conf"
SERVICES = sorted(UNITS.glob("*.service"))
# What stands for `%i`.
INSTANCES = {"lectern-web@": "8001", "lectern-worker@": "kokoro"}


def read(path: Path) -> configparser.RawConfigParser:
    """A unit. Where an option is given several times, the last one."""
    unit = configparser.RawConfigParser(strict=False, delimiters=("=",), comment_prefixes="#")
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read_string(path.read_text(encoding="utf-8"))
    return unit


def instance(path: Path) -> str:
    """The unit's name as it is started."""
    stem = path.stem
    return f"{stem}{INSTANCES[stem]}.service" if stem in INSTANCES else path.name


def test_there_is_a_unit_for_every_role() -> None:
    started = {read(path)["Service"]["ExecStart"].split()[1] for path in SERVICES}
    assert started == {"web", "worker", "enrolment", "general", "beat", "migrate"}
    for path in SERVICES:
        assert read(path)["Service"]["ExecStart"].startswith("/opt/lectern/lectern ")
        assert read(path)["Install"]["WantedBy"] == "lectern.target"


def test_no_two_of_a_machine_have_the_same_health_port() -> None:
    ports = []
    for path in SERVICES:
        line = read(path)["Service"]["ExecStart"]
        ports += re.findall(r"--health-port (\S+)", line.replace("%i", INSTANCES["lectern-web@"]))
    assert len(ports) == len(set(ports)) == 4


def test_pages_go_before_the_making_of_speech() -> None:
    weights = {path.stem: int(read(path)["Service"].get("CPUWeight", 0)) for path in SERVICES}
    assert weights["lectern-web@"] >= 4 * weights["lectern-worker@"] > 0
    assert weights["lectern-general"] > weights["lectern-enrolment"]


def test_each_is_given_time_to_finish_what_it_has() -> None:
    for path in SERVICES:
        unit = read(path)["Service"]
        assert unit["Type"] == "oneshot" or int(unit["TimeoutStopSec"]) >= 30
    assert int(read(UNITS / "lectern-worker@.service")["Service"]["TimeoutStopSec"]) >= 120


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A root folder in which Lectern is installed as docs/deploy.md says."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("this machine has no systemd-analyze; the other checks of units ran")
    shutil.copytree(UNITS, tmp_path / "etc/systemd/system")
    program = tmp_path / "opt/lectern/lectern"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for known in ("/usr/lib/systemd/system", "/lib/systemd/system"):
        if Path(known).is_dir():
            shutil.copytree(known, tmp_path / known[1:], symlinks=True, dirs_exist_ok=True)
    return tmp_path


def complaints(machine: Path, name: str) -> list[str]:
    """What systemd says of our units when it reads that one."""
    done = subprocess.run(
        ["systemd-analyze", "verify", f"--root={machine}", "--man=no", name],
        capture_output=True,
        text=True,
        timeout=60,
    )
    return [line for line in done.stderr.splitlines() if "lectern" in line]


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_systemd_takes_the_unit(machine: Path, path: Path) -> None:
    assert complaints(machine, instance(path)) == []


def test_systemd_sees_a_misspelt_option(machine: Path) -> None:
    dropped = machine / "etc/systemd/system/lectern-.service.d/common.conf"
    dropped.write_text(dropped.read_text().replace("ProtectHome=", "ProtectHouse="))
    assert "ProtectHouse" in complaints(machine, "lectern-beat.service")[0]


def test_little_is_left_that_a_taken_over_process_could_do(machine: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", f"--root={machine}", "--threshold=25"]
        + [instance(path) for path in SERVICES],
        capture_output=True,
        text=True,
        timeout=60,
        env={"SYSTEMD_COLORS": "0", "PATH": "/usr/bin:/bin"},
    )
    levels = re.findall(r"Overall exposure level for (\S+): ([\d.]+)", done.stdout)
    assert len(levels) == len(SERVICES), done.stderr
    assert all(float(level) <= 2.5 for _name, level in levels), levels
