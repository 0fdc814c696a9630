"""The restore drill: is the backup of the whole installation one that it can be restored from?

    .venv/bin/python tools/restore_drill.py .data /tmp/drill      # beside a running `manage.py up`

Takes a base backup of the embedded PostgreSQL and its log while work goes on, restores both into an
empty folder, starts a second PostgreSQL there, and has `manage.py recount` count everything in it.
What is live is only read. The folder may be deleted afterwards; it holds a copy of all rows.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "platform")]

from runtime import services_file  # noqa: E402
from runtime.embedded import service  # noqa: E402
from runtime.embedded.database_roles import SUPERUSER  # noqa: E402
from runtime.embedded.postgres import INSTALL, Postgres  # noqa: E402
from runtime.rights.system_user import for_processes  # noqa: E402

PATIENCE = 30.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path, help="LECTERN_DATA of the running installation")
    parser.add_argument("drill", type=Path, help="a folder that does not exist")
    given = parser.parse_args()
    url = services_file.read(given.data.resolve()).get("DATABASE_URL", "")
    if "host=" not in url:
        sys.exit(f"No embedded PostgreSQL runs on {given.data}: start Lectern.")
    if given.drill.exists():
        sys.exit(f"{given.drill} exists: name a folder that does not.")
    socket = unquote(url.split("host=")[1])
    drill = given.drill.resolve()
    drill.mkdir(mode=0o755, parents=True)
    # As `manage.py up` does it, so that the user whom recount becomes may connect.
    restored = Postgres(drill / "postgres", client=for_processes())
    base, log = drill / "postgres", drill / "wal"
    log.mkdir()
    began = time.monotonic()

    def said(what: str) -> None:
        print(f"{time.monotonic() - began:7.1f} s  {what}", flush=True)

    receiving = subprocess.Popen([*_program("pg_receivewal", socket), "-D", str(log)])
    try:
        _wait_for(lambda: any(log.iterdir()), "the log's first file")
        said("the log is being received")
        subprocess.run(
            [*_program("pg_basebackup", socket), "-D", str(base), "-X", "none", "-c", "fast"],
            check=True,
        )
        said("base backup taken")
        # What is written from now on is in the log alone.
        _sql(socket, "CREATE TABLE restore_drill AS SELECT now() AS at")
        last = _sql(socket, "SELECT pg_walfile_name(pg_switch_wal())")
        _wait_for(lambda: (log / last).exists(), f"log file {last}")
        said(f"log received up to {last}")
    finally:
        receiving.terminate()
        receiving.wait(PATIENCE)
        _sql(socket, "DROP TABLE IF EXISTS restore_drill")
    with (base / "postgresql.auto.conf").open("a") as settings:
        settings.write("hot_standby = off\n")  # it answers once it has recovered
        settings.write(f'restore_command = \'cp "{log}/%f" "%p"\'\n')
    (base / "recovery.signal").touch()
    if restored._user:
        for path in (base, *base.rglob("*"), log, *log.rglob("*")):
            os.chown(path, restored._user.uid, restored._user.gid)
    for name in ("keys", "tenants", "models"):
        if (given.data / name).exists():
            (drill / name).symlink_to((given.data / name).resolve())
    running = service.start(restored, drill / "logs")
    try:
        _wait_for(lambda: _sql(str(restored.socket_dir), RECOVERED) == "f", "the end of recovery")
        said("restored and started")
        if _sql(str(restored.socket_dir), "SELECT count(*) FROM restore_drill") != "1":
            sys.exit("What was written after the base backup is missing.")
        env = {**os.environ, "DATABASE_URL": restored.url, "LECTERN_DATA": str(drill)}
        env.setdefault("REDIS_URL", services_file.read(given.data.resolve())["REDIS_URL"])
        recount = [sys.executable, "manage.py", "recount"]
        code = subprocess.run(recount, cwd=ROOT, env=env).returncode
        said("recounted: " + ("nothing differs" if code == 0 else f"recount ended with {code}"))
        return code
    finally:
        running.ask_to_stop()
        running.stop(patience=PATIENCE)
        shutil.rmtree(log, ignore_errors=True)


RECOVERED = "SELECT pg_is_in_recovery()"


def _program(name: str, socket: str) -> list[str]:
    return [str(INSTALL / "bin" / name), "-h", socket, "-U", SUPERUSER]


def _sql(socket: str, statement: str) -> str:
    psql = [*_program("psql", socket), "-d", "lectern", "-XAtc", statement]
    return subprocess.run(psql, check=True, capture_output=True, text=True).stdout.strip()


def _wait_for(met, what: str) -> None:
    until = time.monotonic() + PATIENCE
    while not met():
        if time.monotonic() > until:
            sys.exit(f"Waited {PATIENCE:g} s in vain for {what}.")
        time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main())
