"""Models that are whole folders: pulled from the hub or a folder at hand, checked, kept whole.

A folder appears under its name only when its engine could load it. What was pulled is written
down beside it with its sha256, so that a later `verify` sees every byte that has changed.
"""

import fnmatch
import hashlib
import importlib
import json
import shutil
import tomllib
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from runtime.errors import StartError

MANIFEST = Path(__file__).with_name("model_folders.toml")
RECEIPT = "receipt.json"
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class LooseFile:
    """A file that may lie elsewhere; `model_folders.toml` explains the fields."""

    name: str
    places: tuple[str, ...]
    url: str
    git_blob: str


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """One folder of an engine; `model_folders.toml` explains the fields."""

    name: str
    hub: str
    licence: str
    gigabytes: float
    wanted: tuple[str, ...]
    check: str
    loose: tuple[LooseFile, ...] = ()

    def path(self, models: Path) -> Path:
        return models / self.name

    def is_there(self, models: Path) -> bool:
        return self.path(models).is_dir()


def manifest(path: Path = MANIFEST) -> dict[str, ModelFolder]:
    """All known folders by their names."""
    with path.open("rb") as file:
        entries = tomllib.load(file)
    return {
        name: ModelFolder(
            name=name,
            **{
                **entry,
                "wanted": tuple(entry["wanted"]),
                "loose": tuple(
                    LooseFile(**{**loose, "places": tuple(loose["places"])})
                    for loose in entry.get("loose", ())
                ),
            },
        )
        for name, entry in entries.items()
    }


def pull(folder: ModelFolder, models: Path, source: Path | None) -> bool:
    """Get the folder from `source`, else from the hub; returns whether anything was done.

    A folder that is there and whole is left as it is. Raises StartError.
    """
    target = folder.path(models)
    if target.is_dir() and problem_of(folder, models) is None:
        return False
    draft = target.with_name(f"{folder.name}.draft")
    try:
        if source is None:
            came_from = _download(folder, draft)
        else:
            shutil.rmtree(draft, ignore_errors=True)
            came_from = _copy(folder, source, draft)
        for loose in folder.loose:
            _place(loose, source or draft, draft)
        if problem := _unfit(folder, draft):
            raise StartError(problem)
        _write_receipt(draft, came_from)
        shutil.rmtree(target, ignore_errors=True)
        draft.rename(target)
    except OSError as error:
        raise StartError(f"{target} can't be written: {error.strerror or error}") from error
    if source is not None:
        shutil.rmtree(draft, ignore_errors=True)
    return True


def problem_of(folder: ModelFolder, models: Path) -> str | None:
    """What is wrong with the folder, None where it is whole (reads all of it)."""
    path = folder.path(models)
    if not path.is_dir():
        return f"{path} is missing"
    receipt = path / RECEIPT
    if receipt.is_file():
        for name, wanted in json.loads(receipt.read_text(encoding="utf-8"))["files"].items():
            if not (path / name).is_file():
                return f"{path / name} is missing"
            if _sha256(path / name) != wanted:
                return f"{path / name} has changed since it was pulled"
    return _unfit(folder, path)


def _download(folder: ModelFolder, draft: Path) -> str:
    # Imported here: it is of no use to those who have their files.
    from huggingface_hub import snapshot_download

    try:
        # What a broken-off download has left in the draft is gone on with.
        snapshot_download(folder.hub, allow_patterns=list(folder.wanted), local_dir=draft)
    except Exception as error:  # the hub's library raises many kinds
        raise StartError(
            f"{folder.hub} can't be downloaded: {error}. If the files are on a disk: "
            f"manage.py models pull {folder.name} --from FOLDER"
        ) from error
    shutil.rmtree(draft / ".cache", ignore_errors=True)
    return f"hub:{folder.hub}"


def _copy(folder: ModelFolder, source: Path, draft: Path) -> str:
    if not source.is_dir():
        raise StartError(f"{source} is no folder")
    for file in sorted(source.rglob("*")):
        name = file.relative_to(source).as_posix()
        if file.is_file() and any(fnmatch.fnmatch(name, pattern) for pattern in folder.wanted):
            (draft / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, draft / name)
    if not draft.is_dir():
        raise StartError(f"{source} holds none of {folder.name}'s files: {folder.wanted[0]}, …")
    return str(source)


def _place(loose: LooseFile, source: Path, draft: Path) -> None:
    """Bring a loose file to where the engine looks for it."""
    target = draft / loose.name
    found = [source / place for place in loose.places if (source / place).is_file()]
    if found:
        if found[0] != target:
            shutil.copyfile(found[0], target)
        return
    try:
        with urllib.request.urlopen(loose.url, timeout=60) as answer:
            data = answer.read()
    except OSError as error:
        raise StartError(
            f"{loose.name} is not among the files, and {loose.url} can't be read ({error}). "
            f"Put it into {source}"
        ) from error
    # What git calls a file: the SHA-1 of its length and content.
    if hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest() != loose.git_blob:
        raise StartError(f"{loose.url} gave another file than the pinned one")
    target.write_bytes(data)


def _unfit(folder: ModelFolder, path: Path) -> str | None:
    """What the engine says against the folder."""
    # By name: the apps under platform/ know nothing of speech, the manifest does.
    module, _, function = folder.check.partition(":")
    try:
        getattr(importlib.import_module(module), function)(path)
    except ImportError as error:
        return f"{folder.name} can't be checked: {error}; install requirements.txt"
    except Exception as error:
        return str(error)
    return None


def _write_receipt(folder: Path, source: str) -> None:
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    digests = {file.relative_to(folder).as_posix(): _sha256(file) for file in files}
    receipt = json.dumps({"source": source, "files": digests}, indent=1)
    (folder / RECEIPT).write_text(f"{receipt}\n", encoding="utf-8")


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
