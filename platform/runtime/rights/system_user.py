"""The system users that Lectern's processes run as when root starts it.

Two of them, so that a web process that was taken over can't touch PostgreSQL's files or connect as
its superuser. Started by anybody else, everything runs as that user.
"""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from runtime.errors import StartError

PROCESSES = "lectern"
POSTGRES = "lectern-postgres"
CHOICE = "LECTERN_USER"
"""The variable that names another user for the processes."""


@dataclass(frozen=True, slots=True)
class SystemUser:
    """A user without rights, and the groups it is to be in beside its own."""

    name: str
    uid: int
    gid: int
    groups: tuple[int, ...] = ()

    def __str__(self) -> str:
        """`uid:gid[:group…]`, as `supervision/tied.py` takes it."""
        return ":".join(map(str, (self.uid, self.gid, *self.groups)))

    def may_pass(self, folder: Path) -> bool:
        """Whether the folder's mode lets this user walk through it."""
        status = folder.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        if status.st_gid in (self.gid, *self.groups):
            return bool(status.st_mode & stat.S_IXGRP)
        return bool(status.st_mode & stat.S_IXOTH)


def for_processes() -> SystemUser | None:
    """The user of the web server, the workers and Valkey; None if we are not root.

    Raises StartError if the one that LECTERN_USER names is unknown, or is root.
    """
    name = os.environ.get(CHOICE, "")
    if os.geteuid() != 0 or not name:
        return _made_if_missing(PROCESSES)
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        raise StartError(f"{CHOICE}={name}: there is no such user on this machine.") from None
    if entry.pw_uid == 0:
        raise StartError(f"{CHOICE}={name}: Lectern's processes must not run as root.")
    return SystemUser(name, entry.pw_uid, entry.pw_gid)


def for_postgres(*groups: int) -> SystemUser | None:
    """The user of PostgreSQL, which refuses to run as root; None if we are not root.

    It joins `groups`, so that it can reach its data.
    """
    return _made_if_missing(POSTGRES, groups)


def _made_if_missing(name: str, groups: tuple[int, ...] = ()) -> SystemUser | None:
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        entry = _make(name)
    return SystemUser(name, entry.pw_uid, entry.pw_gid, groups)


def _make(name: str) -> pwd.struct_passwd:
    if not shutil.which("useradd"):
        raise StartError(
            f"Started by root, Lectern runs as other users, and there is no `useradd` to make the "
            f"user {name}.\nMake it yourself, name another ({CHOICE}, for all but PostgreSQL), or "
            "start Lectern as an ordinary user."
        )
    options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/"]
    completed = subprocess.run(
        ["useradd", *options, "--shell", "/usr/sbin/nologin", name], capture_output=True, text=True
    )
    if completed.returncode != 0:
        raise StartError(f"The user {name} can't be made: {completed.stderr.strip()}")
    return pwd.getpwnam(name)


def let_pass(path: Path, user: SystemUser) -> list[Path]:
    """Let `user`, and with it all others, walk through the folders above `path` (not list them).

    Returns the folders whose permissions were changed.
    """
    changed = []
    for folder in path.parents:
        if not user.may_pass(folder):
            folder.chmod(stat.S_IMODE(folder.stat().st_mode) | stat.S_IXOTH)
            changed.append(folder)
    return changed


def let_read(folder: Path) -> None:
    """Let other users read and run the files under `folder`, which holds nothing private."""
    for path in (folder, *folder.rglob("*")):
        if path.is_symlink():
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        wanted = mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0)
        if wanted != mode:
            path.chmod(wanted)


def inherit_owner(descriptor: int, folder: Path) -> None:
    """Give a file that root has just made to the owner of the folder that it is in."""
    if os.geteuid() == 0:
        status = folder.stat()
        os.fchown(descriptor, status.st_uid, status.st_gid)


def become_owner(folder: Path) -> None:
    """As root, become the owner of `folder` for good; do nothing if it is ours or missing."""
    if os.geteuid() != 0 or not folder.exists():
        return
    status = folder.stat()
    if status.st_uid == 0:
        return
    os.setgroups([])
    os.setgid(status.st_gid)
    os.setuid(status.st_uid)
