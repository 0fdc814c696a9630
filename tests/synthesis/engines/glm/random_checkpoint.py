"""A checkpoint of GLM-TTS in the released layout, small and with random numbers: it speaks noise.

All folders are there, so all that reads the real one reads it: pulling, verifying, enrolment,
synthesis.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from safetensors.torch import save_file
from torch import nn
from transformers import LlamaConfig, LlamaForCausalLM, WhisperFeatureExtractor

from synthesis.engines.glm_tts.acoustic.flow import Flow
from synthesis.engines.glm_tts.acoustic.vocoder import Vocoder
from synthesis.engines.glm_tts.config import (
    FlowConfig,
    SpeechTokenizerConfig,
    VocoderConfig,
)
from synthesis.engines.glm_tts.golden import filled
from synthesis.engines.glm_tts.speech_tokenizer import SpeechTokenizer

AUDIO = 64
"""Speech tokens of a small checkpoint; the released one has 32768."""
WORDS = ("你好", "hello", " world", "th", "er", "in", "重", "庆")
PHONEMES = ("CH", "ONG2", "Q", "ING4", "ZH", "ONG4", "III4", "X", "IAN2", "ə", "t", "o")

SMALL_FLOW = FlowConfig(
    dim=64, depth=2, heads=2, speech_token_dim=32, vocab_size=AUDIO, token_blocks=1
)
SMALL_VOCODER = VocoderConfig(channels=16, f0_channels=16)
SMALL_SPEECH = SpeechTokenizerConfig(
    d_model=32,
    encoder_attention_heads=2,
    encoder_ffn_dim=64,
    num_mel_bins=128,
    pooling_kernel_size=2,
    pooling_type="avg",
    pooling_position=1,
    quantize_position=2,
    quantize_vocab_size=AUDIO,
    quantize_ema_decay=0.99,
    quantize_causal_block_size=200,
)


def small_llm(**other: Any) -> LlamaConfig:
    sizes: dict[str, Any] = {
        "hidden_size": 48,
        "intermediate_size": 96,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "head_dim": 16,
    }
    return LlamaConfig(
        **{**sizes, **other},
        tie_word_embeddings=True,
        rms_norm_eps=1e-5,
        max_position_embeddings=8192,
    )


@dataclass(frozen=True)
class Sizes:
    """`audio` speech tokens among `vocabulary`, 0 for as many as the tokenizer has.

    `dtype` is that of the language model's file.
    """

    llm: LlamaConfig
    flow: FlowConfig = SMALL_FLOW
    vocoder: VocoderConfig = SMALL_VOCODER
    speech: SpeechTokenizerConfig = SMALL_SPEECH
    audio: int = AUDIO
    vocabulary: int = 0
    dtype: torch.dtype = torch.float32


def write(folder: Path, sizes: Sizes | None = None) -> Path:
    """Write all files of a checkpoint; returns the folder."""
    sizes = sizes or Sizes(small_llm())
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = write_tokenizer(folder / "vq32k-phoneme-tokenizer", sizes.audio)
    _write_llm(folder / "llm", sizes, sizes.vocabulary or vocabulary)
    _write_speech_tokenizer(folder / "speech_tokenizer", sizes.speech)
    _write_flow(folder / "flow", sizes.flow)
    (folder / "hift").mkdir(exist_ok=True)
    vocoder = filled(Vocoder(sizes.vocoder), "random")
    with torch.no_grad():
        vocoder.f0_predictor.classifier.bias.add_(120)
    torch.save(vocoder.state_dict(), folder / "hift/hift.pt")
    _write_speaker(folder / "campplus.onnx")
    return folder


def write_tokenizer(folder: Path, audio: int) -> int:
    """Write the tokenizer's files; returns the size of its vocabulary, a multiple of 64."""
    folder.mkdir(parents=True, exist_ok=True)
    ranks = [bytes([number]) for number in range(256)]
    ranks += list(_merges(ranks))
    lines = (f"{base64.b64encode(token).decode()} {rank}" for rank, token in enumerate(ranks))
    (folder / "tokenizer.model").write_text("\n".join(lines) + "\n")
    added = ["<|endoftext|>", "<|user|>", "<|begin_of_audio|>"]
    added += [f"<|{phoneme}|>" for phoneme in PHONEMES]
    added += [f"<|audio_{index}|>" for index in range(audio)]
    decoder = {
        str(len(ranks) + index): {"content": content, "special": True}
        for index, content in enumerate(added)
    }
    config = {"added_tokens_decoder": decoder, "tokenizer_class": "ChatGLM4Tokenizer"}
    (folder / "tokenizer_config.json").write_text(json.dumps(config))
    # The real one brings code; this code would end the process if it were run.
    code = "raise SystemExit('code of a checkpoint was run')\npat_str = r'\\p{L}+|\\s+|.'\n"
    (folder / "tokenization_chatglm.py").write_text(code)
    return -(-(len(ranks) + len(added)) // 64) * 64


def _merges(single: list[bytes]) -> Iterator[bytes]:
    """Yield every prefix of every word, so that byte pairs lead to the word."""
    seen = set(single)
    for word in WORDS:
        data = word.encode()
        for end in range(2, len(data) + 1):
            if data[:end] not in seen:
                seen.add(data[:end])
                yield data[:end]


def _write_llm(folder: Path, sizes: Sizes, vocabulary: int) -> None:
    config = LlamaConfig(**{**sizes.llm.to_dict(), "vocab_size": vocabulary})
    before = torch.get_default_dtype()
    torch.set_default_dtype(sizes.dtype)
    try:
        with torch.random.fork_rng(devices=()):
            torch.manual_seed(1)
            llama = LlamaForCausalLM(config)
    finally:
        torch.set_default_dtype(before)
    with torch.no_grad():
        # As sharp as a trained model's distribution, so that sampling matters.
        llama.model.embed_tokens.weight.mul_(3)
    llama.save_pretrained(folder)


def _write_speech_tokenizer(folder: Path, config: SpeechTokenizerConfig) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    given = {**asdict(config), "encoder_layers": config.quantize_position + 1}
    (folder / "config.json").write_text(json.dumps(given))
    WhisperFeatureExtractor(feature_size=config.num_mel_bins).save_pretrained(folder)
    module = filled(SpeechTokenizer(config), "random")
    stored = {f"model.encoder.{name}": t.clone() for name, t in module.state_dict().items()}
    # Parts of the real file that are never read: a later layer, the last norm, the decoder.
    unread = torch.zeros(config.d_model)
    for name in (
        f"model.encoder.layers.{config.quantize_position}.fc2.bias",
        "model.encoder.layer_norm.weight",
        "model.decoder.layer_norm.weight",
    ):
        stored[name] = unread.clone()
    save_file(stored, folder / "model.safetensors")


def _write_flow(folder: Path, config: FlowConfig) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    flow = filled(Flow(config), "random")
    torch.save({"model": flow.state_dict()}, folder / "flow.pt")
    entries = "\n".join(f"    {name}: {value}" for name, value in asdict(config).items())
    (folder / "config.yaml").write_text(
        "mel_rate: 50\n"
        "flow: !new:flow.flow.Flow\n"
        f"{entries}\n"
        "    spkr_emb_adaLN: true\n"
        "    speech_token_cfg: false\n"
        "    remove_spkr_concat_condition: true\n"
        "    mel_framerate: !ref <mel_rate>\n"
        "    input_frame_rate: 25\n"
    )


def _write_speaker(path: Path) -> None:
    """An ONNX file with the input and output of CAM++: a mean over time, and one layer."""
    layer = nn.Linear(80, 192, bias=False).weight.detach().T.contiguous().numpy()
    squared = helper.make_node("Mul", ["feats", "feats"], ["squared"])
    mean = helper.make_node("ReduceMean", ["squared", "axes"], ["mean"], keepdims=0)
    out = helper.make_node("MatMul", ["mean", "layer"], ["embedding"])
    graph = helper.make_graph(
        [squared, mean, out],
        "speaker",
        [helper.make_tensor_value_info("feats", TensorProto.FLOAT, ["B", "T", 80])],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["B", 192])],
        [
            numpy_helper.from_array(layer, "layer"),
            helper.make_tensor("axes", TensorProto.INT64, [1], [1]),
        ],
    )
    opset = helper.make_opsetid("", 18)
    onnx.save(helper.make_model(graph, opset_imports=[opset], ir_version=9), str(path))
