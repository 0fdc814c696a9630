"""The processes of Lectern, in the order in which they start. Add one here.

Each is a role of the command `lectern`: under `up` runs what also runs on machines of its own.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from runtime.model_store import model_folders
from runtime.roles.names import DEFAULT_ENGINE, ROOT, SUPERVISED, command, process_name
from runtime.supervision import gpus
from runtime.supervision.programs import Program


def processes(host: str, port: int, env: Mapping[str, str]) -> list[Program]:
    """All processes but the services; `env` has the services' addresses and the models' folder."""
    models = Path(env["LECTERN_MODELS"])
    folders = model_folders.manifest()
    pulled = [name for name, folder in folders.items() if folder.is_there(models)]
    web = ["web", "--host", host, "--port", str(port)]
    own = {**os.environ, **env}
    return [
        *(_program(name, web, env) for name in _webs(env)),
        *(
            program
            for engine in (DEFAULT_ENGINE, *pulled)
            for program in workers(engine, gpus.for_workers(folders.get(engine), own), env)
        ),
        # Making a voice takes up to a minute, too long for the worker that sweeps the queue.
        *(_program(role, [role], env) for role in ("enrolment", "general", "beat")),
    ]


def workers(
    engine: str, places: Sequence[Mapping[str, str]], env: Mapping[str, str]
) -> list[Program]:
    """A worker of the engine for each of `places`, which is added to its environment."""
    name = process_name("worker", engine)
    return [
        _program(name if number == 1 else f"{name}-{number}", ["worker", engine], {**env, **place})
        for number, place in enumerate(places, start=1)
    ]


def _program(name: str, arguments: list[str], env: Mapping[str, str]) -> Program:
    own = {"PYTHONUNBUFFERED": "1", "LECTERN_PROCESS": name, SUPERVISED: "1"}
    return Program(name=name, argv=command(*arguments), cwd=ROOT, env={**own, **env})


def _webs(env: Mapping[str, str]) -> list[str]:
    """The names of the web processes, which all listen on the same port."""
    count = int(env.get("LECTERN_WEB_PROCESSES") or 1)
    return ["web", *(f"web-{number}" for number in range(2, count + 1))]
