"""Compares every component with golden values, using weights generated from the tensors' names.

    python -m synthesis.engines.glm_tts.golden FILE.npz --salt SALT
        [--vq-config FILE] [--llm-config FILE]

Prints one line per case: name, error, ok. Exits with 1 if any case is off. The configurations
default to `vq_config.json` and `llm_config.json` beside FILE.
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from transformers import LlamaConfig, LlamaForCausalLM

from .acoustic.flow import Carried, Flow, FlowJob, Solved, final_frames
from .acoustic.flow_stage import FlowStage
from .acoustic.mel import mel_features
from .acoustic.vocoder import Vocoder
from .config import (
    FlowConfig,
    VocoderConfig,
    read_json,
    speech_tokenizer_config,
)
from .decoder.slot_decoder import Order, SlotDecoder
from .decoder.state import SlotState
from .language_model import LanguageModel, SpeechIds, bounds, sequence
from .speech_tokenizer import SpeechTokenizer

TOLERANCE = 1e-3
"""The most that max |a − b| / max |b| may be. Integers must be equal."""

IDS = SpeechIds(audio=900, count=1000, begin=1950, end=1951)

Arrays = Mapping[str, NDArray[Any]]
Case = tuple[str, float]
Module = TypeVar("Module", bound=nn.Module)


def fill(name: str, shape: tuple[int, ...], salt: str) -> NDArray[np.float32]:
    """Generate a tensor's weights from its name: normal numbers, scaled to keep layers stable."""
    random = np.random.Generator(np.random.PCG64(zlib.crc32(f"{salt}:{name}".encode())))
    x = random.standard_normal(shape, dtype=np.float32)
    if name.endswith("weight.original0"):
        weights: NDArray[np.floating] = np.abs(x) * 0.1 + 0.5
    elif x.ndim >= 2:
        weights = x / np.sqrt(np.prod(shape[1:]))  # in float64, then rounded once
    elif name.endswith(("weight", "alpha")):
        weights = 1 + 0.1 * x
    else:
        weights = 0.1 * x
    return weights.astype(np.float32)


def filled(module: Module, salt: str) -> Module:
    """Set every weight of the module from its name; returns it ready for inference."""
    seen: set[int] = set()
    for name, tensor in module.state_dict().items():
        # Tied weights are generated from the first of their names.
        if tensor.is_floating_point() and tensor.data_ptr() not in seen:
            seen.add(tensor.data_ptr())
            tensor.copy_(torch.from_numpy(fill(name, tuple(tensor.shape), salt)))
    return module.eval()


def mel_cases(golden: Arrays) -> Iterator[Case]:
    mel = mel_features(torch.from_numpy(golden["mel.wav"]))
    yield "mel.out", error(mel, golden["mel.out"])


def flow_cases(golden: Arrays, salt: str) -> Iterator[Case]:
    flow = filled(Flow(FlowConfig()), f"{salt}:flow")
    given = {name: torch.from_numpy(golden[f"flow.{name}"]) for name in FLOW_GIVEN}
    prompt, new = given["prompt_token"], given["token"]
    blocks = (len(prompt), *(int(size) for size in golden["flow.stream_blocks"]))

    def job(
        tokens: Tensor, blocks: tuple[int, ...] = (), carried: Carried | None = None
    ) -> FlowJob:
        return FlowJob(
            tokens=torch.cat([prompt, tokens]),
            prompt_mel=given["prompt_feat"][0],
            speaker=given["embedding"][0],
            noise=given["noise"][0],
            blocks=blocks,
            carried=carried,
        )

    for name, pattern in (("velocity_t0.3", ()), ("velocity_t0.3_block_causal", blocks)):
        whole = job(new, pattern)
        velocity = flow.velocity_without_prompt(whole, 0.3)
        yield f"flow.{name}", error(velocity, golden[f"flow.{name}"][0])
    solved = FlowStage(flow).solve([job(new)])[0]
    yield "flow.mel", error(solved.mel.T, golden["flow.mel"][0])
    yield from _stream_cases(golden, flow, job, new, blocks)


FLOW_GIVEN = ("prompt_token", "token", "prompt_feat", "embedding", "noise")


def _stream_cases(
    golden: Arrays,
    flow: Flow,
    job: Callable[[Tensor, tuple[int, ...], Carried | None], FlowJob],
    new: Tensor,
    blocks: tuple[int, ...],
) -> Iterator[Case]:
    carried: Carried | None = None
    total = 0
    for index, size in enumerate(golden["flow.stream_sizes"]):
        total += int(size)
        given = job(new[:total], blocks, carried)
        solved: Solved = FlowStage(flow).solve([given])[0]
        yield f"flow.stream_mel_{index}", error(solved.mel.T, golden[f"flow.stream_mel_{index}"][0])
        block = blocks[min(index + 1, len(blocks) - 1)]
        prompt = len(given.prompt_mel)
        carried = Carried(solved.states, final_frames(prompt, len(solved.mel), block // 2))


def vocoder_cases(golden: Arrays, salt: str) -> Iterator[Case]:
    vocoder = filled(Vocoder(VocoderConfig()), f"{salt}:hift")
    with torch.no_grad():
        vocoder.f0_predictor.classifier.weight.mul_(150)
        vocoder.f0_predictor.classifier.bias.add_(120)
    vocoder.fold()
    mel = torch.from_numpy(golden["hift.mel"])
    with torch.inference_mode():
        f0 = vocoder.f0_predictor(mel)
        source = vocoder.m_source(f0, vocoder.m_source.turns(f0), None)
    yield "hift.f0", error(f0, golden["hift.f0"])
    yield "hift.source", error(source, golden["hift.source"])
    yield "hift.wav", error(vocoder(mel, None), golden["hift.wav"])


def speech_tokenizer_cases(golden: Arrays, salt: str, config: Path) -> Iterator[Case]:
    tokenizer = SpeechTokenizer(speech_tokenizer_config(read_json(config)))
    filled(tokenizer, f"{salt}:vq")
    with torch.no_grad():
        tokenizer.codebook.weight.mul_(8)
    tokens = tokenizer(torch.from_numpy(golden["vq.features"]), torch.from_numpy(golden["vq.mask"]))
    yield "vq.tokens", error(tokens, golden["vq.tokens"])


def language_model_cases(golden: Arrays, salt: str, config: Path) -> Iterator[Case]:
    llama = LlamaForCausalLM(LlamaConfig(**read_json(config)))
    filled(llama, f"{salt}:llm")
    with torch.no_grad():
        for name, weight in llama.named_parameters():
            if name.endswith("proj.weight"):
                weight.mul_(3)
        llama.model.embed_tokens.weight.mul_(11.3)
    # The golden tokens are the likeliest of the whole vocabulary, so all of it is speech here. The
    # end of audio is then in it twice.
    everything = SpeechIds(audio=0, count=llama.config.vocab_size, begin=IDS.begin, end=IDS.end)
    prompt_text, text, speech = (
        golden[f"llm.{name}"].tolist() for name in ("prompt_text", "text", "prompt_speech")
    )
    least, most = bounds(len(text))
    logits: list[Tensor] = []

    def greedy(given: Tensor, state: SlotState) -> Tensor:
        logits.append(given[slot, :-1].clone())
        given[:, IDS.end] = -torch.inf
        return given.argmax(dim=-1)

    decoder = SlotDecoder(LanguageModel(llama, everything), slots=2, draw=greedy)
    prompt = sequence(prompt_text, text, speech, IDS)
    slot = decoder.admit(Order(prompt, least=least, most=most, temperature=1.0, seed=0))
    tokens: list[int] = []
    ended = False
    while not ended:
        decoder.step(5)
        for spoken in decoder.read().values():
            tokens += spoken.tokens
            ended = spoken.ended
    yield "llm.first_logits", error(logits[0], golden["llm.first_logits"])
    yield (
        "llm.greedy_tokens",
        error(torch.tensor([tokens]) - IDS.audio, golden["llm.greedy_tokens"]),
    )


def error(output: Tensor, wanted: NDArray[Any]) -> float:
    """Relative error of floats, share of integers that differ; infinite if shapes differ."""
    got = output.numpy(force=True)
    if got.shape != wanted.shape:
        return float("inf")
    if np.issubdtype(wanted.dtype, np.integer):
        return float((got != wanted).mean())
    worst = np.abs(got - wanted).max() / np.abs(wanted).max()
    return float("inf") if np.isnan(worst) else float(worst)


def cases(golden: Arrays, salt: str, vq_config: Path, llm_config: Path) -> Iterator[Case]:
    """Yield name and error of every case in the file."""
    parts: dict[str, Callable[[], Iterator[Case]]] = {
        "mel.": lambda: mel_cases(golden),
        "flow.": lambda: flow_cases(golden, salt),
        "hift.": lambda: vocoder_cases(golden, salt),
        "vq.": lambda: speech_tokenizer_cases(golden, salt, vq_config),
        "llm.": lambda: language_model_cases(golden, salt, llm_config),
    }
    for prefix, run in parts.items():
        if any(name.startswith(prefix) for name in golden):
            yield from run()


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--salt", required=True)
    parser.add_argument("--vq-config", type=Path)
    parser.add_argument("--llm-config", type=Path)
    given = parser.parse_args()
    vq_config = given.vq_config or given.file.with_name("vq_config.json")
    llm_config = given.llm_config or given.file.with_name("llm_config.json")
    with np.load(given.file, allow_pickle=False) as npz:
        golden = dict(npz)
    good = True
    for name, off in cases(golden, given.salt, vq_config, llm_config):
        exact = np.issubdtype(golden[name].dtype, np.integer)
        ok = off == 0 if exact else off <= TOLERANCE
        good &= ok
        print(f"{name:<32} {off:9.2e}  {'ok' if ok else 'OFF'}", flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
