"""The role `web`: one process that serves, or several on one port and one that keeps them."""

import os
import socket
from contextlib import suppress
from functools import partial
from pathlib import Path

from django.conf import settings

from runtime import assets, metrics_folder, preflight
from runtime.errors import StartError
from runtime.progress import complain
from runtime.ready import WILDCARDS
from runtime.roles import health, key_check
from runtime.roles.names import ROOT, SUPERVISED, command
from runtime.supervision.programs import Program
from runtime.supervision.stop_signal import StopSignal, StopWanted
from runtime.supervision.supervise import MARGIN, Supervisor
from runtime.web_server.serve import serve
from telemetry.process_state import this_process

NOT_STARTED = 3  # as uvicorn itself does when it can't start


def run(host: str, port: int, processes: int) -> int:
    """Serve until SIGTERM; returns the exit status. Raises StartError."""
    if not os.environ.get(SUPERVISED):
        _have_static_files(settings.STATIC_ROOT)
    key_check.at_start()
    if processes > 1:
        return _keep_several(host, port, processes)
    health.open_port(patience=health.LOOP_PATIENCE, with_database=True)
    if not serve(host, port, health.web_moves):
        return NOT_STARTED
    return key_check.exit_status()


def _have_static_files(static_root: Path) -> None:
    """Collect the pages' files if one has changed. Raises StartError where there are none.

    With LECTERN_STATIC they were collected before, such as in an image, and are taken as they are.
    """
    if given := os.environ.get("LECTERN_STATIC"):
        if not (static_root / "staticfiles.json").exists():
            raise StartError(
                f"LECTERN_STATIC={given} has no static files: `manage.py collectstatic` puts them "
                "there. Without the variable, they are collected at each start."
            )
        return
    try:
        assets.collect_static(static_root)
    except OSError as error:
        raise StartError(
            f"the pages' files can't be written to {static_root}: {error.strerror}. Give the "
            "user of this process write access, or choose another folder: LECTERN_DATA."
        ) from error


def _keep_several(host: str, port: int, processes: int) -> int:
    """Keep that many on the port, which the kernel spreads connections over, until SIGTERM."""
    stop = StopSignal()
    stop.install()
    preflight.check_port(host, port)
    with metrics_folder.of_a_run() as metrics:
        health.open_port(patience=health.LOOP_PATIENCE, with_database=True, metrics=metrics)
        env = {
            SUPERVISED: "1",
            "LECTERN_WEB_PROCESSES": str(processes),
            health.PORT: "",
            metrics_folder.VARIABLE: str(metrics),
        }
        patience = settings.DRAIN_SECONDS + MARGIN
        forget = partial(metrics_folder.forget, metrics)
        supervisor = Supervisor(None, stop, complain, on_end=forget, patience=patience)
        argv = command("web", "--host", host, "--port", str(port))
        try:
            for number in range(1, processes + 1):
                name = "web" if number == 1 else f"web-{number}"
                own = {**env, "LECTERN_PROCESS": name}
                supervisor.start_process(Program(name, argv, cwd=ROOT, env=own))
            supervisor.keep(lambda: _note_state(supervisor, host, port))
        except StopWanted:
            this_process.draining.set()
        finally:
            supervisor.stop_all()
    return 0


def _note_state(supervisor: Supervisor, host: str, port: int) -> None:
    """Ready is who has all processes running, and a port that takes connections."""
    this_process.move()
    if not supervisor.all_run:
        this_process.warm.clear()
    elif not this_process.warm.is_set():
        with (
            suppress(OSError),
            socket.create_connection((WILDCARDS.get(host, host), port), timeout=1),
        ):
            this_process.warm.set()
