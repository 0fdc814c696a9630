"""Files and archives on the web, of which the folder of a model is made, pinned by their sha256."""

import fnmatch
import hashlib
import shutil
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from runtime.errors import StartError
from runtime.model_store.model_sources import Web, blocks
from runtime.model_store.origin import Origin

PART = ".part"


@dataclass(frozen=True, slots=True)
class WebPart:
    """One of them; `model_folders.toml` explains the fields."""

    url: str
    sha256: str
    unpacks: bool = False


def fetch(parts: Sequence[WebPart], draft: Path, wanted: Sequence[str]) -> Origin:
    """Make the folder `draft` of what is wanted of the parts. Raises StartError, OSError."""
    draft.mkdir(parents=True)
    for part in parts:
        file = draft / PART
        try:
            Web(part.url).fetch(file, draft, draft / "log")
        except StartError as error:
            raise StartError(
                f"{part.url} can't be downloaded: {error}. Is this machine connected to it? Files "
                "on a disk are pulled with --from FOLDER"
            ) from error
        digest = hashlib.sha256()
        for block in blocks(file):
            digest.update(block)
        if digest.hexdigest() != part.sha256:
            raise StartError(f"{part.url} gave another file than the pinned one")
        if part.unpacks:
            _unpack(file, draft, wanted)
            file.unlink()
        else:
            file.replace(draft / PurePosixPath(part.url).name)
    return Origin(" and ".join(part.url for part in parts))


def _unpack(archive: Path, draft: Path, wanted: Sequence[str]) -> None:
    """Write the wanted files of a tar archive into the folder, without its outermost folder."""
    try:
        with tarfile.open(archive) as tar:
            for member in tar:
                _outermost, _slash, name = member.name.removeprefix("./").partition("/")
                is_wanted = any(fnmatch.fnmatch(name, pattern) for pattern in wanted)
                content = tar.extractfile(member) if is_wanted and member.isfile() else None
                if content is None or ".." in PurePosixPath(name).parts:
                    continue
                (draft / name).parent.mkdir(parents=True, exist_ok=True)
                with (draft / name).open("wb") as out:
                    shutil.copyfileobj(content, out)
    except tarfile.TarError as error:
        raise StartError(f"{archive.name} can't be unpacked: {error}") from error
