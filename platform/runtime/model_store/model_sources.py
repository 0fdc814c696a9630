"""Where a model file can come from: an operator's folder, Python packages, npm, the hub, the web.

A source writes what it has; whether that is the pinned file, `model_files` checks.
"""

import base64
import errno
import hashlib
import http.client
import importlib
import importlib.util
import shutil
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from runtime.errors import StartError
from runtime.node import run_npm

BLOCK = 1 << 20
TIMEOUT = 30.0
"""Seconds without an answer after which a source is given up."""


class Source(Protocol):
    """One place that may have a file; as a string it says which."""

    def fetch(self, out: Path, downloads: Path, log: Path) -> None:
        """Write the file to `out`, using the folder `downloads` and npm's `log`.

        Raises StartError where the source does not have it, OSError where `out` can't be written.
        """


@dataclass(frozen=True, slots=True)
class Folder:
    """A file that the operator has laid ready."""

    path: Path

    def __str__(self) -> str:
        return f"the folder {self.path.parent}"

    def fetch(self, out: Path, downloads: Path, log: Path) -> None:
        if not self.path.is_file():
            raise StartError(f"it has no {self.path.name}")
        shutil.copyfile(self.path, out)


@dataclass(frozen=True, slots=True)
class Wheel:
    """Files of installed Python packages, joined: `package/file` each."""

    parts: tuple[str, ...]

    def __str__(self) -> str:
        packages = dict.fromkeys(part.partition("/")[0] for part in self.parts)
        return f"the Python packages {', '.join(packages)}"

    def fetch(self, out: Path, downloads: Path, log: Path) -> None:
        with out.open("wb") as file:
            for part in self.parts:
                package, _, inside = part.partition("/")
                path = _package_folder(package) / inside
                if not path.is_file():
                    raise StartError(f"{package} has no {inside}")
                for block in blocks(path):
                    file.write(block)


@dataclass(frozen=True, slots=True)
class Npm:
    """A file that `builder` makes out of the tarball of `package`, which is pinned too."""

    package: str
    integrity: str
    builder: str

    def __str__(self) -> str:
        return f"the npm package {self.package}"

    def fetch(self, out: Path, downloads: Path, log: Path) -> None:
        tarball = self._packed(downloads)
        if tarball is None:
            run_npm(
                ["pack", self.package, "--json", f"--pack-destination={downloads}"], downloads, log
            )
            tarball = self._packed(downloads)
        if tarball is None:
            raise StartError(f"its content is not the pinned one ({self.integrity})")
        _function(self.builder)(tarball, out)
        tarball.unlink()

    def _packed(self, downloads: Path) -> Path | None:
        """The tarball that npm left there, if it is the pinned one (another is deleted)."""
        name, _, version = self.package.rpartition("@")
        tarball = downloads / f"{name.lstrip('@').replace('/', '-')}-{version}.tgz"
        if not tarball.exists():
            return None
        digest = hashlib.sha512()
        for block in blocks(tarball):
            digest.update(block)
        if f"sha512-{base64.b64encode(digest.digest()).decode()}" == self.integrity:
            return tarball
        tarball.unlink()
        return None


@dataclass(frozen=True, slots=True)
class Hub:
    """A file of a repository of the model hub, or of the mirror that HF_ENDPOINT names."""

    repository: str
    revision: str
    path: str

    def __str__(self) -> str:
        return f"the hub's {self.repository} at {self.revision[:7]}"

    def fetch(self, out: Path, downloads: Path, log: Path) -> None:
        # Imported here: it is of no use to those who have their files.
        from huggingface_hub import hf_hub_download
        from huggingface_hub.errors import LocalEntryNotFoundError
        from huggingface_hub.utils import disable_progress_bars

        with tempfile.TemporaryDirectory(dir=downloads) as folder, disable_progress_bars():
            try:
                downloaded = hf_hub_download(
                    self.repository,
                    self.path,
                    revision=self.revision,
                    local_dir=folder,
                    etag_timeout=TIMEOUT,
                )
            except LocalEntryNotFoundError as error:  # its cache, after the hub did not answer
                raise StartError("the hub can't be reached, or does not answer") from error
            except Exception as error:  # the hub's library raises many kinds
                _raise_if_disk_full(error)
                raise StartError(_reason(error)) from error
            Path(downloaded).replace(out)


@dataclass(frozen=True, slots=True)
class Web:
    """A file at an address."""

    url: str

    def __str__(self) -> str:
        return self.url

    def fetch(self, out: Path, downloads: Path, log: Path) -> None:
        try:
            with (
                # The address is one of models.toml.
                urllib.request.urlopen(self.url, timeout=TIMEOUT) as answer,  # noqa: S310
                out.open("wb") as file,
            ):
                shutil.copyfileobj(answer, file, BLOCK)
        except urllib.error.HTTPError as error:
            raise StartError(f"the server answers {error.code} ({error.reason})") from error
        except (OSError, http.client.HTTPException) as error:
            _raise_if_disk_full(error)
            reason = getattr(error, "reason", error)
            raise StartError(f"it can't be reached ({reason})") from error


KINDS: dict[str, Callable[..., Source]] = {"wheel": Wheel, "npm": Npm, "hub": Hub, "web": Web}


def source_of(entry: dict[str, Any]) -> Source:
    """The source that an entry of `models.toml` describes."""
    fields = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in entry.items()
        if name != "kind"
    }
    return KINDS[entry["kind"]](**fields)


def blocks(path: Path) -> Iterator[bytes]:
    """The content of a file, a piece at a time."""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def _package_folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise StartError(f"{package} is not installed; `make up` tries to")
    return Path(spec.origin).parent


def _function(dotted: str) -> Callable[[Path, Path], None]:
    # By name: the apps under platform/ know nothing of speech, the manifest does.
    module, _, function = dotted.partition(":")
    return getattr(importlib.import_module(module), function)


def _raise_if_disk_full(error: Exception) -> None:
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        raise error


def _reason(error: Exception) -> str:
    """The first line of what a library says; no more fits into a list of failures."""
    return str(error).strip().partition("\n")[0] or type(error).__name__
