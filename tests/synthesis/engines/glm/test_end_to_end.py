"""The whole way from a folder of model files to audio at a listener, though it is only noise."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from django.core.management import CommandError, call_command

from runtime.model_store import model_folders
from runtime.supervision.processes import processes
from synthesis import storage
from synthesis.dispatch.models import Lease, QueueEntry
from synthesis.engines import ENGINES
from synthesis.engines.base import Conditioning, OutOfRoom
from synthesis.engines.glm_tts import memory
from synthesis.engines.glm_tts.engine import GlmTtsEngine
from synthesis.models import Job
from synthesis.storage import job_audio
from synthesis.worker.leases import give_back
from synthesis.worker.worker import Worker
from tenants.context import in_tenant
from voices.models import Take, Voice, VoiceConditioning

TEXT = "Hello. 你好。"


@pytest.fixture
def models(settings, tmp_path: Path, glm_models: Path) -> Path:
    """A models folder with the default engine and GLM-TTS."""
    default = settings.MODELS / "kokoro"
    assert default.is_dir(), f"run: manage.py models pull kokoro ({settings.MODELS})"
    settings.MODELS = tmp_path / "models"
    settings.MODELS.mkdir()
    (settings.MODELS / "kokoro").symlink_to(default)
    shutil.copytree(glm_models / "glm_tts", settings.MODELS / "glm_tts")
    return settings.MODELS


def give_voice(person, conditioning: Conditioning, name: str = "Ms Reed") -> Voice:
    """Create a finished voice with one conditioning."""
    with in_tenant(person.tenant):
        voice = Voice.objects.create(name=name, status=Voice.Status.READY, clip_seconds=2.0)
        take = Take.objects.create(voice=voice, status=Take.Status.READY, seconds=2.0)
        row = VoiceConditioning(voice=voice, take=take, engine=conditioning.engine)
        row.sealed = person.tenant.seal(conditioning.dump(), about=row.about)
        row.save()
    return voice


def command(*arguments: str) -> str:
    out = io.StringIO()
    call_command("models", *arguments, stdout=out)
    return out.getvalue()


def test_a_folder_is_pulled_verified_and_offered(
    settings, tmp_path: Path, glm_models: Path
) -> None:
    settings.MODELS = tmp_path / "models"
    source = Path(shutil.copytree(glm_models / "glm_tts", tmp_path / "disk/ckpt"))
    # As in a clone of the code, where the speaker encoder is beside the weights.
    (tmp_path / "disk/frontend").mkdir()
    (source / "campplus.onnx").rename(tmp_path / "disk/frontend/campplus.onnx")
    (source / "README.md").write_text("not wanted")

    assert "glm_tts/  about 9 GB  missing" in command("list")
    assert not ENGINES["glm_tts"].installed(settings.MODELS)
    assert command("pull", "glm_tts", "--from", str(source)) == f"glm_tts: pulled, from {source}\n"
    assert ENGINES["glm_tts"].installed(settings.MODELS)
    assert not (settings.MODELS / "glm_tts/README.md").exists()
    whole = f"glm_tts: whole, from {source}\n"
    assert command("pull", "glm_tts", "--from", str(source)) == whole
    assert command("verify", "glm_tts") == whole

    weights = settings.MODELS / "glm_tts/hift/hift.pt"
    data = bytearray(weights.read_bytes())
    data[len(data) // 2] ^= 1
    weights.write_bytes(data)
    with pytest.raises(CommandError, match=r"hift\.pt has changed since it was pulled"):
        command("verify", "glm_tts")
    assert command("pull", "glm_tts", "--from", str(source)).startswith("glm_tts: pulled")
    assert command("verify", "glm_tts") == whole

    (settings.MODELS / "glm_tts/receipt.json").unlink()
    assert "no sha256 to compare with" in command("verify", "glm_tts")


def test_an_incomplete_folder_is_not_pulled(settings, tmp_path: Path, glm_models: Path) -> None:
    settings.MODELS = tmp_path / "models"
    source = Path(shutil.copytree(glm_models / "glm_tts", tmp_path / "disk"))
    (source / "flow/flow.pt").unlink()
    with pytest.raises(CommandError, match=r"flow\.pt is missing; get the files with"):
        command("pull", "glm_tts", "--from", str(source))
    assert not (settings.MODELS / "glm_tts").exists()
    with pytest.raises(CommandError, match="is no folder"):
        command("pull", "glm_tts", "--from", str(tmp_path / "nowhere"))
    with pytest.raises(CommandError, match="--from and --revision are for glm_tts"):
        command("pull", "kokoro", "--from", str(source))


def test_another_file_at_the_pinned_address_is_refused(
    settings, tmp_path: Path, glm_models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MODELS = tmp_path / "models"
    source = Path(shutil.copytree(glm_models / "glm_tts", tmp_path / "disk/ckpt"))
    (source / "campplus.onnx").unlink()
    monkeypatch.setattr("urllib.request.urlopen", lambda url, timeout: io.BytesIO(b"other"))
    with pytest.raises(CommandError, match="another file than the pinned one"):
        command("pull", "glm_tts", "--from", str(source))


def test_a_worker_runs_if_the_model_is_installed(models: Path) -> None:
    env = {"LECTERN_MODELS": str(models)}
    programs = {each.name: each for each in processes("127.0.0.1", 0, env)}
    assert list(programs["synthesis-glm_tts"].argv[-2:]) == ["worker", "glm_tts"]
    assert list(programs["synthesis"].argv[-2:]) == ["worker", "kokoro"]
    shutil.rmtree(models / "glm_tts")
    names = [each.name for each in processes("127.0.0.1", 0, env)]
    assert "synthesis-glm_tts" not in names


def test_jobs_of_two_tenants_are_made_as_one_batch(
    models: Path, glm: GlmTtsEngine, voices: list[Conditioning], alice, bob, monkeypatch
) -> None:
    """From REST through the queue and the worker to the downloaded file."""
    jobs = []
    for person, conditioning in zip((alice, bob), voices, strict=False):
        voice = give_voice(person, conditioning)
        body = {"model": "glm_tts", "input": TEXT, "voice": voice.id}
        answer = person.rest.post("/v1/jobs", body, format="json")
        assert answer.status_code == 201, answer.content
        assert answer.json()["model"] == "glm_tts"
        jobs.append((person, answer.json()["id"]))

    sizes: list[int] = []
    step = glm.step

    def counted(decodings):
        sizes.append(len(decodings))
        return step(decodings)

    monkeypatch.setattr(glm, "step", counted)
    segments = Worker(glm, name="test").run_until_idle()
    assert segments >= 2
    assert max(sizes) >= 2
    for person, job_id in jobs:
        job_json = person.rest.get(f"/v1/jobs/{job_id}").json()
        assert (job_json["status"], job_json["error"]) == ("completed", None)
        assert job_json["progress"]["audio_ms"] > 0
        audio = person.rest.get(f"/v1/jobs/{job_id}/audio", {"format": "wav"})
        assert audio.status_code == 200
        sound = b"".join(audio)
        assert sound[:4] == b"RIFF"
        samples = np.frombuffer(sound[44 : 44 + 48_000], np.int16)
        assert samples.std() > 10
    assert alice.rest.get(f"/v1/jobs/{jobs[1][1]}").status_code == 404
    assert not Lease.objects.exists() and not QueueEntry.objects.exists()


def test_segments_out_of_memory_wait_for_their_turn(
    models: Path, glm: GlmTtsEngine, voices: list[Conditioning], alice, bob, monkeypatch
) -> None:
    """The engine has no memory for more than one at a time: all are made, none fails."""
    for person, conditioning in zip((alice, bob), voices, strict=False):
        voice = give_voice(person, conditioning)
        body = {"model": "glm_tts", "input": TEXT, "voice": voice.id}
        assert person.rest.post("/v1/jobs", body, format="json").status_code == 201
    decode = glm._decoder.step
    given_back: list[bool] = []

    def with_little_memory(count, slots):
        if len(slots) > 1:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return decode(count, slots)

    def noted(claim, *, failed, code):
        given_back.append(failed)
        give_back(claim, failed=failed, code=code)

    monkeypatch.setattr(glm._decoder, "step", with_little_memory)
    monkeypatch.setattr(glm, "_room", memory.Room(8))
    monkeypatch.setattr("synthesis.worker.leases.give_back", noted)
    Worker(glm, name="test").run_until_idle()
    assert given_back and not any(given_back)
    for person in (alice, bob):
        with in_tenant(person.tenant):
            assert [job.status for job in Job.objects.all()] == [Job.Status.COMPLETED]
    assert glm.max_batch == 1


def test_a_segment_that_never_fits_fails_finally(
    models: Path, glm: GlmTtsEngine, voices: list[Conditioning], alice, monkeypatch
) -> None:
    voice = give_voice(alice, voices[0])
    body = {"model": "glm_tts", "input": "Hello.", "voice": voice.id}
    alice.rest.post("/v1/jobs", body, format="json")

    tries: list[int] = []

    def step(decodings):
        tries.append(len(decodings))
        raise OutOfRoom(tuple(decodings))

    monkeypatch.setattr(glm, "step", step)
    Worker(glm, name="test").run_until_idle(lambda: len(tries) > 5)
    assert tries == [1, 1, 1]
    with in_tenant(alice.tenant):
        job = Job.objects.get()
        assert (job.status, job.error_code) == (Job.Status.FAILED, "synthesis_failed")
    assert not Lease.objects.exists()


def test_a_voice_must_be_made_for_the_model(
    models: Path, voices: list[Conditioning], alice
) -> None:
    voice = give_voice(alice, voices[0])
    with in_tenant(alice.tenant):
        VoiceConditioning.objects.all().delete()
    for name in (voice.id, "af_heart"):
        body = {"model": "glm_tts", "input": "Hello.", "voice": name}
        answer = alice.rest.post("/v1/jobs", body, format="json")
        assert answer.status_code == 409
        assert answer.json()["error"]["code"] == "voice_not_of_model"


def test_the_model_is_offered_if_installed(models: Path, alice) -> None:
    names = [model["id"] for model in alice.rest.get("/v1/models").json()["data"]]
    assert names[:2] == ["kokoro", "glm_tts"]
    lesson = alice.browser.post(alice.page("lessons/new"), {"text": "Hello."}).url
    assert 'value="glm_tts"' in alice.browser.get(lesson).content.decode()
    shutil.rmtree(models / "glm_tts")
    names = [model["id"] for model in alice.rest.get("/v1/models").json()["data"]]
    assert "glm_tts" not in names
    assert "glm_tts" not in alice.browser.get(lesson).content.decode()
    body = {"model": "glm_tts", "input": "Hello.", "voice": "af_heart"}
    answer = alice.rest.post("/v1/jobs", body, format="json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "model_not_found")


def test_the_default_engine_stays_the_default(models: Path, alice) -> None:
    body = {"input": "Hello.", "voice": "af_heart"}
    for more in ({}, {"model": "tts-1"}, {"model": "kokoro"}):
        answer = alice.rest.post("/v1/jobs", {**body, **more}, format="json")
        assert answer.json()["model"] == "kokoro"


def test_a_lesson_can_use_glm_tts(
    models: Path, glm: GlmTtsEngine, voices: list[Conditioning], alice
) -> None:
    voice = give_voice(alice, voices[0])
    lesson = alice.browser.post(alice.page("lessons/new"), {"text": "Hello."}).url
    json = "application/json"
    settings = {"model": "glm_tts", "voice": voice.id}
    patch = {"base_revision": 1, "settings": settings}
    saved = alice.browser.post(f"{lesson}/save", patch, content_type=json)
    assert saved.status_code == 200, saved.content
    alice.browser.post(f"{lesson}/make", {}, content_type=json)
    Worker(glm, name="test").run_until_idle()
    with in_tenant(alice.tenant):
        job = Job.objects.get()
        assert (job.engine, job.status) == ("glm_tts", Job.Status.COMPLETED)
        pcm = storage.read_segment(job_audio(alice.tenant, job), 0)
        assert storage.milliseconds(len(pcm), 24_000) == job.audio_ms
    heard = alice.browser.get(f"{lesson}/lines/{saved.json()['lines'][0]['key']}/audio")
    assert heard.status_code == 200
    assert heard["Content-Type"] == "audio/wav"


def test_a_reading_without_phonemes_is_refused_when_saved(models: Path, alice) -> None:
    """The tokenizer's list decides: the small tokenizer has no B."""
    beijing = {"word": "北京", "kind": "pinyin", "value": "bei3 jing1"}
    answer = alice.rest.put("/v1/pronunciations", {"entries": [beijing]}, format="json")
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "entries_invalid"
    assert "no sound for “B EI3 J ING1”" in answer.content.decode()
    assert alice.rest.get("/v1/pronunciations").json()["entries"] == []
    shutil.rmtree(models / "glm_tts")
    answer = alice.rest.put("/v1/pronunciations", {"entries": [beijing]}, format="json")
    assert answer.status_code == 200, answer.content


def test_dictionary_entries_reach_the_model_as_phonemes(
    models: Path, glm: GlmTtsEngine, voices: list[Conditioning], alice, monkeypatch
) -> None:
    """From the saved entry to the tokens that the language model reads."""
    entry = {"word": "重庆", "kind": "pinyin", "value": "Chóngqìng"}
    answer = alice.rest.put("/v1/pronunciations", {"entries": [entry]}, format="json")
    assert answer.status_code == 200, answer.content
    voice = give_voice(alice, voices[0])
    body = {"model": "glm_tts", "input": "你好重庆", "voice": voice.id}
    assert alice.rest.post("/v1/jobs", body, format="json").status_code == 201
    prompts: list[list[int]] = []
    start = glm.start

    def noted(request, conditioning):
        decoding = start(request, conditioning)
        prompts.append(list(decoding.order.prompt))
        return decoding

    monkeypatch.setattr(glm, "start", noted)
    Worker(glm, name="test").run_until_idle()
    phonemes = glm._text.spelled(["CH", "ONG2", "Q", "ING4"])
    assert len(prompts) == 1
    assert any(prompts[0][at : at + 4] == phonemes for at in range(len(prompts[0])))
    assert not any(token in prompts[0] for token in glm._text.encode("重"))


def test_the_pinned_folder_is_well_formed() -> None:
    folder = model_folders.manifest()["glm_tts"]
    assert folder.hub == "zai-org/GLM-TTS"
    assert {loose.name for loose in folder.loose} == {"campplus.onnx"}
