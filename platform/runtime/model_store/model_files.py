"""The model files that engines need: which ones, from where, and whether they are complete."""

import hashlib
import os
import tomllib
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from runtime.errors import StartError
from runtime.model_store.model_sources import Folder, Source, blocks, source_of

MANIFEST = Path(__file__).with_name("models.toml")
OWN_FOLDER = "LECTERN_MODEL_SOURCE"
"""The variable that names a folder of the operator's, where files are looked for first."""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One pinned file of one engine; `models.toml` explains the fields."""

    engine: str
    name: str
    bytes: int
    sha256: str
    licence: str
    sources: tuple[Source, ...]

    def path(self, models: Path) -> Path:
        return models / self.engine / self.name


class State(Enum):
    WHOLE = "whole"
    MISSING = "missing"
    BROKEN = "broken"


def manifest(path: Path = MANIFEST) -> tuple[ModelFile, ...]:
    """All pinned files."""
    with path.open("rb") as file:
        engines = tomllib.load(file)
    return tuple(
        ModelFile(engine=engine, **{**entry, "sources": tuple(map(source_of, entry["sources"]))})
        for engine, entries in engines.items()
        for entry in entries
    )


def chosen(name: str | None, path: Path = MANIFEST) -> tuple[ModelFile, ...]:
    """The files of one engine, or of all. Raises StartError for an unknown name."""
    files = manifest(path)
    engines = sorted({file.engine for file in files})
    if name is not None and name not in engines:
        raise StartError(f"There are no model files for {name!r}; there are for {engines}.")
    return tuple(file for file in files if name in (None, file.engine))


def state(file: ModelFile, models: Path) -> State:
    """Whether the file exists and has the pinned content (reads all of it)."""
    path = file.path(models)
    if not path.is_file():
        return State.MISSING
    if path.stat().st_size != file.bytes or _sha256(path) != file.sha256:
        return State.BROKEN
    return State.WHOLE


def pull(file: ModelFile, models: Path, log: Path) -> bool:
    """Get the file unless it is whole already; returns whether anything was done.

    Its sources are tried one after another. It appears under its name only when its sha256 is
    right. Raises StartError, which says of every source why it was none.
    """
    if state(file, models) is State.WHOLE:
        return False
    target = file.path(models)
    draft = target.with_name(f"{target.name}.draft")
    downloads = models / ".downloads"
    failures = []
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        downloads.mkdir(exist_ok=True)
        for source in _sources(file):
            try:
                source.fetch(draft, downloads, log)
                _check(file, draft)
            except StartError as error:
                failures.append(f"  from {source}: {error}")
            else:
                draft.replace(target)
                return True
    except OSError as error:
        raise StartError(f"{target} can't be written: {error.strerror or error}") from error
    finally:
        draft.unlink(missing_ok=True)
    raise StartError(
        "\n".join([f"No source has {file.engine}/{file.name}:", *failures, _way_out(file)])
    )


def _sources(file: ModelFile) -> tuple[Source, ...]:
    folder = os.environ.get(OWN_FOLDER)
    own = (Folder(Path(folder) / file.engine / file.name),) if folder else ()
    return (*own, *file.sources)


def _check(file: ModelFile, draft: Path) -> None:
    digest = _sha256(draft)
    if digest != file.sha256:
        raise StartError(f"another content, of sha256 {digest}; {file.sha256} is pinned")


def _way_out(file: ModelFile) -> str:
    return (
        "Check the network, then try again. Or lay the file into a folder of yours, as "
        f"{file.engine}/{file.name}, and name that folder: {OWN_FOLDER}=/path/to/folder"
    )


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    for block in blocks(path):
        digest.update(block)
    return digest.hexdigest()
