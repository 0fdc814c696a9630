"""The Django project. Every entry point imports it first.

Apps that don't deal with speech are in `platform/`, a plain source folder: as a package it would
shadow Python's own `platform`. It is appended to the path, not inserted, so that our apps can't
shadow the standard library either.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

if (platform_apps := str(ROOT / "platform")) not in sys.path:
    sys.path.append(platform_apps)

# After the path is set. Imported so that any process sends tasks by this app, not Celery's default.
from config.celery import app as celery_app  # noqa: E402

__all__ = ["ROOT", "celery_app"]
