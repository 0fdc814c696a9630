"""Reads settings from environment variables; an error at start names the bad variable."""

import ipaddress
import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


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
