"""A model that is a folder is the same on all machines, down to the hub's commit."""

import hashlib
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from runtime.model_store import model_folders, pins
from runtime.model_store.model_folders import RECEIPT, ModelFolder
from runtime.models import ModelPin
from synthesis.monitoring import heartbeat, readiness
from telemetry.health import NotReady

pytestmark = pytest.mark.django_db

NAME = "glm_tts"
FIRST, SECOND = "a" * 40, "b" * 40
OF_THIS_MACHINE = pins.other_folder


def folder() -> ModelFolder:
    return model_folders.manifest()[NAME]


def pulled(models: Path, commit: str, content: bytes = b"weights") -> Path:
    """What `models pull` leaves of a commit."""
    path = models / NAME
    (path / "flow").mkdir(parents=True, exist_ok=True)
    (path / "flow/flow.pt").write_bytes(content)
    files = {"flow/flow.pt": hashlib.sha256(content).hexdigest()}
    receipt = {"source": "hub:zai-org/GLM-TTS", "commit": commit, "files": files}
    (path / RECEIPT).write_text(json.dumps(receipt))
    return models


def problem(models: Path) -> str | None:
    return pins.problem_of([NAME], models, [])


def test_the_first_worker_decides_for_all_machines(tmp_path):
    one = pulled(tmp_path / "one", FIRST)
    assert problem(one) is None
    pin = ModelPin.objects.get(name=f"{NAME}/")
    assert pin.commit == FIRST
    assert problem(pulled(tmp_path / "same", FIRST)) is None
    said = problem(pulled(tmp_path / "other", SECOND, b"other weights")) or ""
    assert FIRST in said and SECOND in said
    assert f"manage.py models pull {NAME} --revision {FIRST}" in said
    assert f"manage.py models pin {NAME}" in said
    assert problem(one) is None


def test_the_same_files_from_a_disk_are_the_same_model(tmp_path):
    assert problem(pulled(tmp_path / "one", FIRST)) is None
    by_hand = pulled(tmp_path / "two", FIRST)
    (by_hand / NAME / RECEIPT).unlink()
    (by_hand / NAME / "README.md").write_text("not of the model")
    assert problem(by_hand) is None
    (by_hand / NAME / "flow/flow.pt").write_bytes(b"weightz")
    assert "this machine has glm_tts of files" in (problem(by_hand) or "")


def test_a_file_that_changed_is_named_before_anything_is_pinned(tmp_path):
    models = pulled(tmp_path, FIRST)
    (models / NAME / "flow/flow.pt").write_bytes(b"weightz")
    assert "has changed since it was pulled" in (problem(models) or "")
    assert not ModelPin.objects.filter(name=f"{NAME}/").exists()


def test_an_operator_has_all_machines_use_another_one(tmp_path, settings, capsys):
    old, new = pulled(tmp_path / "old", FIRST), pulled(tmp_path / "new", SECOND, b"newer")
    assert problem(old) is None
    settings.MODELS = new
    call_command("models", "pin", NAME)
    assert f"all machines use commit {SECOND} from now on" in capsys.readouterr().out
    assert problem(new) is None
    assert SECOND in (problem(old) or "")
    with pytest.raises(CommandError, match="pin, --from and --revision are for glm_tts"):
        call_command("models", "pin", "kokoro")
    settings.MODELS = tmp_path / "none"
    with pytest.raises(CommandError, match=r"not pinned: .* is missing"):
        call_command("models", "pin", NAME)


def test_pull_gets_what_the_other_machines_have(tmp_path, settings, monkeypatch):
    asked = []
    monkeypatch.setattr(model_folders, "pull", lambda *given, accepted: asked.append(given[3]))
    settings.MODELS = tmp_path
    call_command("models", "pull", NAME)
    problem(pulled(tmp_path / "one", FIRST))
    call_command("models", "pull", NAME)
    call_command("models", "pull", NAME, revision=SECOND)
    assert asked == [None, FIRST, SECOND]


def test_readyz_says_that_a_machine_has_another_model(tmp_path, settings, monkeypatch):
    monkeypatch.setattr(heartbeat, "warm", lambda engine: {} if engine == NAME else {"one": 1})
    spec = readiness.engine_spec()
    glm = type("Spec", (), {"name": NAME})
    monkeypatch.setattr(readiness, "offered_engines", lambda: [spec, glm])
    problem(pulled(tmp_path / "one", FIRST))
    other = pulled(tmp_path / "other", SECOND, b"other weights")
    monkeypatch.setattr(readiness.pins, "other_folder", _on(other))
    with pytest.raises(NotReady, match=f"no warm worker: glm_tts; this machine has .*{SECOND}"):
        readiness.check_engines()
    monkeypatch.setattr(readiness.pins, "other_folder", _on(tmp_path / "one"))
    with pytest.raises(NotReady, match=r"^no warm worker: glm_tts$"):
        readiness.check_engines()


def _on(models: Path):
    """`pins.other_folder` of another machine."""
    return lambda engine, _models: OF_THIS_MACHINE(engine, models)
