"""The pages' JavaScript that imports npm packages, bundled into one file a page by esbuild."""

import hashlib
from pathlib import Path

from runtime.node import run_npm

BUNDLES = "build"
"""The folder of what `npm run build` makes; package.json names the modules it begins with."""


def bundle(root: Path, sources: Path, log: Path) -> bool:
    """Run `npm run build` if a module of `sources` or the lock file changed since; True if it ran.

    Needs the pages' packages (assets.install_assets). Raises StartError.
    """
    inputs = [root / "package.json", root / "package-lock.json", *sorted(sources.rglob("*.js"))]
    digest = hashlib.sha256()
    for path in inputs:
        digest.update(f"{path.relative_to(root)}\n".encode() + path.read_bytes())
    stamp = root / BUNDLES / ".lectern-inputs"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == digest.hexdigest():
        return False
    run_npm(["run", "--silent", "build"], root, log)
    stamp.write_text(digest.hexdigest(), encoding="utf-8")
    return True
