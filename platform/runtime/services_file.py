"""The addresses of the embedded services while `manage.py up` runs.

Their addresses change with every start, so a command in another shell finds them here. The
file holds Valkey's password: only its owner may read it, and, if that is root, the user of the
processes, which a command of root's becomes.
"""

import json
import os
from pathlib import Path

NAME = "run/services.json"


def read(data_dir: Path) -> dict[str, str]:
    """DATABASE_URL and REDIS_URL of the running services; empty when none run.

    Raises ValueError when the file is not what `write` wrote.
    """
    path = data_dir / NAME
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    try:
        urls = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"{path} is damaged ({error}): stop Lectern and delete it") from error
    if not isinstance(urls, dict) or not all(isinstance(url, str) for url in urls.values()):
        raise ValueError(f"{path} is damaged: stop Lectern and delete it")
    return urls


def write(data_dir: Path, urls: dict[str, str], group: int | None = None) -> None:
    """Replace the file in one step, so that no reader ever sees half of it.

    The members of `group` may read it too.
    """
    path = data_dir / NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        json.dump(urls, out)
        if group is not None:
            os.fchown(out.fileno(), -1, group)
            os.fchmod(out.fileno(), 0o640)
    draft.replace(path)


def remove(data_dir: Path) -> None:
    """Delete the file, if there is one."""
    (data_dir / NAME).unlink(missing_ok=True)
