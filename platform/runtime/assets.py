"""The pages' CSS and JavaScript: npm packages pinned in package-lock.json, which we serve."""

import hashlib
import json
from pathlib import Path

from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from runtime.node import run_npm

# In the stamp of an installation that has the development packages.
DEVELOPMENT = "dev"


def install_assets(root: Path, log: Path, development: bool = False) -> bool:
    """Fill `root/node_modules` if the lock file changed since; returns whether it did.

    With `development` the linter and the tests' packages are installed too; a later call without
    it leaves them in place. Raises StartError.
    """
    digest = hashlib.sha256((root / "package-lock.json").read_bytes()).hexdigest()
    stamp = root / "node_modules" / ".lectern-lock"
    installed = stamp.read_text(encoding="utf-8").split() if stamp.exists() else []
    if digest in installed and (not development or DEVELOPMENT in installed):
        return False
    which = "--include=dev" if development else "--omit=dev"
    run_npm(["ci", which, "--ignore-scripts", "--no-audit", "--no-fund"], root, log)
    stamp.write_text(f"{digest} {DEVELOPMENT}" if development else digest, encoding="utf-8")
    return True


def collect_static(static_root: Path) -> bool:
    """Collect, hash and compress all static files if one has changed; returns whether it has."""
    stamp = static_root / ".lectern-inputs"
    digest = _inputs_digest()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == digest:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest, encoding="utf-8")
    return True


def _inputs_digest() -> str:
    """Changes when a static file of any app or folder is added, removed or written."""
    inputs = []
    for finder in get_finders():
        for name, storage in finder.list(ignore_patterns=[]):
            status = Path(storage.path(name)).stat()
            prefix = getattr(storage, "prefix", None) or ""
            inputs.append([prefix, name, status.st_size, status.st_mtime_ns])
    return hashlib.sha256(json.dumps(sorted(inputs)).encode()).hexdigest()
