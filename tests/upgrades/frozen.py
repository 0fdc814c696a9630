"""Which migrations a release has shipped, and what was in them."""

import hashlib
import json
from pathlib import Path

import config

LIST = Path(__file__).with_name("frozen_migrations.json")
NEVER_OURS = {".venv", "node_modules", ".data", ".git"}


def digests() -> dict[str, str]:
    """SHA-256 of each migration file in the checkout, by its path."""
    found = {}
    for top in sorted(config.ROOT.iterdir()):
        if top.name in NEVER_OURS or not top.is_dir():
            continue
        for path in sorted(top.glob("**/migrations/[0-9]*.py")):
            name = path.relative_to(config.ROOT).as_posix()
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def frozen() -> dict[str, str]:
    """The same of those that were released, as they were then."""
    return json.loads(LIST.read_text(encoding="utf-8"))


def freeze() -> None:
    """Put every migration there is on the list. A release does, after which none may change."""
    LIST.write_text(json.dumps(digests(), indent=2) + "\n", encoding="utf-8")
