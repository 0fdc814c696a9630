"""The sha256 of files, each read once: what was found is kept beside the files.

A file counts as the same while its size, its time of change and its inode are.
"""

import hashlib
import json
import logging
import os
import tempfile
from pathlib import Path

from runtime.model_store.model_sources import blocks

log = logging.getLogger(__name__)

KEPT = ".digests.json"


class Digests:
    """Those of the files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known = _read(folder / KEPT)
        self._fresh = False

    def of(self, path: Path) -> str:
        """The sha256 of a file in the folder, in hex. Raises OSError."""
        at = path.stat()
        state = [at.st_size, at.st_mtime_ns, at.st_ino]
        name = path.relative_to(self._folder).as_posix()
        known = self._known.get(name)
        if known is not None and known[:-1] == state:
            return str(known[-1])
        digest = hashlib.sha256()
        for block in blocks(path):
            digest.update(block)
        self._known[name] = [*state, digest.hexdigest()]
        self._fresh = True
        return digest.hexdigest()

    def keep(self) -> None:
        """Write down what was found, if the folder may be written to."""
        if not self._fresh:
            return
        try:
            handle, draft = tempfile.mkstemp(dir=self._folder, prefix=f"{KEPT}.")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(self._known, file, indent=1)
            Path(draft).replace(self._folder / KEPT)
        except OSError as error:
            log.info("digests of model files are not kept, as %s", error)


def _read(path: Path) -> dict[str, list[int | str]]:
    """What is kept; nothing where it can't be read, as it can be found anew."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}
