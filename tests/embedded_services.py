"""A pytest plugin that starts PostgreSQL and Valkey before Django reads its settings.

Loaded by `-p tests.embedded_services` (pyproject.toml), because a conftest.py comes too late.
A DATABASE_URL or REDIS_URL of your own is used as it is. Data go to a temporary folder, as do the
tests' own files (`--basetemp` keeps those); the model files stay where `make up` keeps them. Of
several processes (`-n 4`) each has services and data of its own; their databases are copies of one
that is made first.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

import config
from runtime.embedded import service
from runtime.embedded.postgres import Postgres
from runtime.embedded.valkey import Valkey
from runtime.supervision.programs import RunningProgram
from tests import prepared_database

_running: list[RunningProgram] = []
_folder: Path | None = None


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Start the services; runs before pytest-django's own hook."""
    global _folder
    arguments = early_config.known_args_namespace
    if arguments.help or arguments.version:
        return
    _folder = Path(tempfile.mkdtemp(prefix="lectern-tests-"))
    early_config.add_cleanup(_stop)
    if arguments.numprocesses and "PYTEST_XDIST_WORKER" not in os.environ:
        if named := [name for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)]:
            raise pytest.UsageError(f"{' and '.join(named)} can serve one process only: WORKERS=0")
        prepared_database.make(_folder / "prepared")
        return  # this process runs no test
    data = Path(os.environ.get("LECTERN_DATA") or config.ROOT / ".data").resolve()
    os.environ.setdefault("LECTERN_MODELS", str(data / "models"))
    os.environ["LECTERN_DATA"] = str(_folder / "data")
    # Those of tests have none, but for tests/web/operator/test_second_factor.py.
    os.environ.setdefault("LECTERN_OPERATORS_NEED_SECOND_FACTOR", "0")
    # Base voices read their statements, but for tests/voices/consent/test_genuine.py.
    os.environ.setdefault("LECTERN_ACCEPT_SYNTHETIC_CONSENT", "1")
    if not os.environ.get("DATABASE_URL"):
        postgres = Postgres(_folder / "postgres", durable=False)
        prepared_database.copy_to(postgres.folder)
        _running.append(service.start(postgres, _folder / "logs"))
        os.environ["DATABASE_URL"] = postgres.superuser_url  # it makes databases
    if not os.environ.get("REDIS_URL"):
        valkey = Valkey(_folder / "valkey")
        _running.append(service.start(valkey, _folder / "logs"))
        os.environ["REDIS_URL"] = valkey.url


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Keep the tests' files in this run's own folder. Another pytest would remove the permission to
    traverse the shared folder, which a database started by root needs: it runs as another user."""
    if config.option.basetemp is None and _folder is not None:
        config.option.basetemp = str(_folder / "t")  # short: a socket's path ends at 107 bytes


def _stop() -> None:
    while _running:
        running = _running.pop()
        running.ask_to_stop()
        running.stop(patience=10)
    if _folder is not None:
        shutil.rmtree(_folder, ignore_errors=True)
