"""The model files that engines need: which ones, from where, and whether they are complete."""

import base64
import hashlib
import importlib
import importlib.util
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from runtime.errors import StartError
from runtime.node import run_npm

MANIFEST = Path(__file__).with_name("models.toml")
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One pinned file of one engine; `models.toml` explains the fields."""

    engine: str
    name: str
    bytes: int
    sha256: str
    licence: str
    source: str
    wheel_parts: tuple[str, ...] = ()
    npm_package: str = ""
    integrity: str = ""
    builder: str = ""

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
        ModelFile(engine=engine, **{**entry, "wheel_parts": tuple(entry.get("wheel_parts", ()))})
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

    It appears under its name only when its sha256 is right. Raises StartError.
    """
    if state(file, models) is State.WHOLE:
        return False
    target = file.path(models)
    draft = target.with_name(f"{target.name}.draft")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if file.wheel_parts:
            _join(file, draft)
        else:
            _build(file, models, draft, log)
        found = _sha256(draft)
        if found != file.sha256:
            raise StartError(
                f"{file.engine}/{file.name} from {file.source} has sha256 {found}; "
                f"{file.sha256} is pinned. Reinstall: make clean && make up"
            )
        draft.replace(target)
    except OSError as error:
        raise StartError(f"{target} can't be written: {error.strerror or error}") from error
    finally:
        draft.unlink(missing_ok=True)
    return True


def _join(file: ModelFile, draft: Path) -> None:
    with draft.open("wb") as out:
        for part in file.wheel_parts:
            package, _, inside = part.partition("/")
            for block in _blocks(_package_folder(package) / inside):
                out.write(block)


def _package_folder(package: str) -> Path:
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise StartError(
            f"The Python package {package} is not installed: run `make up`, which installs "
            "requirements.txt"
        )
    return Path(found.origin).parent


def _build(file: ModelFile, models: Path, draft: Path, log: Path) -> None:
    downloads = models / ".downloads"
    downloads.mkdir(parents=True, exist_ok=True)
    tarball = _packed(file, downloads)
    if tarball is None:
        run_npm(
            ["pack", file.npm_package, "--json", f"--pack-destination={downloads}"], models, log
        )
        tarball = _packed(file, downloads)
    if tarball is None:
        raise StartError(
            f"npm gave a {file.npm_package} whose content is not the pinned one ({file.integrity})."
        )
    _builder(file.builder)(tarball, draft)
    tarball.unlink()


def _packed(file: ModelFile, downloads: Path) -> Path | None:
    """The tarball that npm downloaded, if its hash is the pinned one (a broken one is deleted)."""
    name, _, version = file.npm_package.rpartition("@")
    tarball = downloads / f"{name.lstrip('@').replace('/', '-')}-{version}.tgz"
    if not tarball.exists():
        return None
    digest = hashlib.sha512()
    for block in _blocks(tarball):
        digest.update(block)
    if f"sha512-{base64.b64encode(digest.digest()).decode()}" == file.integrity:
        return tarball
    tarball.unlink()
    return None


def _builder(dotted: str) -> Callable[[Path, Path], None]:
    # By name, as apps under platform/ may not import engines; the manifest names them.
    module, _, function = dotted.partition(":")
    return getattr(importlib.import_module(module), function)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    for block in _blocks(path):
        digest.update(block)
    return digest.hexdigest()


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block
