"""Lets another user run our code when root starts Lectern."""

import os
import stat
import sys
from pathlib import Path

from runtime.rights.system_user import SystemUser, let_pass, let_read

FOLDERS_WITHOUT_CODE = ("locale", "platform", "static", "templates")


def let_run(root: Path, models: Path, user: SystemUser) -> tuple[dict[str, str], list[Path]]:
    """Open the code in `root`, its Python and the model files to `user`.

    Returns (environment variables that such a process needs, folders that other users may now
    walk through).
    """
    python = Path(sys.executable)
    real = python.resolve()
    opened = [
        path for each in (root / "_", models / "_", python, real) for path in let_pass(each, user)
    ]
    for path in _code(root):
        let_read(path)
    let_read(models)
    if not stat.S_IMODE((Path(sys.prefix) / "pyvenv.cfg").stat().st_mode) & stat.S_IROTH:
        let_read(Path(sys.prefix))
    # Its own, as it can't write beside the code, and root must not run what it wrote.
    bytecode = Path(sys.prefix) / "bytecode" / user.name
    bytecode.mkdir(parents=True, exist_ok=True)
    bytecode.parent.chmod(0o755)
    os.chown(bytecode, user.uid, user.gid)
    bytecode.chmod(0o700)
    # Whatever our own environment says of bytecode beside the code, which container images forbid.
    return {"PYTHONPYCACHEPREFIX": str(bytecode), "PYTHONDONTWRITEBYTECODE": ""}, opened


def _code(root: Path) -> list[Path]:
    packages = [path.parent for path in root.glob("*/__init__.py")]
    return [*packages, *(root / name for name in FOLDERS_WITHOUT_CODE), root / "pyproject.toml"]
