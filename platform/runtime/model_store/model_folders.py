"""Models that are whole folders: pulled from the hub, the web or a local folder, and checked.

A folder appears under its name only when its engine could load it. Where it came from is written
down beside it (RECEIPT), the hub's commit and the sha256 of every file: a later `verify` sees every
byte that has changed.
"""

import fnmatch
import hashlib
import importlib
import json
import shutil
import tomllib
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from runtime.errors import StartError
from runtime.model_store import web_parts
from runtime.model_store.digests import Digests
from runtime.model_store.model_sources import Hub
from runtime.model_store.origin import Origin
from runtime.model_store.web_parts import WebPart

MANIFEST = Path(__file__).with_name("model_folders.toml")
RECEIPT = "receipt.json"
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class LooseFile:
    """A file that may lie elsewhere; `model_folders.toml` explains the fields."""

    name: str
    places: tuple[str, ...]
    url: str = ""
    git_blob: str = ""
    hub: str = ""
    revision: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """One folder of an engine; `model_folders.toml` explains the fields."""

    name: str
    licence: str
    gigabytes: float
    wanted: tuple[str, ...]
    check: str
    hub: str = ""
    revision: str = ""
    web: tuple[WebPart, ...] = ()
    loose: tuple[LooseFile, ...] = ()
    device: str = ""
    terms: str = ""
    asks: str = ""
    credit: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """Where it comes from, for people."""
        if self.hub:
            return (f"hub:{self.hub} at {self.revision}",)
        return tuple(part.url for part in self.web)

    def path(self, models: Path) -> Path:
        return models / self.name

    def is_there(self, models: Path) -> bool:
        return self.path(models).is_dir()


@dataclass(frozen=True, slots=True)
class Content:
    """What a folder holds: `digest`, the sha256 of its files' names and sha256s, and the hub's
    `commit` that it came from, empty where it came from elsewhere."""

    digest: str
    commit: str = ""

    def __str__(self) -> str:
        return f"commit {self.commit}" if self.commit else f"files {self.digest[:12]}…"


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
                "web": tuple(WebPart(**part) for part in entry.get("web", ())),
                "loose": tuple(
                    LooseFile(**{**loose, "places": tuple(loose["places"])})
                    for loose in entry.get("loose", ())
                ),
            },
        )
        for name, entry in entries.items()
    }


@cache
def credit_of(name: str) -> str:
    """Who must be named where a model is used; empty where nobody must be."""
    folder = manifest().get(name)
    return folder.credit if folder else ""


def pull(
    folder: ModelFolder,
    models: Path,
    source: Path | None,
    revision: str | None = None,
    *,
    accepted: bool = False,
) -> bool:
    """Get the folder from `source`, else from where it is published; returns whether anything was
    done.

    A folder that is there and whole is left as it is, unless another `revision` is asked for: a
    commit, branch or tag of the hub. One with terms needs them `accepted`. Raises StartError.
    """
    if revision is not None and not folder.hub:
        raise StartError(f"{folder.name} is on no hub: it has no revisions")
    target = folder.path(models)
    if target.is_dir() and problem_of(folder, models) is None:
        here = origin(folder, models)
        if revision is None or (here is not None and here.commit == revision):
            return False
    if folder.terms and not accepted:
        raise StartError(
            f"{folder.name} comes under terms, by which {folder.asks}. Read and accept them at "
            f"{folder.terms}, then say so here: manage.py models pull {folder.name} --accept-terms"
        )
    draft = target.with_name(f"{folder.name}.draft")
    try:
        if source is None and folder.web:
            shutil.rmtree(draft, ignore_errors=True)
            came_from = web_parts.fetch(folder.web, draft, folder.wanted)
        elif source is None:
            came_from = _download(folder, draft, revision or folder.revision)
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


def origin(folder: ModelFolder, models: Path) -> Origin | None:
    """Where the folder came from; None if that was not recorded, as somebody put it there."""
    receipt = _receipt(folder.path(models))
    return Origin(receipt["source"], receipt.get("commit", "")) if receipt else None


def content(folder: ModelFolder, models: Path, digests: Digests | None = None) -> Content | None:
    """What is in the folder, by its receipt; None where it has none and `digests` are not given,
    by which its files are read. Raises OSError."""
    path = folder.path(models)
    receipt = _receipt(path)
    files: dict[str, str] = dict(receipt.get("files", {}))
    if not files:
        if digests is None:
            return None
        found = (each for each in path.rglob("*") if each.is_file())
        files = {each.relative_to(path).as_posix(): digests.of(each) for each in found}
    loose = {each.name for each in folder.loose}
    lines = [
        f"{name} {digest}\n"
        for name, digest in sorted(files.items())
        if name in loose or any(fnmatch.fnmatch(name, pattern) for pattern in folder.wanted)
    ]
    digest = hashlib.sha256("".join(lines).encode()).hexdigest()
    return Content(digest, str(receipt.get("commit", "")))


def problem_of(folder: ModelFolder, models: Path) -> str | None:
    """What is wrong with the folder; None if it is complete (reads all of it)."""
    return damage_of(folder, models) or _unfit(folder, folder.path(models))


def damage_of(folder: ModelFolder, models: Path, digests: Digests | None = None) -> str | None:
    """Which file is not as it was pulled; None if all are. `digests` are those known already."""
    path = folder.path(models)
    if not path.is_dir():
        return f"{path} is missing"
    digest_of = digests.of if digests else _sha256
    for name, wanted in _receipt(path).get("files", {}).items():
        if not (path / name).is_file():
            return f"{path / name} is missing"
        if digest_of(path / name) != wanted:
            return f"{path / name} has changed since it was pulled"
    return None


def _download(folder: ModelFolder, draft: Path, revision: str) -> Origin:
    # Imported here, as it is not needed once the files are there.
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub.errors import (
        GatedRepoError,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    try:
        info = HfApi().model_info(folder.hub, revision=revision, files_metadata=True, timeout=30)
        # By commit, as the branch may move meanwhile. A download that was interrupted is continued
        # from what it left in the draft.
        wanted = list(folder.wanted)
        snapshot_download(folder.hub, revision=info.sha, allow_patterns=wanted, local_dir=draft)
    except GatedRepoError as error:  # is a RepositoryNotFoundError
        raise StartError(
            f"the hub gives {folder.hub} only to those who have accepted its terms: do so at "
            f"{folder.terms or f'https://huggingface.co/{folder.hub}'}, make a token there, and "
            f"pull with it: HF_TOKEN=hf_… manage.py models pull {folder.name} --accept-terms"
        ) from error
    except (RepositoryNotFoundError, RevisionNotFoundError) as error:
        raise StartError(f"the hub has no {folder.hub} at revision {revision!r}") from error
    except Exception as error:  # the hub's library raises many kinds
        raise StartError(
            f"{folder.hub} can't be downloaded from the hub ({error}). Is this machine connected "
            f"to it? If the files are on a disk: manage.py models pull {folder.name} --from FOLDER"
        ) from error
    shutil.rmtree(draft / ".cache", ignore_errors=True)
    hub_digests = {file.rfilename: file.lfs.sha256 for file in info.siblings or () if file.lfs}
    return Origin(f"hub:{folder.hub}", info.sha or "", hub_digests)


def _copy(folder: ModelFolder, source: Path, draft: Path) -> Origin:
    if not source.is_dir():
        raise StartError(f"{source} is no folder")
    for file in sorted(source.rglob("*")):
        name = file.relative_to(source).as_posix()
        if file.is_file() and any(fnmatch.fnmatch(name, pattern) for pattern in folder.wanted):
            (draft / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, draft / name)
    if not draft.is_dir():
        raise StartError(f"{source} holds none of {folder.name}'s files: {folder.wanted[0]}, …")
    return Origin(str(source))


def _place(loose: LooseFile, source: Path, draft: Path) -> None:
    """Put a loose file where the engine looks for it."""
    target = draft / loose.name
    copies = [source / place for place in loose.places if (source / place).is_file()]
    if copies:
        if copies[0] != target:
            shutil.copyfile(copies[0], target)
        return
    if loose.hub:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            Hub(loose.hub, loose.revision, loose.path).fetch(target, draft, draft / "log")
        except StartError as error:
            raise StartError(
                f"{loose.name} is not among the files, and {loose.hub} can't be read ({error}). "
                f"Put it into {source}"
            ) from error
        return
    try:
        # The address is one of model_folders.toml.
        with urllib.request.urlopen(loose.url, timeout=60) as answer:  # noqa: S310
            data = answer.read()
    except OSError as error:
        raise StartError(
            f"{loose.name} is not among the files, and {loose.url} can't be read ({error}). "
            f"Put it into {source}"
        ) from error
    # Git's name for a file: the SHA-1 of its length and content.
    if hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest() != loose.git_blob:  # noqa: S324
        raise StartError(f"{loose.url} gave another file than the pinned one")
    target.write_bytes(data)


def _unfit(folder: ModelFolder, path: Path) -> str | None:
    """The engine's objection to the folder, if it has one."""
    # By name, as apps under platform/ may not import engines; the manifest names them.
    module, _, function = folder.check.partition(":")
    try:
        getattr(importlib.import_module(module), function)(path)
    except ImportError as error:
        return f"{folder.name} can't be checked: {error}; install requirements.txt"
    except Exception as error:
        return str(error)
    return None


def _write_receipt(folder: Path, came_from: Origin) -> None:
    """Raises StartError if a file's hash is not the one that the hub gave."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    digests = {file.relative_to(folder).as_posix(): _sha256(file) for file in files}
    for name, digest in digests.items():
        if came_from.hub_digests.get(name, digest) != digest:
            (folder / name).unlink()
            raise StartError(f"{name} arrived damaged from {came_from}: pull again")
    kept = {"source": came_from.source, "commit": came_from.commit, "files": digests}
    receipt = json.dumps(kept, indent=1)
    (folder / RECEIPT).write_text(f"{receipt}\n", encoding="utf-8")


def _receipt(folder: Path) -> Mapping[str, Any]:
    """What was recorded about the folder; empty if nothing was."""
    path = folder / RECEIPT
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
