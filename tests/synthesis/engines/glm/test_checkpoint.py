"""Checking the checkpoint names missing and wrong files, and never runs their code."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from synthesis.engines.base import EngineError, ModelFilesMissing
from synthesis.engines.glm_tts import checkpoint
from synthesis.engines.glm_tts.checkpoint import Checkpoint, flow_entry
from synthesis.engines.glm_tts.files import FILES
from synthesis.engines.glm_tts.text.tokenizer import GLM4_PATTERN, TextTokenizer, _pattern


@pytest.fixture
def folder(glm_models: Path, tmp_path: Path) -> Path:
    """A copy that a test may damage."""
    return Path(shutil.copytree(glm_models / "glm_tts", tmp_path / "glm_tts"))


def problem(folder: Path) -> str:
    with pytest.raises(ModelFilesMissing) as error:
        checkpoint.check(folder)
    assert "manage.py models pull glm_tts" in str(error.value)
    return str(error.value)


def test_a_whole_folder_has_no_problem(glm_models: Path) -> None:
    checkpoint.check(glm_models / "glm_tts")


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    assert f"{folder / file} is missing" in problem(folder)


def test_missing_weights_are_named(folder: Path) -> None:
    (folder / "llm/model.safetensors").unlink()
    assert "llm/model*.safetensors is missing" in problem(folder)


def test_shards_are_found_by_the_index(folder: Path) -> None:
    weights = load_file(folder / "llm/model.safetensors")
    halves = [dict(list(weights.items())[::2]), dict(list(weights.items())[1::2])]
    index = {}
    for number, half in enumerate(halves, start=1):
        name = f"model-0000{number}-of-00002.safetensors"
        save_file(half, folder / "llm" / name)
        index |= dict.fromkeys(half, name)
    (folder / "llm/model.safetensors").unlink()
    (folder / "llm/model.safetensors.index.json").write_text(json.dumps({"weight_map": index}))
    checkpoint.check(folder)
    (folder / "llm/model-00002-of-00002.safetensors").unlink()
    assert "model-00002-of-00002.safetensors is missing" in problem(folder)


def test_wrong_tensors_are_named(folder: Path) -> None:
    stored = torch.load(folder / "flow/flow.pt", weights_only=True)
    model = dict(stored["model"])
    model.pop("estimator.proj_out.bias")
    torch.save({"model": model}, folder / "flow/flow.pt")
    assert "it lacks estimator.proj_out.bias" in problem(folder)
    model["estimator.proj_out.bias"] = torch.zeros(81)
    torch.save({"model": model}, folder / "flow/flow.pt")
    assert "estimator.proj_out.bias has the shape (81,), not (80,)" in problem(folder)
    model["estimator.proj_out.bias"] = torch.zeros(80)
    model["estimator.other"] = torch.zeros(1)
    torch.save({"model": model}, folder / "flow/flow.pt")
    assert "unknown tensors estimator.other" in problem(folder)


def test_loading_is_as_strict_as_checking(folder: Path) -> None:
    weights = load_file(folder / "llm/model.safetensors")
    weights.pop("model.norm.weight")
    save_file(weights, folder / "llm/model.safetensors")
    with pytest.raises(ModelFilesMissing, match=r"lacks model\.norm\.weight"):
        Checkpoint(folder).language_model(torch.device("cpu"), torch.float32)


@pytest.mark.parametrize("file", ["llm/model.safetensors", "hift/hift.pt", "campplus.onnx"])
def test_a_broken_file_is_named(folder: Path, file: str) -> None:
    data = (folder / file).read_bytes()
    (folder / file).write_bytes(data[: len(data) // 2])
    assert f"{folder / file} is broken" in problem(folder)


def test_a_pickle_is_not_run(folder: Path, tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "was run"),)

    torch.save({"model": Trap()}, folder / "hift/hift.pt")
    assert "hift.pt is broken" in problem(folder)
    assert not (tmp_path / "was run").exists()


def test_code_of_the_tokenizer_is_parsed_but_not_run(folder: Path, tmp_path: Path) -> None:
    """The fixture's code would end the process, but its expression is used."""
    tokenizer = TextTokenizer(folder / "vq32k-phoneme-tokenizer")
    assert tokenizer.encode("hello world")
    code = folder / "vq32k-phoneme-tokenizer/tokenization_chatglm.py"
    assert _pattern(code) == r"\p{L}+|\s+|."
    code.write_text(
        "import regex as re\nclass T:\n  def __init__(self):\n"
        "    self.pat_str = re.compile(r'a|b')\n"
    )
    assert _pattern(code) == "a|b"
    code.unlink()
    assert _pattern(code) == GLM4_PATTERN


def test_another_kind_of_flow_is_refused(folder: Path) -> None:
    config = folder / "flow/config.yaml"
    text = config.read_text()
    config.write_text(text.replace("speech_token_cfg: false", "speech_token_cfg: true"))
    assert "speech_token_cfg: True; only False is supported" in problem(folder)
    config.write_text(text.replace("<mel_rate>", "<no_such>"))
    assert "config.yaml is broken" in problem(folder)


def test_references_of_the_flow_are_resolved(folder: Path) -> None:
    entry = flow_entry(folder / "flow/config.yaml")
    assert entry["mel_framerate"] == 50
    assert entry["spkr_emb_adaLN"] is True


def test_old_names_of_weight_norm_are_known(folder: Path) -> None:
    stored = torch.load(folder / "hift/hift.pt", weights_only=True)
    old = {
        name.replace("parametrizations.weight.original0", "weight_g").replace(
            "parametrizations.weight.original1", "weight_v"
        ): tensor
        for name, tensor in stored.items()
    }
    assert old.keys() != stored.keys()
    torch.save(old, folder / "hift/hift.pt")
    checkpoint.check(folder)


def test_missing_files_are_an_engine_error() -> None:
    assert issubclass(ModelFilesMissing, EngineError)
