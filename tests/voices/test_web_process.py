"""The web process starts without any model, and without what only some requests need."""

import os
import subprocess
import sys

from config import ROOT

HEAVY = (
    *("torch", "faster_whisper", "ctranslate2", "resemblyzer", "onnxruntime", "openvino"),
    *("voices.screening", "mcp"),
)
CODE = f"""
import django, sys
from config import settings
django.setup()
import config.urls, config.asgi
print([name for name in {HEAVY} if name in sys.modules])
"""


def test_the_web_process_loads_no_heavy_library():
    done = subprocess.run(
        [sys.executable, "-c", CODE], cwd=ROOT, capture_output=True, text=True, timeout=120,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().splitlines()[-1] == "[]"
