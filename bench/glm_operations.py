"""Counts the operations of a decode step and of a flow: on a GPU, each is a kernel's launch.

The small random model's layers are narrow, but as many as the released model's, so the counts are
the released model's.
"""

from collections.abc import Iterator, Sequence

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from transformers import LlamaForCausalLM

from bench.table import Figure, at_most
from synthesis.engines.glm_tts.acoustic.flow import Flow, FlowJob
from synthesis.engines.glm_tts.acoustic.flow_stage import FlowStage
from synthesis.engines.glm_tts.config import FlowConfig
from synthesis.engines.glm_tts.decoder.drawing import Sampling
from synthesis.engines.glm_tts.decoder.slot_decoder import Order, SlotDecoder
from synthesis.engines.glm_tts.decoder.state import sampled
from synthesis.engines.glm_tts.golden import filled
from synthesis.engines.glm_tts.language_model import LanguageModel, SpeechIds
from tests.synthesis.engines.glm.random_checkpoint import AUDIO, small_llm

LAYERS, DEPTH = 28, 18
BEFORE = {"token": 1430, "waits": 1, "flow": 8134}
"""Counted in the same way with the cache of transformers and flows inside the token loop."""

NO_WORK = (
    "alias", "as_strided", "chunk", "detach", "empty", "expand", "lift", "narrow", "new_empty",
    "permute", "reshape", "resize", "select", "slice", "split", "squeeze", "transpose", "unbind",
    "unflatten", "unfold", "unsqueeze", "view",
)  # fmt: skip
"""Beginnings of the names of operations that only look at memory in another way."""


class Counted(TorchDispatchMode):
    """Notes the operations that do work."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]
        with self:
            taken_apart = function.decompose(*args, **(kwargs or {}))
        if taken_apart is not NotImplemented:
            return taken_apart
        name = function.name().split("::")[1]
        if not name.startswith(NO_WORK) and name.split(".")[0] != "t":
            self.names.append(name)
        return function(*args, **(kwargs or {}))


def waits(names: Sequence[str]) -> int:
    """How many of the operations wait for the device."""
    return sum("local_scalar" in name or "nonzero" in name for name in names)


def token() -> Counted:
    """One token of eight segments, with weights as a GPU has them."""
    llama = LlamaForCausalLM(small_llm(vocab_size=400, num_hidden_layers=LAYERS))
    with torch.backends.mkldnn.flags(enabled=False):
        model = LanguageModel(llama.requires_grad_(False), SpeechIds(300, 64, 7, 8))
    decoder = SlotDecoder(model, slots=8, draw=sampled(Sampling()))
    for seed in range(8):
        decoder.admit(Order([1] * 20, least=90, most=90, temperature=1.0, seed=seed))
    for _ in range(10):
        decoder.step(1)
    with Counted() as counted:
        decoder.step(1)
    return counted


def flow() -> Counted:
    """The ten steps of one flow, with what prepares it."""
    config = FlowConfig(dim=64, depth=DEPTH, heads=2, speech_token_dim=32, vocab_size=AUDIO)
    chance = torch.Generator().manual_seed(0)
    job = FlowJob(
        torch.randint(0, AUDIO, (40,), generator=chance),
        torch.randn(30, 80, generator=chance),
        torch.randn(192, generator=chance),
        torch.randn(80, 80, generator=chance),
        (15, 25, 50, 200),
    )
    stage = FlowStage(filled(Flow(config), "random"))
    with Counted() as counted:
        stage.solve([job])
    return counted


def figures() -> Iterator[Figure]:
    tokens = token().names
    yield Figure("operations a token, before fixed slots", BEFORE["token"], "", None)
    yield at_most("operations a token, captured as one graph", len(tokens), BEFORE["token"])
    yield Figure("waits for the device in a token, before", BEFORE["waits"], "", None)
    yield at_most("waits for the device in a token", waits(tokens), 0)
    yield Figure("operations a flow, before its own stage", BEFORE["flow"], "", None)
    yield at_most("operations a flow, ten graphs", len(flow().names), 1.05 * BEFORE["flow"])
