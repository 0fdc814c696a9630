"""A PostgreSQL data folder with this code's tables, made once in a run of tests, for all copies.

`initdb` and all migrations take a processor ten seconds. Each process of `-n 4` has a database of
its own, and so has each running Lectern of tests/live. The folder is made anew for each run, so it
is never that of other migrations. tests/platform/runtime/test_up.py starts from no data at all.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from config import ROOT
from runtime.embedded import service
from runtime.embedded.postgres import Postgres

VARIABLE = "LECTERN_TESTS_POSTGRES"
"""Names the folder to the processes of a run; missing where there is one process only."""


def make(folder: Path) -> None:
    """Make the data folder `folder`/postgres, and name it to the processes that are begun later.

    Django is loaded in a child, as this process may be one that runs no test.
    """
    postgres = Postgres(folder / "postgres", durable=False)
    running = service.start(postgres, folder / "logs")
    try:
        made = subprocess.run(
            [sys.executable, "-m", "tests.prepared_database"],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": postgres.url, "LECTERN_DATA": str(folder / "data")},
            capture_output=True,
            text=True,
        )
    finally:
        running.ask_to_stop()
        running.stop(patience=60)
    if made.returncode != 0:
        raise RuntimeError(f"The tests' database can't be made:\n{made.stderr}")
    os.environ[VARIABLE] = str(postgres.folder)


def copy_to(folder: Path) -> bool:
    """Copy it to the data folder `folder`, which must not be there. False: this run has none."""
    source = os.environ.get(VARIABLE)
    if not source:
        return False
    shutil.copytree(source, folder, copy_function=_with_owner)
    for path in (folder, *(each for each in folder.rglob("*") if each.is_dir())):
        _give_like(Path(source) / path.relative_to(folder), path)
    return True


def _with_owner(source: str, target: str) -> str:
    shutil.copy2(source, target)
    _give_like(Path(source), Path(target))
    return target


def _give_like(source: Path, target: Path) -> None:
    status = source.stat()
    os.chown(target, status.st_uid, status.st_gid)


def _migrate() -> None:
    import django

    django.setup()
    from tenants.schemas.migrate_all import migrate_all

    outcome = migrate_all(parallel=1, say=lambda line: None)
    assert not outcome.failures


if __name__ == "__main__":
    _migrate()
