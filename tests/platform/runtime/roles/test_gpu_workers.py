"""`lectern worker` on a machine with two GPUs, which are only said to be there."""

import psutil
import pytest

from runtime.model_store import pins
from runtime.models import ModelPin
from tenants.sealing import rotation
from tenants.sealing.installation_keys import installation_key
from tests.platform.runtime.roles.role_process import role

SETTINGS = "tests.platform.runtime.roles.gpu_settings"
BOTH = {"4": "synthesis-glm_tts", "7": "synthesis-glm_tts-2"}


@pytest.fixture
def database(committed):
    installation_key(rotation.CHECKED)
    pins.record()
    yield committed
    ModelPin.objects.all().delete()


def test_a_process_for_each_gpu_and_one_health_port_for_all(database, tmp_path):
    (tmp_path / "models/glm_tts/flow").mkdir(parents=True)
    (tmp_path / "models/glm_tts/flow/flow.pt").write_bytes(b"weights")
    alone = {
        "LECTERN_SUPERVISED": "",
        "LECTERN_MODELS": str(tmp_path / "models"),
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "CUDA_VISIBLE_DEVICES": "4,7",
    }
    with role(tmp_path, "worker", "glm_tts", **alone) as running:
        running.wait_for(lambda: seen(running) == BOTH)
        assert "synthesis-glm_tts" in running.checks()["process"]
        running.wait_until_ready()
        assert 'lectern_worker_slots_by_bucket{bucket="any"' in running.get("/metrics")[1]
        assert ModelPin.objects.filter(name="glm_tts/").exists()
        killed = psutil.Process(running.process.pid).children()[0]
        killed.kill()
        running.wait_for(lambda: seen(running) == BOTH and not killed.is_running())
        running.wait_until_ready()
        assert running.end() == 0


def seen(running) -> dict[str, str]:
    """The processes by the GPU that each sees; none while one begins or ends."""
    children = psutil.Process(running.process.pid).children()
    try:
        own = [each.environ() for each in children]
        return {env["CUDA_VISIBLE_DEVICES"]: env["LECTERN_PROCESS"] for env in own}
    except (psutil.Error, KeyError):
        return {}
