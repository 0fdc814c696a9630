"""What stands in for the images that the Dockerfile begins with, where no registry is reached.

Debian's own minimal system of the same release, with the Python that runs us where the official
image has its own: built from source, under /usr/local. And Caddy from a Python package.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from config import ROOT
from tests.image.containers import Failed, call

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
PYTHON_IMAGE, CADDY_IMAGE = "localhost/lectern-python", "localhost/lectern-caddy"
# Those that Python's own modules of compiled code need.
LIBRARIES = "libbz2-1.0 libexpat1 libffi8 libgdbm6t64 liblzma5 libncursesw6 libnsl2 libreadline8t64"
LIBRARIES += " libsqlite3-0 libssl3t64 libtirpc3t64 libuuid1 zlib1g ca-certificates"
# Without the variables of whoever calls, of which TMPDIR would name no folder of the new system.
CLEAN = [
    "env",
    "-i",
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LC_ALL=C",
]
CERTIFICATES = Path("etc/ssl/certs/ca-certificates.crt")
LEFT_OUT = ("site-packages", "test", "__pycache__", "idlelib", "tkinter", "lib2to3")


def wanted() -> tuple[str, str]:
    """(version of Python, release of Debian) that the Dockerfile begins with."""
    found = re.search(r"^ARG PYTHON_IMAGE=python:([\d.]+)-slim-(\w+)$", DOCKERFILE, re.M)
    if not found:
        raise Failed("The Dockerfile no longer begins with python:VERSION-slim-RELEASE.")
    return found[1], found[2]


def make(folder: Path) -> None:
    """Make both images, with `folder` for what lies in between. Raises Failed."""
    version, release = wanted()
    mine = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if mine != version:
        raise Failed(
            f"The image has Python {version}, and this is {mine}: make … PYTHON=python{version}"
        )
    root = folder / f"{release}-{version}"
    if not (root / "usr/local/bin/pip3").exists():
        shutil.rmtree(root, ignore_errors=True)
        include = f"--include={','.join(LIBRARIES.split())}"
        arguments = ["--variant=minbase", include, release, root]
        call(*CLEAN, "debootstrap", *arguments, log=folder / "debootstrap.log")
        _copy_python(root)
    # Of this machine, whose network may have an authority of its own.
    shutil.copyfile("/" / CERTIFICATES, root / CERTIFICATES)
    _import(root, PYTHON_IMAGE)
    caddy = folder / "caddy"
    (caddy / "usr/bin").mkdir(parents=True, exist_ok=True)
    shutil.copy(Path(sys.executable).with_name("caddy"), caddy / "usr/bin/caddy")
    _import(caddy, CADDY_IMAGE)


def _copy_python(root: Path) -> None:
    base, local = Path(sys.base_prefix), root / "usr/local"
    name = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    for path in [*base.glob("bin/python*"), *base.glob("lib/libpython*")]:
        target = local / path.relative_to(base)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        shutil.copy2(path, target, follow_symlinks=False)
    shutil.copytree(
        base / "lib" / name,
        local / "lib" / name,
        symlinks=True,
        ignore=shutil.ignore_patterns(*LEFT_OUT),
        dirs_exist_ok=True,
    )
    call(*CLEAN, "chroot", root, "ldconfig")
    call(*CLEAN, "chroot", root, "/usr/local/bin/python3", "-m", "ensurepip")
    call(
        *CLEAN, "chroot", root, "/usr/local/bin/python3", "-c", "import ctypes, lzma, sqlite3, ssl"
    )


def _import(root: Path, image: str) -> None:
    archive = subprocess.Popen(["tar", "-C", str(root), "-c", "."], stdout=subprocess.PIPE)
    done = subprocess.run(
        ["podman", "import", "--quiet", "-", image],
        stdin=archive.stdout,
        capture_output=True,
        text=True,
        check=False,
    )
    if archive.wait() or done.returncode:
        raise Failed(f"podman import {image}: {done.stderr.strip()}")
