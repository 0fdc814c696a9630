"""Enrolment loads only the parts of an engine that it needs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from speakers.encoders import Encoders
from synthesis.engines import ENGINES
from synthesis.engines.base import Clip, Conditioning, Engine
from synthesis.engines.glm_tts.frontend import Frontend
from synthesis.engines.voice_cache import fingerprint
from synthesis.worker import engine_process, enroller
from tests.synthesis.engines.glm.conftest import clip
from voices.decode import SAMPLE_RATE

SPEAKING = ("llm/model.safetensors", "flow/flow.pt", "hift/hift.pt")


@pytest.fixture
def models_that_cannot_speak(settings, tmp_path: Path, glm_models: Path) -> Path:
    """A models folder in which opening the weights for speaking is an error."""
    settings.MODELS = tmp_path / "models"
    shutil.copytree(glm_models / "glm_tts", settings.MODELS / "glm_tts")
    for file in SPEAKING:
        (settings.MODELS / "glm_tts" / file).write_bytes(b"not weights")
    return settings.MODELS


def no_engine() -> Engine:
    raise AssertionError("enrolment loaded the engine")


def test_enrolment_needs_no_weights_for_speaking(
    models_that_cannot_speak: Path, encoders: Encoders, voices: list[Conditioning]
) -> None:
    part = ENGINES["glm_tts"].load_enrolling(models_that_cannot_speak, no_engine, encoders)
    assert part.name == "glm_tts"
    conditioning = part.enrol(clip(110, 2.0), "hello world", lambda share: None)
    assert fingerprint(conditioning) == fingerprint(voices[0])
    with pytest.raises(Exception, match="is broken"):
        ENGINES["glm_tts"].load(models_that_cannot_speak)


def test_enrolment_loads_only_the_frontend_of_an_engine(
    models_that_cannot_speak: Path,
    frontend: Frontend,
    kokoro: Engine,
    encoders: Encoders,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The default engine speaks the sample, so it is loaded; GLM-TTS is not."""
    whole: list[str] = []

    monkeypatch.setattr(engine_process, "_enrolling", {})
    monkeypatch.setattr(engine_process, "engine", lambda name: whole.append(name) or kokoro)
    monkeypatch.setattr(enroller, "screener", lambda: None)
    monkeypatch.setattr(enroller, "checker", lambda: None)
    monkeypatch.setattr(enroller, "encoders", lambda: encoders)
    tools = enroller.instruments()
    assert [each.engine for each in tools.enrollers] == ["kokoro", "glm_tts"]
    assert whole == ["kokoro"]
    person = Clip(clip(110, 3.0).samples, SAMPLE_RATE)
    kept = tools.enrollers[1].conditioning(person.samples, "hello", lambda share: None)
    expected = frontend.enrol(person, "hello", lambda share: None)
    assert fingerprint(Conditioning.load(kept)) == fingerprint(expected)
    assert whole == ["kokoro"]
    assert enroller.instruments().enrollers[1]._enrolling is tools.enrollers[1]._enrolling
