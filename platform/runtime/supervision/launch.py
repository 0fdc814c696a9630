"""One run of Lectern on one machine, from the checks until the last process ends."""

import os
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from runtime import demo, preflight, services_file
from runtime.assets import collect_static
from runtime.data_lock import data_lock
from runtime.embedded.postgres import Postgres
from runtime.embedded.valkey import Valkey
from runtime.preparation import prepare
from runtime.progress import say, step
from runtime.ready import wait_until_ready
from runtime.supervision.processes import ROOT, processes
from runtime.supervision.programs import Program
from runtime.supervision.stop_signal import StopSignal, StopWanted
from runtime.supervision.supervise import Supervisor

CRASHES_AT_START = 3


class Console:
    """Shows the processes' log lines, each with the name of its process, while it is open.

    Closed during the start: there the lines would bury the steps. The log files hold them all.
    """

    open = False

    def show(self, name: str, line: str) -> None:
        if self.open:
            say(f"{name:<9} | {line}")


def _emptied(folder: Path) -> Path:
    """A private folder for files of this run, without those that a killed run left.

    Temporary ones may be uploads: recordings of voices, which have no place in a shared /tmp.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _failure(supervisor: Supervisor) -> str | None:
    """Why the start can't succeed; None as long as it can."""
    supervisor.revive()
    worst = supervisor.worst()
    if worst is None or worst[0] < CRASHES_AT_START:
        return None
    running = worst[1]
    return (
        f"{running.program.name} ends again and again. Its log, {running.log_path}, ends with:\n"
        f"{running.last_lines()}"
    )


@dataclass(frozen=True, slots=True)
class Launch:
    """The options of a run, from the environment and the settings."""

    host: str
    port: int
    data_dir: Path
    models: Path
    locale: list[Path]
    static_root: Path
    public_url: str

    def run(self) -> None:
        """Start everything, keep it running, stop it on Ctrl-C. Raises StartError."""
        began = time.monotonic()
        os.umask(0o077)  # only the owner may read our files, as logs hold addresses and reset links
        stop = StopSignal()
        stop.install()
        preflight.check_data_folder(self.data_dir)
        with data_lock(self.data_dir):
            preflight.check_disk(self.data_dir)
            preflight.check_port(self.host, self.port)
            console = Console()
            supervisor = Supervisor(self.data_dir / "logs", stop, say, console.show)
            try:
                sign_in = self._start(supervisor, stop)
                say(f"\n  Ready after {time.monotonic() - began:.1f} s: {self.public_url}")
                self._say_how_to_go_on(sign_in)
                console.open = True
                supervisor.keep()
            except StopWanted:
                say("\nStopping …")
            finally:
                console.open = False
                supervisor.stop_all()
                services_file.remove(self.data_dir)
        say("Stopped.")

    def _start(self, supervisor: Supervisor, stop: StopSignal) -> demo.Demo | None:
        logs = self.data_dir / "logs"
        prepare(ROOT, self.models, self.locale, logs)
        stop.check()
        with step("Static files"):
            collect_static(self.static_root)
        stop.check()
        env = self._start_services(supervisor)
        with step("Tables and demo workspace" if demo.is_wanted(self.host) else "Tables"):
            sign_in = self._settle_database(supervisor, env)
        with step("Web and workers"):
            for program in processes(self.host, self.port, self.data_dir / "run", env):
                stop.check()
                supervisor.start_process(program)
            wait_until_ready(
                self.host, self.port, self.public_url, stop.pause, lambda: _failure(supervisor)
            )
        return sign_in

    def _start_services(self, supervisor: Supervisor) -> dict[str, str]:
        """Start the services whose addresses are not given; returns the processes' environment."""
        env = {
            "LECTERN_DATA": str(self.data_dir),
            "LECTERN_MODELS": str(self.models),
            "TMPDIR": str(_emptied(self.data_dir / "tmp")),
            "PROMETHEUS_MULTIPROC_DIR": str(_emptied(self.data_dir / "metrics")),
        }
        urls = {}
        if not os.environ.get("DATABASE_URL"):
            with step("PostgreSQL") as this:
                postgres = Postgres(self.data_dir / "postgres")
                supervisor.start_service(postgres)
                urls["DATABASE_URL"] = postgres.url
                if postgres.opened_folders:
                    opened = ", ".join(str(folder) for folder in postgres.opened_folders)
                    this.detail = f"other users may now walk through (not list) {opened}"
        if not os.environ.get("REDIS_URL"):
            with step("Valkey"):
                valkey = Valkey(self.data_dir / "valkey")
                supervisor.start_service(valkey)
                urls["REDIS_URL"] = valkey.url
        services_file.write(self.data_dir, urls)
        return env | urls

    def _settle_database(self, supervisor: Supervisor, env: dict[str, str]) -> demo.Demo | None:
        """Migrate; returns the sign-in of the demo workspace, None where there is to be none."""
        argv = [sys.executable, "manage.py", "settle_database"]
        if not demo.is_wanted(self.host):
            supervisor.run_to_end(Program("settle-database", argv, cwd=ROOT, env=env))
            return None
        password, just_made = demo.kept_password(self.data_dir)
        argv.append("--demo")
        output = supervisor.run_to_end(Program("settle-database", argv, cwd=ROOT, env=env))
        return demo.sign_in(output, password, just_made)

    def _say_how_to_go_on(self, sign_in: demo.Demo | None) -> None:
        if sign_in:
            say(f"  Demo sign-in:   {sign_in.owner}  {sign_in.password or '(its own password)'}")
        else:
            say(f"  Demo sign-in:   {demo.why_none(self.host, self.data_dir)}")
        say(f"  Data and logs:  {self.data_dir}")
        say("  Ctrl-C stops everything.\n")
