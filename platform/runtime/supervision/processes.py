"""The processes of Lectern, in the order in which they start. Add one here."""

import sys
from collections.abc import Mapping
from pathlib import Path

from runtime.model_store import model_folders
from runtime.supervision.programs import Program

ROOT = Path(__file__).resolve().parents[3]


def processes(host: str, port: int, beat_dir: Path, env: Mapping[str, str]) -> list[Program]:
    """All processes but the services; `env` has the services' addresses and the models' folder."""
    models = Path(env["LECTERN_MODELS"])
    pulled = [name for name, folder in model_folders.manifest().items() if folder.is_there(models)]
    return [
        *(_program(name, _web(host, port), env) for name in _webs(env)),
        _engine("synthesis", "kokoro", env),
        *(_engine(f"synthesis-{name}", name, env) for name in pulled),
        # Making a voice takes up to a minute, too long for the worker that sweeps the queue.
        _program("enrolment", _worker("enrolment", "enrolment"), env),
        _program("general", _worker("general", "general"), env),
        _program("beat", _beat(beat_dir), env),
    ]


def _engine(name: str, engine: str, env: Mapping[str, str]) -> Program:
    """One process an engine: it warms the engine named in its environment before it is ready."""
    return _program(name, _worker(name, f"synthesis.{engine}"), {**env, "LECTERN_ENGINE": engine})


def _program(name: str, arguments: list[str], env: Mapping[str, str]) -> Program:
    return Program(
        name=name,
        argv=[sys.executable, *arguments],
        cwd=ROOT,
        env={"PYTHONUNBUFFERED": "1", "LECTERN_PROCESS": name, **env},
    )


def _webs(env: Mapping[str, str]) -> list[str]:
    """The names of the web processes, which all listen on the same port."""
    count = int(env.get("LECTERN_WEB_PROCESSES") or 1)
    return ["web", *(f"web-{number}" for number in range(2, count + 1))]


def _web(host: str, port: int) -> list[str]:
    return ["manage.py", "serve", "--host", host, "--port", str(port)]


def _worker(name: str, queues: str) -> list[str]:
    # `solo`: a worker holds a model, and steps it from one thread. Workers don't talk to each
    # other: all they know of each other and of the work is in Postgres.
    options = ["--pool", "solo", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    naming = ["-n", f"{name}@%h", "-Q", queues]
    return [
        *("-m", "celery", "--quiet", "-A", "config", "worker", "-l", "INFO"),
        *options,
        *naming,
    ]


def _beat(folder: Path) -> list[str]:
    return [
        "-m",
        "celery",
        "--quiet",
        "-A",
        "config",
        "beat",
        "-l",
        "INFO",
        "-s",
        str(folder / "schedule"),
    ]
