"""The sizes of every component: the released checkpoint's, or those in its configuration files.

After GLM-TTS (arXiv 2512.14291, code zai-org/GLM-TTS at c5dc7ae).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

SAMPLE_RATE = 24_000
TOKEN_RATE = 25
"""Speech tokens per second."""
ENCODER_RATE = 50
"""Positions per second in Whisper's encoder, before they are pooled."""
MEL_RATE = 50
"""Mel frames per second."""
MELS = 80
HOP = SAMPLE_RATE // MEL_RATE
"""Samples per mel frame: 480."""
SPEAKER = 192
"""Size of CAM++'s embedding."""


class ConfigUnknown(ValueError):
    """A file of the checkpoint describes a model that this engine does not support."""


@dataclass(frozen=True, slots=True)
class FlowConfig:
    """The flow-matching DiT, with the names of `flow/config.yaml` and the reference's sizes."""

    dim: int = 768
    depth: int = 18
    heads: int = 12
    ff_mult: int = 2
    speech_token_dim: int = 512
    vocab_size: int = 100_000
    token_blocks: int = 4
    guidance: float = 0.7
    steps: int = 10


@dataclass(frozen=True, slots=True)
class VocoderConfig:
    """HiFT as in CosyVoice 2 at 24 kHz."""

    channels: int = 512
    harmonics: int = 9
    upsample: tuple[int, ...] = (8, 5, 3)
    upsample_kernels: tuple[int, ...] = (16, 11, 7)
    kernels: tuple[int, ...] = (3, 7, 11)
    source_kernels: tuple[int, ...] = (7, 7, 11)
    dilations: tuple[int, ...] = (1, 3, 5)
    n_fft: int = 16
    hop: int = 4
    f0_channels: int = 512


@dataclass(frozen=True, slots=True)
class SpeechTokenizerConfig:
    """Whisper's encoder with a codebook, with the names of `speech_tokenizer/config.json`.

    The defaults are those of the reference's `WhisperVQConfig`, since such a file leaves out what
    equals them.
    """

    d_model: int = 384
    encoder_attention_heads: int = 6
    encoder_ffn_dim: int = 1536
    num_mel_bins: int = 80
    max_source_positions: int = 1500
    pooling_kernel_size: int | None = None
    pooling_type: str = "max"
    pooling_position: int = 0
    quantize_position: int = 16
    quantize_vocab_size: int | None = None
    quantize_ema_decay: float | None = None
    quantize_causal_block_size: int | None = None
    encoder_causal_convolution: bool = False


FLOW_FIXED = {
    "spkr_emb_adaLN": True,
    "speech_token_cfg": False,
    "remove_spkr_concat_condition": True,
    "use_wavlm_emb": False,
    "big_model": False,
    "mel_dim": MELS,
    "mel_framerate": MEL_RATE,
    "input_frame_rate": TOKEN_RATE,
}
"""The reference's switches as set for the released weights; other values are not supported."""

SPEECH_TOKENIZER_FIXED = {
    "pooling_kernel_size": ENCODER_RATE // TOKEN_RATE,
    "quantize_causal_encoder": False,
    "encoder_causal_attention": False,
    "activation_function": "gelu",
    "scale_embedding": False,
}
SPEECH_TOKENIZER_DEFAULTS = {
    "pooling_kernel_size": None,
    "quantize_causal_encoder": False,
    "encoder_causal_attention": False,
    "activation_function": "gelu",
    "scale_embedding": False,
}
POOLING = ("avg", "max")


def flow_config(given: Mapping[str, Any]) -> FlowConfig:
    """Read the `flow` entry of `flow/config.yaml`. Raises ConfigUnknown for other switches.

    Small models also give `dim`, `depth`, `heads` and `token_blocks`.
    """
    _must_be(given, FLOW_FIXED, "flow/config.yaml")
    return FlowConfig(**_known(FlowConfig, given))


def speech_tokenizer_config(given: Mapping[str, Any]) -> SpeechTokenizerConfig:
    """Read `speech_tokenizer/config.json`. Raises ConfigUnknown for other switches."""
    file = "speech_tokenizer/config.json"
    _must_be({**SPEECH_TOKENIZER_DEFAULTS, **given}, SPEECH_TOKENIZER_FIXED, file)
    config = SpeechTokenizerConfig(**_known(SpeechTokenizerConfig, given))
    if config.pooling_type not in POOLING:
        raise ConfigUnknown(f"{file} has pooling_type: {config.pooling_type!r}")
    if config.quantize_vocab_size is None:
        raise ConfigUnknown(f"{file} has no quantize_vocab_size, so it has no codebook")
    if not 0 < config.pooling_position <= config.quantize_position:
        raise ConfigUnknown(f"{file} has pooling_position: {config.pooling_position}")
    return config


def read_json(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def _must_be(given: Mapping[str, Any], fixed: Mapping[str, Any], file: str) -> None:
    for name, value in fixed.items():
        if given.get(name, value) != value:
            raise ConfigUnknown(f"{file} has {name}: {given[name]!r}; only {value!r} is supported")


def _known(of: type, given: Mapping[str, Any]) -> dict[str, Any]:
    return {field.name: given[field.name] for field in fields(of) if field.name in given}
