"""Engines that clone, from a folder of files to the sound at a listener, though it is noise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from lessons.document import Line, Settings
from lessons.sounding import Sounding
from runtime.supervision.processes import processes
from synthesis import storage
from synthesis.content_credentials import ours
from synthesis.content_credentials.reading import context, facts_of
from synthesis.engines import ENGINES
from synthesis.engines.base import Conditioning, Engine
from synthesis.engines.pocket_tts import conditioning as pocket_conditioning
from synthesis.engines.pocket_tts.engine import PocketTtsEngine
from synthesis.engines.pocket_tts.model import load
from synthesis.engines.pocket_tts.options import Options as PocketOptions
from synthesis.engines.zipvoice.engine import ZipVoiceEngine
from synthesis.engines.zipvoice.options import Options as ZipVoiceOptions
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit
from synthesis.models import Job
from synthesis.storage import job_audio
from synthesis.worker.worker import Worker
from tenants.context import in_tenant
from tests.faults.tone import HELD_BACK
from tests.synthesis.engines.glm.test_end_to_end import give_voice
from tests.synthesis.engines.pocket_tts import random_weights
from tests.synthesis.engines.pocket_tts.conftest import clip
from tests.synthesis.engines.zipvoice import random_models
from tests.synthesis.engines.zipvoice.conftest import enrolled
from tests.synthesis.worker.test_marking import Halving

NAMES = ("zipvoice", "pocket_tts")
TEXT = "Hello there, my friend."


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> Path:
    """A folder with both models, and the sizes of the small Pocket TTS."""
    folder = tmp_path_factory.mktemp("clones")
    random_models.write(folder / "zipvoice")
    small = random_weights.small_config(folder / "small.yaml")
    random_weights.write(folder / "pocket_tts", small)
    return folder


@pytest.fixture(scope="module")
def spoken_by(files: Path) -> Callable[[str], tuple[Engine, Conditioning]]:
    """An engine by its name, and a person's voice for it."""

    def of(name: str) -> tuple[Engine, Conditioning]:
        if name == "zipvoice":
            engine = ZipVoiceEngine(files / name, ZipVoiceOptions(threads=1))
            return engine, enrolled(110, "Hello, this is me.")
        small = files / "small.yaml"
        pocket = PocketTtsEngine(files / name, PocketOptions(1, guarded=False), small)
        enroller = pocket_conditioning.Enroller(load(files / name, small))
        return pocket, enroller.enrol(clip(110), "", lambda _share: None)

    return of


@pytest.fixture
def models(settings, tmp_path: Path, files: Path) -> Path:
    """A models folder with the default engine and both that clone."""
    default = settings.MODELS / "kokoro"
    assert default.is_dir(), f"run: manage.py models pull kokoro ({settings.MODELS})"
    settings.MODELS = tmp_path / "models"
    settings.MODELS.mkdir()
    for name, folder in (("kokoro", default), *((name, files / name) for name in NAMES)):
        (settings.MODELS / name).symlink_to(folder)
    return settings.MODELS


def test_a_worker_is_started_for_each(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0,1")  # they run on the CPU, once
    env = {"LECTERN_MODELS": str(models)}
    programs = {each.name: each for each in processes("127.0.0.1", 0, env)}
    for name in NAMES:
        assert list(programs[f"synthesis-{name}"].argv[-2:]) == ["worker", name]
        assert f"synthesis-{name}-2" not in programs
    (models / "zipvoice").unlink()
    names = [each.name for each in processes("127.0.0.1", 0, env)]
    assert "synthesis-zipvoice" not in names and "synthesis-pocket_tts" in names


def test_rest_and_pages_say_which_makes_a_clone_and_whom_to_credit(
    models: Path, spoken_by, alice
) -> None:
    listed = {each["id"]: each for each in alice.rest.get("/v1/models").json()["data"]}
    kinds = {name: each["own_voices"] for name, each in listed.items()}
    assert kinds["kokoro"] == kinds["tts-1"] == "likeness"
    assert {kinds[name] for name in NAMES} == {"clone"} and ENGINES["glm_tts"].clones
    assert listed["pocket_tts"]["languages"] == ["en"]
    assert listed["zipvoice"]["languages"] == ["en", "zh"]
    assert listed["pocket_tts"]["credit"].startswith("Pocket TTS, © Kyutai, CC-BY-4.0")
    assert alice.rest.get("/v1/models/zipvoice").json() == listed["zipvoice"]

    voice = give_voice(alice, spoken_by("zipvoice")[1])
    lesson = alice.browser.post(alice.page("lessons/new"), {"text": "Hello."}).url
    for language, clone, likeness in (("en", "clone", "likeness"), ("zh-hans", "克隆", "近似")):
        page = alice.browser.get(lesson, headers={"accept-language": language}).content.decode()
        assert f"zipvoice ({clone}" in page and f"kokoro ({likeness}" in page
        page = alice.browser.get(
            alice.page(f"voices/{voice.id}"), headers={"accept-language": language}
        ).content.decode()
        assert "zipvoice</strong>" in page and clone in page
        assert "kokoro</strong>" not in page, "it is not made for it"


@pytest.mark.parametrize("name", NAMES)
def test_what_is_kept_is_marked_and_what_is_downloaded_is_signed(
    models: Path, spoken_by, alice, name: str
) -> None:
    engine, conditioning = spoken_by(name)
    voice = give_voice(alice, conditioning)
    sounds = []
    for marker in (None, Halving()):
        with in_tenant(alice.tenant):
            order = Order(text=TEXT, voice=voice.id, model=name, seed=3)
            job = submit(tenant=alice.tenant, order=order)
        Worker(engine, name="test", marker=marker).run_until_idle()
        with in_tenant(alice.tenant):
            job.refresh_from_db()
            assert (job.status, job.error_code) == (Job.Status.COMPLETED, "")
            pcm = storage.read_segment(job_audio(alice.tenant, job), 0)
        sounds.append(np.frombuffer(pcm, np.int16).astype(float))
    plain, marked = sounds
    assert plain.std() > 10 and len(plain) == len(marked)
    # What Pocket TTS gives at first, less what the limiter holds back: the marker quarters it.
    first = slice(4 * 1920 - HELD_BACK)
    np.testing.assert_allclose(marked[first], plain[first] / 4, atol=1)
    assert np.abs(marked).mean() < 0.6 * np.abs(plain).mean()

    file = b"".join(alice.rest.get(f"/v1/jobs/{job.id}/audio", {"format": "wav"}))
    facts = facts_of(file, "audio/wav", context(ours.trusted_roots()))
    assert facts["state"] == "Trusted" and name in str(facts)


def test_a_text_in_another_language_is_refused_and_not_left_out(
    models: Path, spoken_by, alice
) -> None:
    voice = give_voice(alice, spoken_by("pocket_tts")[1])
    body = {"model": "pocket_tts", "input": "Say 你好 to him.", "voice": voice.id}
    answer = alice.rest.post("/v1/jobs", body, format="json")
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "language_not_of_model"
    assert "你" in answer.json()["error"]["message"]
    body["input"] = "Say hello to him."
    assert alice.rest.post("/v1/jobs", body, format="json").status_code == 201


def test_a_line_in_another_language_says_why_it_is_not_made(models: Path, spoken_by, alice) -> None:
    voice = give_voice(alice, spoken_by("pocket_tts")[1])
    settings = Settings(model="pocket_tts", voice=voice.id)
    with in_tenant(alice.tenant):
        sounding = Sounding(alice.tenant, settings)
        english, mandarin = (
            sounding.of(Line(key=key, text=text))
            for key, text in (("a", "Good morning."), ("b", "同学们好。"))
        )
    assert english.passage is not None and not english.cannot
    assert mandarin.passage is None and mandarin.cannot == "language_not_of_model"
