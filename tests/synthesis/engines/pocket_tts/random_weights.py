"""Pocket TTS's files with random numbers: they speak noise, and load as the released ones do.

The weights are those that the library itself makes for a configuration: its English one with the
released sizes, or a small one of the same build.
"""

from __future__ import annotations

import string
from pathlib import Path
from typing import Any

import torch
import yaml
from safetensors.torch import save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

from synthesis.engines.pocket_tts.files import TOKENIZER, WEIGHTS
from synthesis.engines.pocket_tts.model import released_config

SMALL_TOKENS = 200


def small_config(out: Path) -> Path:
    """Write the configuration of a small model: fewer layers and narrower, the same rates."""
    sizes = _sizes(released_config())
    lm, mimi = sizes["flow_lm"], sizes["mimi"]
    lm["flow"].update(depth=1, dim=32)
    lm["transformer"].update(d_model=64, num_heads=4, num_layers=2, hidden_scale=2)
    lm["lookup_table"].update(dim=64, n_bins=SMALL_TOKENS)
    mimi["outer_dim"] = 64
    mimi["seanet"].update(dimension=64, n_filters=4)
    mimi["transformer"].update(
        d_model=64, num_heads=4, num_layers=1, dim_feedforward=64, input_dimension=64
    )
    mimi["transformer"]["output_dimensions"] = [64]
    mimi["quantizer"]["output_dimension"] = 64
    out.write_text(yaml.safe_dump(sizes), encoding="utf-8")
    return out


def write(folder: Path, config: Path | None = None, *, seed: int = 3, ends: float = 0.0) -> Path:
    """Write weights and tokenizer into the folder; returns it.

    The higher `ends`, the likelier is each frame to be the last.
    """
    from pocket_tts import TTSModel

    sizes = _sizes(config or released_config())
    (folder / WEIGHTS).parent.mkdir(parents=True)
    tokenizer = folder / TOKENIZER
    _tokenizer(sizes["flow_lm"]["lookup_table"]["n_bins"]).save(str(tokenizer))
    sizes["flow_lm"]["lookup_table"]["tokenizer_path"] = str(tokenizer)
    own = folder / "without_weights.yaml"
    own.write_text(yaml.safe_dump(sizes), encoding="utf-8")
    with torch.random.fork_rng(devices=()):
        torch.default_generator.manual_seed(seed)
        model = TTSModel.load_model(config=own)
        model.flow_lm.speaker_proj_weight.data.normal_(std=0.1)
        model.flow_lm.out_eos.bias.data.fill_(ends)
    own.unlink()
    save_file(
        {name: tensor.contiguous() for name, tensor in model.state_dict().items()},
        folder / WEIGHTS,
    )
    return folder


def _sizes(config: Path) -> dict[str, Any]:
    """A configuration without its weights, which are not here."""
    sizes = yaml.safe_load(config.read_text(encoding="utf-8"))
    for name in ("weights_path", "weights_path_without_voice_cloning"):
        sizes.pop(name, None)
    return sizes


def _tokenizer(count: int) -> Tokenizer:
    """A token for each ASCII character, and as many more as are wanted."""
    characters = ["<unk>", "▁", *string.ascii_letters, *string.digits, *string.punctuation]
    pieces = [*characters, *(f"<{number}>" for number in range(count - len(characters)))]
    tokenizer = Tokenizer(models.Unigram([(piece, -1.0) for piece in pieces], unk_id=0))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    return tokenizer
