"""Finds, checks and strictly loads the files of the released checkpoint.

Our modules use the checkpoint's tensor names; the few differences are resolved in this file only.
No code in a file is ever run: weights are read from safetensors or by
`torch.load(weights_only=True)`.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import torch
import yaml
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn
from transformers import LlamaConfig, LlamaForCausalLM, WhisperFeatureExtractor
from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding

from ..base import ModelFilesMissing
from .acoustic.flow import Flow
from .acoustic.vocoder import Vocoder
from .config import (
    ConfigUnknown,
    FlowConfig,
    SpeechTokenizerConfig,
    VocoderConfig,
    flow_config,
    read_json,
    speech_tokenizer_config,
)
from .files import CAMPPLUS, FILES, FLOW, FLOW_CONFIG, LLM, SPEECH_TOKENIZER, TOKENIZER, VOCODER
from .frontend import Frontend
from .int8 import quantise
from .language_model import LanguageModel
from .speaker import SpeakerEncoder
from .speech_tokenizer import SpeechTokenizer
from .text import tokenizer

_ENCODER = "model.encoder."
_CODEBOOK = f"{_ENCODER}codebook.weight"


class Checkpoint:
    """A checkpoint folder in the released layout (see `files`). Raises ModelFilesMissing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for file in FILES:
            if not (folder / file).is_file():
                raise ModelFilesMissing(_get_files(f"{folder / file} is missing"))

    def check(self) -> None:
        """Compare the names and shapes of all tensors with the components', loading no weights."""
        text = self.tokenizer()
        llm = self._llm_config()
        with torch.device("meta"):
            llama, flow = LlamaForCausalLM(llm), Flow(self._flow_config())
            vocoder = Vocoder(self._vocoder_config())
            speech = SpeechTokenizer(self._speech_config())
        if text.speech.audio + text.speech.count > llm.vocab_size:
            raise self._broken(TOKENIZER, "its speech tokens lie outside of llm's vocabulary")
        if (self._speech_config().quantize_vocab_size or 0) > text.speech.count:
            raise self._broken(SPEECH_TOKENIZER, "its codebook has more codes than speech tokens")
        self._compare(LLM, llama, self._llm_tensors(llm))
        self._compare(FLOW, flow, self._pickled(FLOW))
        self._compare(VOCODER, vocoder, self._pickled(VOCODER))
        self._compare(SPEECH_TOKENIZER, speech, self._speech_tensors())
        self.speaker_encoder()

    def tokenizer(self) -> tokenizer.TextTokenizer:
        try:
            return tokenizer.TextTokenizer(self.folder / TOKENIZER)
        except (ConfigUnknown, KeyError, ValueError) as error:
            raise self._broken(TOKENIZER, error) from error

    def language_model(
        self, device: torch.device, dtype: torch.dtype, *, int8: bool = False
    ) -> LanguageModel:
        """Load the language model; `int8` rounds its layers' weights to eight bits."""
        config = self._llm_config()
        # Built on the meta device: initialising 1.5 billion weights only to overwrite them takes a
        # minute.
        with torch.device("meta"):
            llama = LlamaForCausalLM(config)
        nn.Module.to(llama, dtype).to_empty(device=device).requires_grad_(False)
        llama.tie_weights()
        llama.model.rotary_emb = LlamaRotaryEmbedding(config).to(device)
        self._load(LLM, llama, self._llm_tensors(config))
        if int8:
            quantise(llama.model)
        return LanguageModel(llama, self.tokenizer().speech)

    def flow(self, device: torch.device) -> Flow:
        """Load the flow in float32: half precision makes it hiss."""
        flow = Flow(self._flow_config()).eval().requires_grad_(False)
        self._load(FLOW, flow, self._pickled(FLOW))
        return flow.to(device)

    def vocoder(self, device: torch.device) -> Vocoder:
        vocoder = Vocoder(self._vocoder_config()).eval().requires_grad_(False)
        self._load(VOCODER, vocoder, self._pickled(VOCODER))
        vocoder.fold()
        return vocoder.to(device)

    def frontend(self) -> Frontend:
        speech = SpeechTokenizer(self._speech_config()).eval().requires_grad_(False)
        self._load(SPEECH_TOKENIZER, speech, self._speech_tensors())
        features = WhisperFeatureExtractor.from_pretrained(self.folder / SPEECH_TOKENIZER)
        return Frontend(speech, features, self.speaker_encoder(), self.codebook())

    def speaker_encoder(self) -> SpeakerEncoder:
        try:
            return SpeakerEncoder(self.folder / CAMPPLUS)
        except Exception as error:  # onnxruntime raises many kinds for a broken file
            raise self._broken(CAMPPLUS, error) from error

    def codebook(self) -> str:
        """A fingerprint of the codebook that speech tokens index, from every 64th code."""
        for path in self._safetensors(SPEECH_TOKENIZER):
            with safe_open(path, framework="pt") as file:
                if _CODEBOOK in file.keys():  # noqa: SIM118 (not a mapping)
                    codes = file.get_tensor(_CODEBOOK)[::64].float().numpy()
                    return hashlib.sha256(codes.tobytes()).hexdigest()[:32]
        raise self._broken(SPEECH_TOKENIZER, f"it has no {_CODEBOOK}")

    def _llm_config(self) -> LlamaConfig:
        given = read_json(self.folder / LLM / "config.json")
        if given.get("model_type", "llama") != "llama":
            raise self._broken(LLM, f"a {given['model_type']}, not a llama")
        # `torch_dtype` and the like only describe how the weights were saved.
        return LlamaConfig(**{name: given[name] for name in given if name not in _SAVED_AS})

    def _flow_config(self) -> FlowConfig:
        try:
            return flow_config(flow_entry(self.folder / FLOW_CONFIG))
        except (ConfigUnknown, yaml.YAMLError, KeyError) as error:
            raise self._broken(FLOW_CONFIG, error) from error

    def _vocoder_config(self) -> VocoderConfig:
        """Derive the widths from two tensors, as the vocoder's file has no configuration."""
        shapes = {name: tensor.shape for name, tensor in self._pickled(VOCODER)}
        try:
            return VocoderConfig(
                channels=shapes["conv_pre.bias"][0],
                f0_channels=shapes["f0_predictor.classifier.weight"][1],
            )
        except KeyError as error:
            raise self._broken(VOCODER, f"it lacks {error}") from error

    def _speech_config(self) -> SpeechTokenizerConfig:
        try:
            return speech_tokenizer_config(
                read_json(self.folder / SPEECH_TOKENIZER / "config.json")
            )
        except ConfigUnknown as error:
            raise self._broken(SPEECH_TOKENIZER, error) from error

    def _llm_tensors(self, config: LlamaConfig) -> Iterator[tuple[str, Tensor]]:
        for name, tensor in self._stored(LLM):
            # Tied weights are stored once or twice.
            if not (config.tie_word_embeddings and name == "lm_head.weight"):
                yield name, tensor

    def _speech_tensors(self) -> Iterator[tuple[str, Tensor]]:
        """Yield the encoder's tensors up to the codebook, without later layers and the decoder."""
        used = self._speech_config().quantize_position
        for name, tensor in self._stored(SPEECH_TOKENIZER):
            inner = name.removeprefix(_ENCODER)
            if inner == name or inner.startswith("layer_norm."):
                continue
            if inner.startswith("layers.") and int(inner.split(".")[1]) >= used:
                continue
            yield inner, tensor

    def _stored(self, folder: str) -> Iterator[tuple[str, Tensor]]:
        for path in self._safetensors(folder):
            try:
                with safe_open(path, framework="pt") as file:
                    for name in file.keys():  # noqa: SIM118 (not a mapping)
                        yield name, file.get_tensor(name)
            except (SafetensorError, OSError) as error:
                raise self._broken(path.relative_to(self.folder), error) from error

    def _safetensors(self, folder: str) -> list[Path]:
        index = self.folder / folder / "model.safetensors.index.json"
        if index.is_file():
            names = sorted(set(read_json(index)["weight_map"].values()))
            paths = [self.folder / folder / name for name in names]
        else:
            paths = sorted((self.folder / folder).glob("model*.safetensors"))
        missing = [path for path in paths if not path.is_file()]
        if missing or not paths:
            named = missing[0] if missing else self.folder / folder / "model*.safetensors"
            raise ModelFilesMissing(_get_files(f"{named} is missing"))
        return paths

    def _pickled(self, file: str) -> Iterator[tuple[str, Tensor]]:
        path = self.folder / file
        try:
            # Files from before torch 1.6 are no zip archives, and can't be mapped.
            stored = torch.load(
                path, map_location="cpu", weights_only=True, mmap=zipfile.is_zipfile(path)
            )
        except Exception as error:  # torch raises many kinds for a broken file
            raise self._broken(file, error) from error
        stored = stored.get("model", stored)
        for name, tensor in stored.items():
            yield _renamed(name), tensor

    def _compare(self, file: str, module: nn.Module, given: Iterator[tuple[str, Tensor]]) -> None:
        wanted = _wanted(module)
        stored = {name: tuple(tensor.shape) for name, tensor in given}
        if missing := wanted.keys() - stored.keys():
            raise self._broken(file, f"it lacks {_some(missing)}")
        if foreign := stored.keys() - wanted.keys():
            raise self._broken(file, f"it has unknown tensors {_some(foreign)}")
        if odd := {name for name in wanted if stored[name] != tuple(wanted[name].shape)}:
            name = min(odd)
            shapes = f"{stored[name]}, not {tuple(wanted[name].shape)}"
            raise self._broken(file, f"{name} has the shape {shapes}")

    def _load(self, file: str, module: nn.Module, given: Iterator[tuple[str, Tensor]]) -> None:
        """Copy tensor by tensor, so that no file is ever in memory whole."""
        wanted = _wanted(module)
        missing = set(wanted)
        with torch.no_grad():
            for name, tensor in given:
                if name not in wanted:
                    raise self._broken(file, f"it has an unknown tensor {name}")
                if wanted[name].shape != tensor.shape:
                    shapes = f"{tuple(tensor.shape)}, not {tuple(wanted[name].shape)}"
                    raise self._broken(file, f"{name} has the shape {shapes}")
                wanted[name].copy_(tensor)
                missing.discard(name)
        if missing:
            raise self._broken(file, f"it lacks {_some(missing)}")

    def _broken(self, file: str | Path, problem: object) -> ModelFilesMissing:
        return ModelFilesMissing(_get_files(f"{self.folder / file} is broken: {problem}"))


def check(folder: Path) -> None:
    """Raise ModelFilesMissing unless the folder holds a checkpoint that this engine can load."""
    Checkpoint(folder).check()


_SAVED_AS = ("torch_dtype", "dtype", "architectures", "transformers_version", "model_type")


def _wanted(module: nn.Module) -> Mapping[str, Tensor]:
    """Parameters and saved buffers by name, tied ones once."""
    state = module.state_dict()
    if isinstance(module, LlamaForCausalLM) and module.config.tie_word_embeddings:
        del state["lm_head.weight"]
    return state


def _renamed(name: str) -> str:
    """Rename weight norm's tensors from before torch 2.0's parametrizations."""
    if name.endswith(".weight_g"):
        return f"{name.removesuffix('weight_g')}parametrizations.weight.original0"
    if name.endswith(".weight_v"):
        return f"{name.removesuffix('weight_v')}parametrizations.weight.original1"
    return name


def flow_entry(path: Path) -> dict[str, Any]:
    """Read the entry `flow` of a HyperPyYAML file; resolves references but creates no objects."""
    # _Plain is a SafeLoader.
    given = yaml.load(path.read_text(encoding="utf-8"), Loader=_Plain)  # noqa: S506
    entry = given["flow"]
    return {
        name: given[value.name] if isinstance(value, _Reference) else value
        for name, value in entry.items()
    }


class _Reference(str):
    @property
    def name(self) -> str:
        return self.strip("<> ")


class _Plain(yaml.SafeLoader):
    """Reads HyperPyYAML's tagged values as plain values."""


def _plain(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    value = loader.construct_scalar(cast(yaml.ScalarNode, node))
    return _Reference(value) if suffix == "ref" else value


_Plain.add_multi_constructor("!", _plain)


def _some(names: set[str]) -> str:
    shown = ", ".join(sorted(names)[:3])
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown


def _get_files(problem: str) -> str:
    return f"{problem}; get the files with: manage.py models pull glm_tts"
