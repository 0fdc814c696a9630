"""The command `lectern`: reads what is asked for, checks that it can start, and runs the role."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from runtime import services_file
from runtime.errors import StartError
from runtime.progress import complain
from runtime.rights.system_user import become_owner
from runtime.roles.names import ROLES, process_name
from runtime.version import VERSION
from tenants.sealing import master_keys

EPILOG = """\
Each role but `up` runs alone on a machine and finds the others through DATABASE_URL and REDIS_URL.
All of them need the same LECTERN_MASTER_KEY and the same store of files. README.md, section
"Operate it", has all variables."""

NEEDS_VALKEY = ("web", "worker", "enrolment", "general", "beat")
HEALTH_PORT, HEALTH_HOST = "LECTERN_HEALTH_PORT", "LECTERN_HEALTH_HOST"


def main(argv: Sequence[str], *, data: Path) -> int:
    """Run a role until it ends; returns the exit status. `data` is the data folder."""
    options = _parser().parse_args(argv)
    try:
        _settle_environment(options, data)
        return _run(options)
    except (StartError, ImproperlyConfigured) as error:
        complain(f"lectern {options.role} can't start: {error}")
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lectern",
        description="One process of Lectern, on a machine of its own; or all of them on one.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=VERSION)
    roles = parser.add_subparsers(dest="role", required=True, metavar="ROLE", title="roles")
    by_name = {
        name: roles.add_parser(name, help=sentence, description=sentence)
        for name, sentence in ROLES.items()
    }
    web = by_name["web"]
    web.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
    web.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
    web.add_argument("--processes", type=int, default=0, help="how many share the port")
    by_name["worker"].add_argument("engine", help="the engine that it makes segments with")
    for name in NEEDS_VALKEY:
        by_name[name].add_argument(
            "--health-port",
            metavar="PORT",
            help=f"answer /healthz, /readyz and /metrics of this process there ({HEALTH_PORT})",
        )
    return parser


def _settle_environment(options: argparse.Namespace, data: Path) -> None:
    """Set what the settings read, and refuse to go on where something is missing.

    Raises StartError.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if options.role == "up":
        return
    if given := getattr(options, "health_port", None):
        os.environ[HEALTH_PORT] = given
    engine = getattr(options, "engine", "")
    os.environ.setdefault("LECTERN_PROCESS", process_name(options.role, engine))
    if engine:
        os.environ["LECTERN_ENGINE"] = engine
    if getattr(options, "processes", 0) > 1:
        os.environ["LECTERN_WEB_PROCESSES"] = str(options.processes)
    become_owner(data / "keys")
    wanted = ["DATABASE_URL", *(["REDIS_URL"] if options.role in NEEDS_VALKEY else [])]
    known = services_file.read(data)
    if missing := [name for name in wanted if not (os.environ.get(name) or known.get(name))]:
        raise StartError(
            f"{' and '.join(missing)} must be set, as no `lectern up` runs on {data} whose "
            "database and Valkey could be used."
        )
    if not os.environ.get("LECTERN_KEY_WRAPPER") and not master_keys.is_there(data / "keys"):
        raise StartError(
            f"there is no master key: neither LECTERN_MASTER_KEY nor {data / 'keys'} has one. All "
            "roles need the same one, so none of them makes it. For a new installation, make one "
            "once (openssl rand -base64 32), keep a copy, and give it to all."
        )


def _run(options: argparse.Namespace) -> int:
    # Here, as Django reads the environment that was settled above, and takes its time.
    import django

    django.setup()
    from runtime.roles import running

    match options.role:
        case "web":
            return running.web(options.host, options.port, options.processes)
        case "worker":
            return running.worker(options.engine)
        case "beat":
            return running.beat()
        case "migrate":
            return running.management_command("settle_database")
        case "up":
            return running.management_command("up")
        case queue:
            return running.queue(queue)
