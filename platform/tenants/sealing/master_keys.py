"""The local master keys: where they are kept, and how a new one takes over.

The settings import this module, so it needs none of them.
"""

import base64
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from runtime.rights.system_user import inherit_owner
from tenants.sealing.keys import derive

CURRENT = "LECTERN_MASTER_KEY"
PREVIOUS = "LECTERN_MASTER_KEY_PREVIOUS"
FILE = "master.key"
KEY_BYTES = 32


class RotationRefused(Exception):
    """A new master key can't be begun now; the message says why."""


@dataclass(frozen=True, slots=True)
class MasterKeys:
    """The key that wraps, and older ones that only unwrap while a rotation is under way."""

    current: bytes
    previous: tuple[bytes, ...] = ()

    def __repr__(self) -> str:
        return f"MasterKeys({', '.join(self.by_id())})"

    def by_id(self) -> dict[str, bytes]:
        """Every key by its id, the current one first."""
        return {key_id(key): key for key in (self.current, *self.previous)}


def key_id(key: bytes) -> str:
    """A public name for a master key: 8 hex digits that don't reveal it."""
    return derive(key, "master-key-id")[:4].hex()


def is_there(folder: Path) -> bool:
    """Whether there is a current key, in the environment or in `folder`."""
    return bool(os.environ.get(CURRENT, "").strip()) or (folder / FILE).exists()


def make_first(folder: Path) -> None:
    """Make the file `master.key` of a new installation, readable only by its owner.

    Does nothing if there is one. Raises ImproperlyConfigured if it can't be written.
    """
    path = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = _draft(path)
        # Several processes may start at once: only one of them succeeds in linking.
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    except OSError as error:
        message = f"The data folder can't be written: {error}. Set LECTERN_DATA to one that can."
        raise ImproperlyConfigured(message) from None


def read(folder: Path) -> MasterKeys:
    """The keys from the environment, else from files in `folder`. Raises ImproperlyConfigured.

    `LECTERN_MASTER_KEY` is the current key, 32 bytes in base64; without it `master.key` is.
    `LECTERN_MASTER_KEY_PREVIOUS` (several, separated by commas) and the files `previous-<id>.key`
    are keys that still unwrap.
    """
    text = os.environ.get(CURRENT, "").strip()
    path = folder / FILE
    current = _decoded(text, CURRENT) if text else _decoded(_read(path), str(path))
    previous = [
        _decoded(word.strip(), PREVIOUS)
        for word in os.environ.get(PREVIOUS, "").split(",")
        if word.strip()
    ]
    previous += [_decoded(_read(path), str(path)) for path in previous_files(folder)]
    others = dict.fromkeys(key for key in previous if key != current)
    return MasterKeys(current, tuple(others))


def previous_files(folder: Path) -> list[Path]:
    """The files of keys that were current before."""
    return sorted(folder.glob("previous-*.key"))


def begin_new_key(folder: Path) -> str:
    """Make a new key current and keep the old one beside it; returns the new key's id.

    A process killed at any point leaves the old key current, or the new one with the old one
    beside it. Raises RotationRefused.
    """
    if os.environ.get(CURRENT, "").strip():
        raise RotationRefused(
            f"The key comes from {CURRENT}. Put a new one there and the old one into {PREVIOUS}, "
            "restart every process, and run this again without --new-key."
        )
    keys = read(folder)
    if keys.previous:
        raise RotationRefused(
            "An older key is still there, so a rotation may be unfinished. Run this again without "
            "--new-key, remove the old key when it says so, and only then begin another."
        )
    path = folder / FILE
    kept = folder / f"previous-{key_id(keys.current)}.key"
    kept.unlink(missing_ok=True)  # of an attempt that was killed here: the same key
    os.link(path, kept)
    _sync(folder)
    draft = _draft(path)
    draft.replace(path)
    _sync(folder)
    return key_id(read(folder).current)


def _read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"The master key can't be read: {error}") from None


def _decoded(text: str, source: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:
        raise ImproperlyConfigured(f"{source} is not base64.") from None
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"{source} holds {len(key)} bytes; {KEY_BYTES} are needed.")
    return key


def _draft(path: Path) -> Path:
    """A fresh key in a file beside `path`, readable only by its owner, safe on disk."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode())
        file.flush()
        inherit_owner(file.fileno(), path.parent)
        os.fsync(file.fileno())
    return draft


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
