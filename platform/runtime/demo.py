"""The demo workspace, so that a newcomer can sign in at once."""

import ipaddress
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from runtime.rights.system_user import inherit_owner

SLUG = "demo"
OWNER = "demo@lectern.example"
PASSWORD_FILE = "keys/demo-password"  # noqa: S105  (a path, no secret)


@dataclass(frozen=True, slots=True)
class Demo:
    """The sign-in of the demo workspace; without the password if somebody else has set it."""

    owner: str
    password: str | None


def is_wanted(host: str, public_url: str) -> bool:
    """Whether to make the workspace: only this machine can reach Lectern.

    Elsewhere it would be an account for anybody who gets hold of the password in a log. A Lectern
    that listens on a loopback address is open to others if a proxy publishes it as `public_url`.
    """
    return is_loopback(host) and is_loopback(urlsplit(public_url).hostname or "")


def is_loopback(host: str) -> bool:
    """Whether the name or address is one of this machine that no other can reach."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def why_none(host: str, public_url: str, data_dir: Path) -> str:
    """What to print in place of the sign-in, where others can reach Lectern."""
    reason = f"PUBLIC_URL={public_url}" if is_loopback(host) else f"HOST={host}"
    if (data_dir / PASSWORD_FILE).exists():
        return f"{reason} is open to others; an earlier start made {OWNER}, which still works"
    return f"none, as {reason} is open to others; sign up, or use `manage.py create_tenant`"


def arguments(password: str) -> list[str]:
    """The management command that creates the workspace unless it exists."""
    # Joined by "=", as a password may begin with a dash.
    who = ["--name", "Demo School", "--owner", OWNER, f"--password={password}"]
    return ["create_tenant", SLUG, *who, "--plan", "trial", "--if-missing"]


def kept_password(data_dir: Path) -> tuple[str, bool]:
    """(password, whether it is new). It is random, since HOST may be public one day."""
    path = data_dir / PASSWORD_FILE
    if path.exists():
        return path.read_text(encoding="utf-8").strip(), False
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    password = secrets.token_urlsafe(16)
    draft = path.with_suffix(".part")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(password + "\n")
        inherit_owner(out.fileno(), path.parent)
    draft.replace(path)
    return password, True


def sign_in(output: str, password: str, just_made: bool) -> Demo:
    """What to print, from the JSON that the command printed last.

    A password made just now opens nothing if the workspace was there before it (a database that
    is not in our data folder).
    """
    lines = [line for line in output.splitlines() if line.startswith("{")]
    created = json.loads(lines[-1]).get("created", True) if lines else True
    return Demo(OWNER, password if created or not just_made else None)
