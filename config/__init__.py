"""The Django project. Every entry point imports it first.

The apps that know nothing of speech live in `platform/`, a plain source folder: were it a
package it would shadow Python's own `platform`. It is appended to the path, not inserted, so
that no app of ours can shadow the standard library either.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

if (platform_apps := str(ROOT / "platform")) not in sys.path:
    sys.path.append(platform_apps)

# After the path is set: tasks sent from any process must find this app, not Celery's default.
from config.celery import app as celery_app  # noqa: E402

__all__ = ["ROOT", "celery_app"]
