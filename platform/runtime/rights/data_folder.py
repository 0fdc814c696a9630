"""Who owns what in the data folder, and who may read it.

Started by root, the folder stays root's: its processes may pass through it and write only to the
folders of their own. Logs and PostgreSQL's data are not among those.
"""

import os
from pathlib import Path

from runtime.rights.system_user import SystemUser

OWN_FOLDERS = ("keys", "tenants", "tmp", "metrics", "beat", "valkey")
"""The folders of the web server, the workers and Valkey."""
LOGS = "logs"
READ_FOLDER = "run"
"""Where they find the addresses of the services."""


def settle(data_dir: Path, user: SystemUser | None) -> None:
    """Close the folder to everybody else, and give `user` its own parts of it.

    A folder that still belongs to another user, of an earlier start, is handed over with all it
    holds. Links are not followed.
    """
    for folder in (data_dir, data_dir / READ_FOLDER):
        if user is not None:
            os.chown(folder, 0, user.gid)
        folder.chmod(0o700 if user is None else 0o710)
    (data_dir / LOGS).mkdir(exist_ok=True)
    (data_dir / LOGS).chmod(0o700)
    for name in OWN_FOLDERS:
        folder = data_dir / name
        folder.mkdir(mode=0o700, exist_ok=True)
        if user is not None and folder.lstat().st_uid != user.uid:
            _hand_over(folder, user)
        folder.chmod(0o700)


def _hand_over(folder: Path, user: SystemUser) -> None:
    """The folder itself comes last, so that a start that was interrupted does it again."""
    for parent, folders, files in os.walk(folder, topdown=False):
        for name in (*folders, *files):
            os.chown(Path(parent) / name, user.uid, user.gid, follow_symlinks=False)
    os.chown(folder, user.uid, user.gid, follow_symlinks=False)
