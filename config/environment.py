"""Reads settings from environment variables; an error at start names the bad variable."""

import base64
import ipaddress
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from runtime.system_user import inherit_owner


def data_folder(root: Path) -> Path:
    """The folder of everything that must be kept: LECTERN_DATA, else `root/.data`."""
    return Path(os.environ.get("LECTERN_DATA") or root / ".data").resolve()


def flag(name: str, default: bool = False) -> bool:
    """Read a yes/no variable. Raises ImproperlyConfigured on any other word."""
    value = os.environ.get(name, "").strip().lower()
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off"):
        return False
    if value == "":
        return default
    raise ImproperlyConfigured(f"{name}={value!r}: write 1 or 0.")


def choice(name: str, default: str, known: tuple[str, ...]) -> str:
    """Read one of a few words. Raises ImproperlyConfigured on any other."""
    value = os.environ.get(name, "").strip().lower() or default
    if value not in known:
        raise ImproperlyConfigured(f"{name}={value!r}: write one of {', '.join(known)}.")
    return value


def integer(name: str, default: int) -> int:
    """Read a whole number. Raises ImproperlyConfigured on anything else."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number.") from None


def words(name: str, default: str = "") -> list[str]:
    """Read a comma-separated list."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def networks(name: str, default: str = "") -> list[str]:
    """Read a comma-separated list of networks (CIDR). Raises ImproperlyConfigured."""
    try:
        return [str(ipaddress.ip_network(word)) for word in words(name, default)]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}") from None


def contacts(name: str) -> list[str]:
    """Read a comma-separated list of e-mail addresses, and addresses of pages, as URIs.

    Raises ImproperlyConfigured on anything else.
    """
    found = []
    for word in words(name):
        uri = f"mailto:{word}" if "@" in word and ":" not in word else word
        if not uri.startswith(("https://", "mailto:")) or not uri.isascii() or " " in uri:
            raise ImproperlyConfigured(f"{name}={word!r}: write an e-mail or https:// address.")
        found.append(uri)
    return found


def master_key(folder: Path) -> bytes:
    """Read the 32-byte key that wraps all others: `LECTERN_MASTER_KEY` (base64), else a file.

    The file `folder/master.key` is created on first use, readable only by its owner. Without this
    key all stored voices are lost.
    """
    text = os.environ.get("LECTERN_MASTER_KEY", "").strip()
    if not text:
        path = folder / "master.key"
        try:
            text = path.read_text().strip()
        except FileNotFoundError:
            text = _create_key(path)
        except OSError as error:
            raise ImproperlyConfigured(f"The master key can't be read: {error}") from None
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:
        raise ImproperlyConfigured("LECTERN_MASTER_KEY is not base64.") from None
    if len(key) != 32:
        raise ImproperlyConfigured(f"LECTERN_MASTER_KEY holds {len(key)} bytes; 32 are needed.")
    return key


def _create_key(path: Path) -> str:
    try:
        return _write_key(path)
    except OSError as error:
        message = f"The data folder can't be written: {error}. Set LECTERN_DATA to one that can."
        raise ImproperlyConfigured(message) from None


def _write_key(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(base64.b64encode(secrets.token_bytes(32)).decode())
        file.flush()
        inherit_owner(file.fileno(), path.parent)
        os.fsync(file.fileno())
    # Several processes may start at once: only one of them succeeds in linking.
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text().strip()
