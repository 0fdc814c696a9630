"""Pulling from the hub records the commit."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from huggingface_hub import constants

from tests.synthesis.engines.glm import hub as hubs
from tests.synthesis.engines.glm.hub import Hub

pytestmark = pytest.mark.django_db
"""Pulling asks the database which commit the other machines have."""

FIRST, SECOND = "1" * 40, "2" * 40


def command(*arguments: str) -> str:
    out = io.StringIO()
    call_command("models", *arguments, stdout=out)
    return out.getvalue()


def connect(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """Does what HF_ENDPOINT in the environment does when the library is imported."""
    template = constants.HUGGINGFACE_CO_URL_TEMPLATE.removeprefix(constants.ENDPOINT)
    monkeypatch.setattr(constants, "ENDPOINT", address)
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", address + template)


@pytest.fixture
def models(settings, tmp_path: Path) -> Path:
    settings.MODELS = tmp_path / "models"
    settings.MODELS.mkdir()
    return settings.MODELS


@pytest.fixture
def hub(monkeypatch, glm_models: Path, tmp_path: Path) -> Iterator[Hub]:
    """A hub with two commits that differ in the vocoder."""
    first = glm_models / "glm_tts"
    second = Path(shutil.copytree(first, tmp_path / "second"))
    (second / "hift/hift.pt").write_bytes((first / "hift/hift.pt").read_bytes() + b"\0")
    (second / "README.md").write_text("not wanted")
    with hubs.running({FIRST: first, SECOND: second}) as running:
        connect(monkeypatch, running.address)
        yield running


def test_pull_records_the_current_commit(hub: Hub, models: Path) -> None:
    where = f"hub:zai-org/GLM-TTS at {FIRST}\n"
    assert command("pull", "glm_tts") == f"glm_tts: pulled, from {where}"
    assert command("verify", "glm_tts") == f"glm_tts: whole, from {where}"
    receipt = json.loads((models / "glm_tts/receipt.json").read_text())
    assert receipt["commit"] == FIRST
    assert receipt["files"]["flow/flow.pt"] == hubs.sha256(models / "glm_tts/flow/flow.pt")
    assert sorted(receipt["files"]) == sorted(
        file.relative_to(models / "glm_tts").as_posix()
        for file in (models / "glm_tts").rglob("*")
        if file.is_file() and file.name != "receipt.json"
    )
    # The branch moves on; files already pulled stay.
    hub.main = SECOND
    assert command("pull", "glm_tts") == f"glm_tts: whole, from {where}"
    weights = models / "glm_tts/flow/flow.pt"
    weights.write_bytes(weights.read_bytes() + b"\0")
    with pytest.raises(CommandError, match=r"flow\.pt has changed since it was pulled"):
        command("verify", "glm_tts")


def test_a_branch_that_moves_during_a_pull_gives_one_commit(hub: Hub, models: Path) -> None:
    hub.moves_to = SECOND
    assert f"at {FIRST}" in command("pull", "glm_tts")
    pulled = hubs.sha256(models / "glm_tts/hift/hift.pt")
    assert pulled == hubs.sha256(hub.commits[FIRST] / "hift/hift.pt")


def test_an_operator_can_pin_the_commit(hub: Hub, models: Path) -> None:
    assert f"at {SECOND}" in command("pull", "glm_tts", "--revision", SECOND)
    assert "README.md" not in hub.given
    downloads = len(hub.given)
    assert "glm_tts: whole" in command("pull", "glm_tts", "--revision", SECOND)
    assert len(hub.given) == downloads
    assert f"glm_tts: pulled, from hub:zai-org/GLM-TTS at {FIRST}" in command(
        "pull", "glm_tts", "--revision", FIRST
    )
    with pytest.raises(CommandError, match="the hub has no zai-org/GLM-TTS at revision '33'"):
        command("pull", "glm_tts", "--revision", "33")
    assert f"at {FIRST}" in command("verify", "glm_tts")
    with pytest.raises(CommandError, match="--revision is for pulling from the hub"):
        command("verify", "glm_tts", "--revision", FIRST)


def test_a_damaged_download_is_not_kept(hub: Hub, models: Path) -> None:
    hub.lies["hift/hift.pt"] = "0" * 64
    with pytest.raises(CommandError, match=r"hift/hift\.pt arrived damaged"):
        command("pull", "glm_tts")
    assert not (models / "glm_tts").exists()
    hub.lies.clear()
    assert command("pull", "glm_tts").startswith("glm_tts: pulled")


def test_without_a_network_the_error_says_what_to_do(models: Path, monkeypatch) -> None:
    connect(monkeypatch, "http://127.0.0.1:9")
    with pytest.raises(CommandError) as error:
        command("pull", "glm_tts")
    assert "can't be downloaded from the hub" in str(error.value)
    assert "manage.py models pull glm_tts --from FOLDER" in str(error.value)
    assert not (models / "glm_tts").exists()
