"""The embedded services survive what happens to machines: kills, long paths, used numbers."""

import os
import shutil
import signal
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg2
import pytest
import redis

from runtime.embedded import service
from runtime.embedded.postgres import Postgres, _end_leftover, socket_dir
from runtime.embedded.valkey import Valkey
from runtime.errors import StartError
from runtime.rights.system_user import for_postgres
from runtime.supervision.programs import Program, RunningProgram


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path that another user may be let through to."""
    path = Path(tempfile.mkdtemp(prefix="lectern-"))
    yield path
    shutil.rmtree(path)


def query(postgres: Postgres, sql: str) -> list[tuple]:
    connection = psycopg2.connect(postgres.url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def end(running: RunningProgram) -> None:
    running.ask_to_stop()
    running.stop(patience=10)


@pytest.fixture
def bystander(folder: Path) -> Iterator[int]:
    """The pid of another program of the user that PostgreSQL runs as."""
    user = str(for_postgres() or "-")
    running = RunningProgram(
        Program("bystander", ["/bin/sleep", "600"], cwd=Path("/"), user=user), folder / "logs"
    )
    yield running.pid
    assert running.exit_code is None, f"the bystander was harmed: {running.last_lines()}"
    running.stop(0)


def test_postgres_keeps_its_data_when_everything_is_killed(folder: Path, bystander: int) -> None:
    postgres = Postgres(folder / "postgres")
    running = service.start(postgres, folder / "logs")
    query(postgres, "CREATE TABLE kept AS SELECT 42 AS answer")
    everyone = [psutil.Process(running.pid), *psutil.Process(running.pid).children(recursive=True)]
    for process in everyone:
        process.kill()
    running.stop(patience=5)
    # The number in the stale pid file is soon somebody else's.
    pid_file = folder / "postgres" / "postmaster.pid"
    pid_file.write_text(pid_file.read_text().replace(str(running.pid), str(bystander), 1))

    again = Postgres(folder / "postgres")
    running = service.start(again, folder / "logs")
    try:
        assert query(again, "SELECT answer FROM kept") == [(42,)]
    finally:
        end(running)
    assert not pid_file.exists()


def test_a_server_that_outlived_its_supervisor_is_ended_first(folder: Path) -> None:
    postgres = Postgres(folder / "postgres", durable=False)
    leftover = service.start(postgres, folder / "logs")
    _end_leftover(postgres.folder)
    assert leftover.exit_code == 0
    running = service.start(postgres, folder / "logs")
    end(running)


def test_postgres_starts_in_a_folder_with_a_path_too_long_for_a_socket(folder: Path) -> None:
    long = folder / ("x" * 100) / "postgres"
    postgres = Postgres(long, durable=False)
    running = service.start(postgres, folder / "logs")
    try:
        assert query(postgres, "SELECT 1") == [(1,)]
        private = socket_dir(postgres.folder)
        assert private != postgres.folder
        assert stat.S_IMODE(private.stat().st_mode) == 0o700
    finally:
        end(running)
        shutil.rmtree(private)


def test_a_folder_with_other_files_is_not_touched(folder: Path) -> None:
    (folder / "postgres").mkdir()
    (folder / "postgres" / "letter.txt").write_text("mine")
    with pytest.raises(StartError, match="not empty: move it away"):
        service.start(Postgres(folder / "postgres"), folder / "logs")
    assert (folder / "postgres" / "letter.txt").read_text() == "mine"


def test_an_incomplete_cluster_is_made_again(folder: Path) -> None:
    (folder / "postgres.new").mkdir()
    (folder / "postgres.new" / "PG_VERSION").write_text("18\n")
    postgres = Postgres(folder / "postgres", durable=False)
    end(service.start(postgres, folder / "logs"))
    assert not (folder / "postgres.new").exists()


def test_a_failed_start_of_postgres_shows_the_end_of_its_log(folder: Path) -> None:
    postgres = Postgres(folder / "postgres", durable=False)
    end(service.start(postgres, folder / "logs"))
    with (folder / "postgres" / "postgresql.conf").open("a") as configuration:
        configuration.write("\nno_such_setting = 1\n")
    with pytest.raises(StartError, match="no_such_setting"):
        service.start(postgres, folder / "logs", pause=lambda _: time.sleep(0.01))


def test_valkey_requires_its_password_and_listens_only_on_loopback(folder: Path) -> None:
    valkey = Valkey(folder / "valkey")
    running = service.start(valkey, folder / "logs")
    try:
        with redis.Redis.from_url(valkey.url) as client:
            assert client.ping()
            port = client.connection_pool.connection_kwargs["port"]
        with (
            redis.Redis(port=port, retry=None) as stranger,
            pytest.raises(redis.AuthenticationError),
        ):
            stranger.ping()
        listening = [c.laddr.ip for c in psutil.Process(running.pid).net_connections("inet")]
        assert set(listening) == {"127.0.0.1"}
        assert stat.S_IMODE((folder / "valkey" / "valkey.conf").stat().st_mode) == 0o600
        assert "--requirepass" not in " ".join(psutil.Process(running.pid).cmdline())
    finally:
        end(running)


def test_valkey_comes_back_at_the_same_address(folder: Path) -> None:
    valkey = Valkey(folder / "valkey")
    running = service.start(valkey, folder / "logs")
    os.kill(running.pid, signal.SIGKILL)
    running.stop(patience=5)
    running = service.start(valkey, folder / "logs")
    try:
        with redis.Redis.from_url(valkey.url) as client:
            assert client.ping()
    finally:
        end(running)
