"""Started by root, the processes are another user, who owns only what it has to write."""

import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import ROOT
from runtime import preflight, services_file
from runtime.errors import StartError
from runtime.rights import data_folder, system_user
from runtime.rights.system_user import SystemUser, let_pass

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A path that another user may be let through to."""
    path = Path(tempfile.mkdtemp(prefix="lectern-"))
    yield path
    shutil.rmtree(path)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_an_ordinary_user_stays_itself(monkeypatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert system_user.for_processes() is None
    assert system_user.for_postgres() is None


@as_root
@pytest.mark.parametrize(
    ("name", "error"), [("nobody-of-that-name", "no such user"), ("root", "must not run as root")]
)
def test_a_user_that_will_not_do_is_refused(monkeypatch, name: str, error: str) -> None:
    monkeypatch.setenv("LECTERN_USER", name)
    with pytest.raises(StartError, match=error):
        system_user.for_processes()


@as_root
def test_the_operator_may_choose_the_user(monkeypatch) -> None:
    monkeypatch.setenv("LECTERN_USER", "nobody")
    user = system_user.for_processes()
    assert user and user.uid == pwd.getpwnam("nobody").pw_uid


@as_root
def test_postgres_and_the_processes_are_two_users() -> None:
    processes, postgres = system_user.for_processes(), system_user.for_postgres()
    assert processes and postgres and 0 not in (processes.uid, postgres.uid)
    assert processes.uid != postgres.uid


def test_without_root_the_data_are_closed_to_everybody_else(folder: Path) -> None:
    (folder / "run").mkdir()
    folder.chmod(0o755)
    (folder / "keys").mkdir(mode=0o755)
    data_folder.settle(folder, None)
    assert mode(folder) == 0o700
    assert {mode(folder / name) for name in (*data_folder.OWN_FOLDERS, "run")} == {0o700}


@as_root
def test_what_root_owned_is_handed_over(folder: Path) -> None:
    """As an earlier version left it, with a link to a file of somebody else's in it."""
    secret = folder / "secret"
    secret.write_text("root's")
    data = folder / "data"
    for name in ("run", "logs", "keys", "tenants/oak/jobs"):
        (data / name).mkdir(parents=True)
    (data / "keys/master.key").write_text("key")
    (data / "keys/master.key").chmod(0o600)
    (data / "tenants/oak/jobs/0.pcm").write_text("sound")
    (data / "tenants/oak/link").symlink_to(secret)
    user = system_user.for_processes()
    assert user
    data_folder.settle(data, user)
    services_file.write(data, {"REDIS_URL": "redis://"}, user.gid)
    let_pass(data, user)

    theirs = [data / name for name in data_folder.OWN_FOLDERS]
    theirs += [path for each in theirs for path in each.rglob("*")]
    assert {path.lstat().st_uid for path in theirs} == {user.uid}
    assert secret.stat().st_uid == 0
    assert (data / "logs").stat().st_uid == 0
    assert mode(data) == 0o710 and data.stat().st_uid == 0
    assert mode(data / "keys/master.key") == 0o600
    assert mode(data / "run/services.json") == 0o640

    may = _as(
        str(user), f"cat {data}/keys/master.key {data}/run/services.json && ls {data}/tenants"
    )
    assert may.returncode == 0, may.stderr
    for command in (f"ls {data}", f"ls {data}/logs", f"touch {data}/x", f"touch {data}/run/x"):
        assert _as(str(user), command).returncode != 0, command
    stranger = SystemUser("nobody", 65534, 65534)
    for command in (f"cat {data}/keys/master.key", f"cat {data}/run/services.json"):
        assert _as(str(stranger), command).returncode != 0, command


def _as(user: str, command: str) -> subprocess.CompletedProcess[str]:
    tied = ROOT / "platform/runtime/supervision/tied.py"
    return subprocess.run(
        [sys.executable, "-I", "-S", tied, "9", str(os.getpid()), user, "/bin/sh", "-c", command],
        cwd="/",
        capture_output=True,
        text=True,
    )


@as_root
def test_a_command_becomes_the_owner_of_the_keys(folder: Path) -> None:
    user = system_user.for_processes()
    assert user
    (folder / "keys").mkdir(mode=0o700)
    os.chown(folder / "keys", user.uid, user.gid)
    let_pass(folder / "keys", user)
    script = "import os, sys; print(os.geteuid(), os.getgroups())"
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", script],
        cwd=ROOT,
        env={**os.environ, "LECTERN_DATA": str(folder)},
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == f"{user.uid} []", done.stderr


@as_root
def test_folders_are_opened_only_as_far_as_needed(folder: Path) -> None:
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "a").chmod(0o750)
    member = SystemUser("x", 12345, 12345, groups=(0,))
    folder.chmod(0o700)
    assert let_pass(folder / "a" / "b", member) == [folder]
    assert mode(folder) == 0o701 and mode(folder / "a") == 0o750
    stranger = SystemUser("y", 12346, 12346)
    assert let_pass(folder / "a" / "b", stranger) == [folder / "a"]
    assert mode(folder / "a") == 0o751


def test_a_port_for_root_is_refused_to_another_user(monkeypatch, folder: Path) -> None:
    first = folder / "first"
    first.write_text("1024\n")
    monkeypatch.setattr(preflight, "FIRST_FREE_PORT", first)
    preflight.check_port_without_root(8000)
    with pytest.raises(StartError, match="Port 80 is reserved for root"):
        preflight.check_port_without_root(80)
    first.write_text("0\n")
    preflight.check_port_without_root(80)
