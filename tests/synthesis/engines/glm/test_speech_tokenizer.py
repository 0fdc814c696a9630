"""The speech tokenizer follows its file, whose defaults are the reference's."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from synthesis.engines.base import ModelFilesMissing
from synthesis.engines.glm_tts.checkpoint import Checkpoint
from synthesis.engines.glm_tts.config import (
    ConfigUnknown,
    SpeechTokenizerConfig,
    speech_tokenizer_config,
)
from synthesis.engines.glm_tts.golden import filled
from synthesis.engines.glm_tts.speech_tokenizer import SpeechTokenizer

LEFT_OUT: dict[str, Any] = {
    "d_model": 64,
    "encoder_attention_heads": 4,
    "encoder_ffn_dim": 128,
    "pooling_kernel_size": 2,
    "pooling_position": 1,
    "quantize_position": 2,
    "quantize_vocab_size": 128,
}
"""A file that leaves out whatever is as the reference's defaults."""
CAUSAL = {
    **LEFT_OUT,
    "encoder_causal_convolution": True,
    "pooling_type": "avg",
    "quantize_causal_block_size": 20,
    "quantize_ema_decay": 0.99,
}


@pytest.mark.parametrize(("name", "given"), [("left_out", LEFT_OUT), ("causal", CAUSAL)])
def test_variants_are_as_the_reference_computes_them(name: str, given: dict[str, Any]) -> None:
    golden = np.load(Path(__file__).parent / "golden/vq_variants.npz")
    tokenizer = filled(SpeechTokenizer(speech_tokenizer_config(given)), f"variant:{name}")
    with torch.no_grad():
        tokenizer.codebook.weight.mul_(2)
    features = torch.from_numpy(golden[f"{name}.features"]).float()
    mask = torch.from_numpy(golden[f"{name}.mask"]).long()
    heard = mask[:, ::4].bool()
    expected = torch.from_numpy(golden[f"{name}.tokens"]).long()
    tokens = tokenizer(features, mask)
    assert torch.equal(tokens[heard], expected[heard])


def test_what_a_file_leaves_out_is_none() -> None:
    config = speech_tokenizer_config(LEFT_OUT)
    assert config.quantize_causal_block_size is None
    assert config.pooling_type == "max"
    assert config == SpeechTokenizerConfig(**LEFT_OUT)


def test_causal_convolutions_see_nothing_of_what_follows() -> None:
    tokenizer = filled(SpeechTokenizer(speech_tokenizer_config(CAUSAL)), "random")
    features = torch.randn(1, 80, 40, generator=torch.Generator().manual_seed(1))
    changed = features.clone()
    changed[:, :, 20:] += 1
    before, after = tokenizer.conv1(features), tokenizer.conv1(changed)
    assert torch.equal(before[:, :, :20], after[:, :, :20])
    assert not torch.equal(before[:, :, 20:], after[:, :, 20:])


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"pooling_kernel_size": None}, "pooling_kernel_size: None; only 2"),
        ({"pooling_kernel_size": 4}, "pooling_kernel_size: 4; only 2"),
        ({"pooling_type": "sum"}, "pooling_type: 'sum'"),
        ({"quantize_vocab_size": None}, "no codebook"),
        ({"pooling_position": 0}, "pooling_position: 0"),
        ({"encoder_causal_attention": True}, "encoder_causal_attention: True"),
    ],
)
def test_what_is_not_supported_is_named(changed: dict[str, Any], problem: str) -> None:
    with pytest.raises(ConfigUnknown, match=problem):
        speech_tokenizer_config({**LEFT_OUT, **changed})


def test_a_checkpoint_from_before_zip_archives_is_loaded(glm_models: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(glm_models / "glm_tts", tmp_path / "glm_tts"))
    device = torch.device("cpu")
    modern = Checkpoint(folder).vocoder(device).state_dict()
    for file in ("hift/hift.pt", "flow/flow.pt"):
        stored = torch.load(folder / file, weights_only=True)
        torch.save(stored, folder / file, _use_new_zipfile_serialization=False)
    old = Checkpoint(folder)
    old.check()
    loaded = old.vocoder(device).state_dict()
    assert all(torch.equal(loaded[name], modern[name]) for name in modern)
    assert old.flow(device)


def test_a_checkpoint_that_left_out_its_codebook_is_refused(
    glm_models: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(glm_models / "glm_tts", tmp_path / "glm_tts"))
    file = folder / "speech_tokenizer/config.json"
    given = json.loads(file.read_text())
    del given["quantize_vocab_size"]
    file.write_text(json.dumps(given))
    with pytest.raises(ModelFilesMissing, match="no codebook"):
        Checkpoint(folder).check()
