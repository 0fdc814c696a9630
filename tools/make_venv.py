"""Makes .venv and installs what is pinned: `python3 tools/make_venv.py [--dev]`.

Does nothing when the pinned files are the ones that were installed last. Plain old Python
without dependencies: it must run, and say what is wrong, on any Python 3.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time

LEAST = (3, 11)
VENV = ".venv"
PYTHON = os.path.join(VENV, "bin", "python")
LOG = os.path.join(VENV, "pip.log")
# (file of pins, options for pip)
RUN = [("requirements.txt", []), ("requirements-nodeps.txt", ["--no-deps"])]
DEV = [("requirements-dev.txt", []), ("requirements-dev-nodeps.txt", ["--no-deps"])]
NO_REGISTRY = (
    "NewConnectionError",
    "Temporary failure in name resolution",
    "Name or service not known",
    "Network is unreachable",
    "Connection refused",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ProxyError",
    "from versions: none",
)


def main():
    check_python()
    wanted = RUN + (DEV if "--dev" in sys.argv[1:] else [])
    if not usable():
        with Step("Python environment"):
            make()
    for file, options in wanted:
        stamp = os.path.join(VENV, "." + file + ".installed")
        digest = fingerprint(file)
        if read(stamp) != digest:
            with Step("pip: " + file):
                install(file, options)
            with open(stamp, "w") as out:
                out.write(digest)


def check_python():
    if sys.version_info < LEAST:
        newer = [
            name for name in ("python3.%d" % n for n in range(15, 10, -1)) if shutil.which(name)
        ]
        fail(
            "Lectern needs Python 3.11 or newer; `%s` is %s.\n%s"
            % (
                sys.executable,
                sys.version.split()[0],
                "You have a newer one: make %s PYTHON=%s" % (goal(), newer[0])
                if newer
                else "Install one, then: make %s PYTHON=/path/to/python3.11" % goal(),
            )
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        fail(
            "This Python has no `venv`. On Debian and Ubuntu: apt-get install python%d.%d-venv"
            % sys.version_info[:2]
        )


def goal():
    return "test" if "--dev" in sys.argv[1:] else "up"


def usable():
    """The venv is whole: a killed run may have left one without pip, or its Python is gone."""
    if not os.path.exists(PYTHON):
        return False
    check = "import sys, pip; sys.exit(sys.version_info < %r)" % (LEAST,)
    return subprocess.call([PYTHON, "-c", check], stderr=subprocess.DEVNULL) == 0


def make():
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", VENV],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode != 0:
        said = done.stdout.decode(errors="replace").strip()
        fail("The Python environment %s can't be made:\n%s" % (VENV, said))


def install(file, options):
    command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    with open(LOG, "ab") as log:
        begin = log.tell()
        code = subprocess.call(
            command + options + ["-r", file],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    if code == 0:
        return
    with open(LOG, "rb") as log:
        log.seek(begin)
        said = log.read().decode(errors="replace")
    if "No space left on device" in said:
        reason = "The disk is full. Make room (4 GB are needed), then run it again."
    elif any(sign in said for sign in NO_REGISTRY):
        reason = (
            "pip can't reach a package registry. Check the network, a proxy (https_proxy) or pip's "
            "own index (`pip config list`), then run it again."
        )
    else:
        reason = "pip says:\n" + "\n".join("    " + line for line in said.splitlines()[-8:])
    fail("Installing %s failed. %s\nThe whole log: %s" % (file, reason, LOG))


def fingerprint(file):
    """Of the pins and of the Python they are for."""
    digest = hashlib.sha256(sys.version.encode())
    for name in (file, "constraints.txt"):
        with open(name, "rb") as pins:
            digest.update(pins.read())
    return digest.hexdigest()


def read(path):
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return None


class Step:
    """One progress line with its seconds, as the start itself prints them."""

    def __init__(self, title):
        self.title = title

    def __enter__(self):
        self.began = time.time()
        sys.stdout.write("  %-28s" % self.title)
        sys.stdout.flush()

    def __exit__(self, kind, *rest):
        said = "failed" if kind else "%6.1f s" % (time.time() - self.began)
        sys.stdout.write(said + "\n")
        sys.stdout.flush()


def fail(message):
    sys.exit("\n" + message)


if __name__ == "__main__":
    os.chdir(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
