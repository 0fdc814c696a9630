"""A worker alone, with an engine that hums: its health port, its model files, its end."""

import shutil

import pytest
from django.conf import settings

from runtime.model_store import pins
from runtime.models import ModelPin
from tenants.sealing import rotation
from tenants.sealing.installation_keys import installation_key
from tests.platform.runtime.roles.role_process import role

HUMMING = {"DJANGO_SETTINGS_MODULE": "tests.live.humming_settings", "METRICS_TOKEN": "secret"}


@pytest.fixture
def database(committed):
    """A database that `lectern migrate` has gone over."""
    installation_key(rotation.CHECKED)
    pins.record()
    yield committed
    ModelPin.objects.all().delete()


def test_a_worker_with_a_changed_model_file_waits_and_then_works_and_ends(database, tmp_path):
    models = tmp_path / "models"
    shutil.copytree(settings.MODELS / "kokoro", models / "kokoro")
    voices = models / "kokoro/voices.npz"
    whole = voices.read_bytes()
    voices.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with role(tmp_path, "worker", "kokoro", LECTERN_MODELS=str(models), **HUMMING) as running:
        running.wait_for(lambda: "voices.npz" in running.checks().get("process", ""))
        assert running.get("/readyz")[0] == 503
        assert running.get("/healthz")[0] == 200
        assert f"{voices} is not the file that this release pins" in running.log.read_text()
        assert "manage.py models pull kokoro" in running.log.read_text()
        voices.write_bytes(whole)
        running.wait_until_ready()
        assert running.get("/healthz")[0] == 200
        assert running.get("/metrics")[0] == 403
        status, figures = running.get("/metrics", Authorization="Bearer secret")
        assert status == 200 and "lectern_" in figures
        assert running.end() == 0
