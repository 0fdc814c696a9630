"""One run of Lectern on one machine, from the checks until the last process ends."""

import os
import shutil
import sys
import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from django.core.checks import run_checks

from runtime import demo, metrics_folder, preflight, services_file
from runtime.assets import collect_static
from runtime.checks import TAG
from runtime.data_lock import data_lock
from runtime.embedded.postgres import Postgres
from runtime.embedded.valkey import Valkey
from runtime.preparation import prepare
from runtime.progress import say, step
from runtime.ready import wait_until_ready
from runtime.rights import data_folder, system_user
from runtime.rights.code_access import let_run
from runtime.rights.system_user import SystemUser, let_read
from runtime.supervision.processes import ROOT, processes
from runtime.supervision.programs import Program
from runtime.supervision.stop_signal import StopSignal, StopWanted
from runtime.supervision.supervise import MARGIN, Supervisor

CRASHES_AT_START = 3


class Console:
    """Shows the processes' log lines, each with the name of its process, while it is open.

    Closed during the start: there the lines would bury the steps. The log files hold them all.
    """

    open = False

    def show(self, name: str, line: str) -> None:
        if self.open:
            say(f"{name:<9} | {line}")


def _empty(folder: Path) -> None:
    """Delete what a killed run left of the files of its run.

    Temporary ones may be uploads: recordings of voices, which have no place in a shared /tmp.
    """
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()


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


def _say_warnings() -> None:
    """Print what an operator should change. Our own database needs no check of its role."""
    databases = ["default"] if os.environ.get("DATABASE_URL") else None
    for warning in run_checks(tags=[TAG], databases=databases):
        say(f"  {warning.id}: {warning.msg}\n    {warning.hint}\n")


def _opened(folders: list[Path]) -> str:
    """What to say of folders whose permissions were changed."""
    if not folders:
        return ""
    return f"other users may now walk through (not list) {', '.join(map(str, folders))}"


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
    web_processes: int = 1
    drain_seconds: int = 5

    def run(self) -> None:
        """Start everything, keep it running, stop it on Ctrl-C. Raises StartError."""
        began = time.monotonic()
        os.umask(0o077)  # only the owner may read our files, as logs hold addresses and reset links
        stop = StopSignal()
        stop.install()
        preflight.check_data_folder(self.data_dir)
        with data_lock(self.data_dir):
            user = system_user.for_processes()
            preflight.check_disk(self.data_dir)
            preflight.check_port(self.host, self.port)
            if user:
                preflight.check_port_without_root(self.port)
            data_folder.settle(self.data_dir, user)
            console = Console()
            metrics = metrics_folder.for_data(self.data_dir, user)
            forget = partial(metrics_folder.forget, metrics)
            logs, patience = self.data_dir / "logs", self.drain_seconds + MARGIN
            supervisor = Supervisor(logs, stop, say, console.show, forget, patience)
            try:
                sign_in = self._start(supervisor, stop, user, metrics)
                say(f"\n  Ready after {time.monotonic() - began:.1f} s: {self.public_url}")
                self._say_how_to_go_on(sign_in)
                _say_warnings()
                console.open = True
                supervisor.keep()
            except StopWanted:
                say("\nStopping …")
            finally:
                console.open = False
                supervisor.stop_all()
                services_file.remove(self.data_dir)
                metrics_folder.remove(metrics)
        say("Stopped.")

    def _start(
        self, supervisor: Supervisor, stop: StopSignal, user: SystemUser | None, metrics: Path
    ) -> demo.Demo | None:
        logs = self.data_dir / "logs"
        prepare(ROOT, self.models, self.locale, logs)
        stop.check()
        with step("Static files"):
            collect_static(self.static_root)
        stop.check()
        env = self._open_code_to(user) if user else {}
        env |= self._start_services(supervisor, user)
        env |= {"PROMETHEUS_MULTIPROC_DIR": str(metrics), "LECTERN_HEALTH_PORT": ""}
        env["LECTERN_DRAIN_SECONDS"] = str(self.drain_seconds)
        wants_demo = demo.is_wanted(self.host, self.public_url)
        with step("Tables and demo workspace" if wants_demo else "Tables"):
            sign_in = self._settle_database(supervisor, env, user)
        with step("Web and workers"):
            env["LECTERN_WEB_PROCESSES"] = str(self.web_processes)
            for program in processes(self.host, self.port, env):
                stop.check()
                supervisor.start_process(replace(program, user=str(user or "-")))
            wait_until_ready(
                self.host, self.port, self.public_url, stop.pause, lambda: _failure(supervisor)
            )
        return sign_in

    def _open_code_to(self, user: SystemUser) -> dict[str, str]:
        """Let the processes read what they run and serve; returns their environment for it."""
        with step(f"Rights of user {user.name}") as this:
            env, opened = let_run(ROOT, self.models, user)
            let_read(self.static_root)
            this.detail = _opened(opened)
        return {**env, "HOME": str(self.data_dir / "tmp"), "USER": user.name, "LOGNAME": user.name}

    def _start_services(self, supervisor: Supervisor, user: SystemUser | None) -> dict[str, str]:
        """Start the services whose addresses are not given; returns the processes' environment."""
        env = {
            "LECTERN_DATA": str(self.data_dir),
            "LECTERN_MODELS": str(self.models),
            "TMPDIR": str(self.data_dir / "tmp"),
        }
        _empty(Path(env["TMPDIR"]))
        urls = {}
        if not os.environ.get("DATABASE_URL"):
            with step("PostgreSQL") as this:
                postgres = Postgres(self.data_dir / "postgres", client=user)
                supervisor.start_service(postgres)
                urls["DATABASE_URL"] = postgres.url
                this.detail = _opened(postgres.opened_folders)
        if not os.environ.get("REDIS_URL"):
            with step("Valkey"):
                valkey = Valkey(self.data_dir / "valkey", user)
                supervisor.start_service(valkey)
                urls["REDIS_URL"] = valkey.url
        services_file.write(self.data_dir, urls, user.gid if user else None)
        return env | urls

    def _settle_database(
        self, supervisor: Supervisor, env: dict[str, str], user: SystemUser | None
    ) -> demo.Demo | None:
        """Migrate; returns the sign-in of the demo workspace, None where there is to be none."""
        argv = [sys.executable, "manage.py", "settle_database"]
        program = Program("settle-database", argv, cwd=ROOT, env=env, user=str(user or "-"))
        if not demo.is_wanted(self.host, self.public_url):
            supervisor.run_to_end(program)
            return None
        password, just_made = demo.kept_password(self.data_dir)
        output = supervisor.run_to_end(replace(program, argv=[*argv, "--demo"]))
        return demo.sign_in(output, password, just_made)

    def _say_how_to_go_on(self, sign_in: demo.Demo | None) -> None:
        if sign_in:
            say(f"  Demo sign-in:   {sign_in.owner}  {sign_in.password or '(its own password)'}")
        else:
            say(f"  Demo sign-in:   {demo.why_none(self.host, self.public_url, self.data_dir)}")
        say(f"  Data and logs:  {self.data_dir}")
        say("  Ctrl-C stops everything.\n")
