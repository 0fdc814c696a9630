"""A system user for PostgreSQL, which refuses to run as root."""

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

from runtime.errors import StartError

NAME = "lectern-postgres"


def service_account() -> pwd.struct_passwd | None:
    """The user that PostgreSQL runs as; None if we are not root, when it runs as our user."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        pass
    if not shutil.which("useradd"):
        raise StartError(
            f"PostgreSQL can't run as root, and there is no `useradd` to make the user {NAME}.\n"
            "Run Lectern as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own."
        )
    options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/"]
    completed = subprocess.run(
        ["useradd", *options, "--shell", "/usr/sbin/nologin", NAME], capture_output=True, text=True
    )
    if completed.returncode != 0:
        raise StartError(
            f"The user {NAME} for PostgreSQL can't be made: {completed.stderr.strip()}"
        )
    return pwd.getpwnam(NAME)


def let_pass(path: Path) -> list[Path]:
    """Let other users walk through the folders above `path` (not list them).

    Returns the folders whose permissions were changed.
    """
    changed = []
    for folder in path.parents:
        mode = stat.S_IMODE(folder.stat().st_mode)
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)
            changed.append(folder)
    return changed


def let_read(folder: Path) -> None:
    """Let other users read and run the files of an installed package under `folder`."""
    for path in (folder, *folder.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        wanted = mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0)
        if wanted != mode:
            path.chmod(wanted)
