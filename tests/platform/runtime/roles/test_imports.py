"""A process loads the libraries of its own work alone: models are heavy, and slow to import."""

import os
import subprocess
import sys

import pytest

from config import ROOT

MODELS = (
    *("torch", "faster_whisper", "ctranslate2", "resemblyzer", "librosa", "onnxruntime"),
    *("openvino", "voices.screening"),
)

CELERY = "from config import celery_app; celery_app.loader.import_default_modules()"
ROLES = {
    "web": ("import config.urls, config.asgi", (*MODELS, "mcp")),
    "general and beat": (CELERY, (*MODELS, "scipy")),
    "worker": (
        f"{CELERY}; import synthesis.worker.tasks",
        ("torch", "resemblyzer", "librosa", "voices.screening"),
    ),
}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_loads_no_library_of_another(role):
    starting, heavy = ROLES[role]
    code = (
        f"import sys, django; from config import settings; django.setup(); {starting}; "
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().splitlines()[-1] == "[]"
