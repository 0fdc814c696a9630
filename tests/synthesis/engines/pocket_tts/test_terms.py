"""Pocket TTS's weights are pulled by an operator who has accepted their terms, or not at all."""

from __future__ import annotations

import io
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from runtime.model_store import model_folders
from synthesis.engines.pocket_tts import check as check_module
from synthesis.engines.pocket_tts.model import load
from tests.synthesis.engines.glm.test_hub import connect

pytestmark = pytest.mark.django_db
"""Pulling asks the database which commit the other machines have."""


def command(*arguments: str) -> str:
    out = io.StringIO()
    call_command("models", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def models(settings, tmp_path: Path) -> Path:
    settings.MODELS = tmp_path / "models"
    settings.MODELS.mkdir()
    return settings.MODELS


@pytest.fixture
def gated(monkeypatch):
    """A hub that gives nothing to those who have not accepted its terms there."""

    class Gate(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(403)
            self.send_header("X-Error-Code", "GatedRepo")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_HEAD = do_GET

        def log_message(self, *_arguments: object) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Gate)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    connect(monkeypatch, f"http://127.0.0.1:{server.server_port}")
    yield
    server.shutdown()
    server.server_close()


def test_the_terms_are_named_before_anything_is_pulled(models: Path, pocket_folder: Path) -> None:
    for source in ((), ("--from", str(pocket_folder))):
        with pytest.raises(CommandError) as refused:
            command("pull", "pocket_tts", *source)
        assert "consent of its person" in str(refused.value)
        assert "https://huggingface.co/kyutai/pocket-tts" in str(refused.value)
        assert "--accept-terms" in str(refused.value)
    assert not (models / "pocket_tts").exists()
    listed = command("list")
    assert "terms    https://huggingface.co/kyutai/pocket-tts" in listed
    assert "credit   Pocket TTS, © Kyutai, CC-BY-4.0" in listed


def test_accepted_they_are_pulled_from_a_disk(
    models: Path, pocket_folder: Path, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CommandError, match="can't be loaded"):  # a small model is another one
        command("pull", "pocket_tts", "--from", str(pocket_folder), "--accept-terms")
    monkeypatch.setattr(check_module, "load", lambda folder: load(folder, small))
    pulled = command("pull", "pocket_tts", "--from", str(pocket_folder), "--accept-terms")
    assert pulled.startswith("pocket_tts: pulled")
    assert command("verify", "pocket_tts").startswith("pocket_tts: whole")
    assert command("pull", "pocket_tts").startswith("pocket_tts: whole"), "it is there"


def test_a_hub_that_wants_a_token_is_told_from_one_that_has_nothing(
    models: Path, gated: None
) -> None:
    with pytest.raises(CommandError) as refused:
        command("pull", "pocket_tts", "--accept-terms")
    said = str(refused.value)
    assert "only to those who have accepted its terms" in said and "HF_TOKEN=" in said


def test_the_pinned_commit_is_the_one_that_the_library_names() -> None:
    import yaml

    from synthesis.engines.pocket_tts.model import released_config

    folder = model_folders.manifest()["pocket_tts"]
    sizes = yaml.safe_load(released_config().read_text(encoding="utf-8"))
    (weights, _tokenizer), (loose,) = folder.wanted, folder.loose
    assert sizes["weights_path"] == f"hf://{folder.hub}/{weights}@{folder.revision}"
    tokenizer = sizes["flow_lm"]["lookup_table"]["tokenizer_path"]
    assert tokenizer == f"hf://{loose.hub}/{loose.path}@{loose.revision}"
