"""The weights as floats, on OpenVINO: all in float32, or with the convolutions in bfloat16.

Sixteen sentences on one core of a processor with AVX512-BF16: 2.9 s of audio per second with
bfloat16, where int8 products on ONNX Runtime give 2.0 and float32 1.5. Against float32 the mel
distance is 0.16 dB (0.19 at the most); the int8 file's rounding changes durations and is 3.5 dB
away. DNSMOS of six sentences: 3.37, int8 3.31. It takes 0.6 GB of memory when loaded, 1.3 after
eight seconds of speech and 1.9 after 23, where ONNX Runtime takes 0.35.
"""

from __future__ import annotations

import ctypes
import gc
import threading
from pathlib import Path
from typing import Any, Literal

import onnx
import openvino

from ...base import Samples
from ..graph.durations import DURATIONS, add_durations
from ..graph.floating import to_float
from ..graph.melody import F0, add_melody
from ..graph.parts import AUDIO, PLANNED, SPOKEN, Parts, cut
from ..graph.snake import spell_snakes
from ..graph.source import convolve_source
from ..graph.upsampling import convolve_upsampling
from .onnx_int8 import THREADS
from .port import Plan, Score

Precision = Literal["bf16", "f32"]
NAMES: dict[Precision, str] = {"bf16": "openvino-bf16", "f32": "openvino-f32"}


def has_bfloat16() -> bool:
    """True on a processor that multiplies bfloat16: on others OpenVINO would convert to and fro."""
    return "BF16" in openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")


class OpenVinoFloats:
    """Three compiled parts of the network. The middle one computes in `precision`, the others in
    float32."""

    def __init__(self, model: Path, precision: Precision) -> None:
        """Raises what onnx and openvino raise for a broken file, ValueError for another graph."""
        self.name = NAMES[precision]
        score, body, voice = _parts(model)
        convolve_source(score.graph)
        spell_snakes(body.graph)
        convolve_upsampling(body.graph)
        core = openvino.Core()
        self._score = _compiled(core, score, "f32")
        self._body = _compiled(core, body, precision)
        self._voice = _compiled(core, voice, "f32")
        del score, body, voice
        _return_memory()
        # A request for inference holds its tensors: one utterance at a time.
        self._in_use = threading.Lock()

    def plan(self, score: Score) -> Plan:
        """Decide how the score is spoken."""
        with self._in_use:
            self._score.infer(score._asdict())
            made = {
                name: self._score.get_tensor(name).data.copy() for name in (*PLANNED, F0, DURATIONS)
            }
        return Plan(score.style, made.pop(DURATIONS)[0], made.pop(F0)[0], made)

    def render(self, plan: Plan, start: int, stop: int) -> Samples:
        """The sound of the plan's frames from `start` to `stop`."""
        with self._in_use:
            self._body.infer(plan.between(start, stop))
            self._voice.infer({SPOKEN: self._body.get_tensor(SPOKEN)})
            samples: Samples = self._voice.get_tensor(AUDIO).data.reshape(-1).copy()
        return samples


def _parts(model: Path) -> Parts:
    proto = onnx.load(str(model))
    add_melody(proto.graph)
    add_durations(proto.graph)
    to_float(proto.graph)
    return cut(proto)


def _return_memory() -> None:
    """Give the system back what the graph took while it was changed: without this, a process keeps
    2.5 GB instead of 0.6 GB before its first sentence."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc alone has it
    if trim is not None:
        trim(0)


def _compiled(core: openvino.Core, part: onnx.ModelProto, precision: str) -> Any:
    options = {
        "INFERENCE_PRECISION_HINT": precision,
        "INFERENCE_NUM_THREADS": THREADS,
        "NUM_STREAMS": 1,
        # Pages and databases run on the same cores.
        "ENABLE_CPU_PINNING": False,
        # Every sentence has another length: what was prepared for one seldom fits another. Without
        # this memory, sixteen sentences took 28.4 s of processor instead of 32.0, and 90 MB less.
        "CPU_RUNTIME_CACHE_CAPACITY": 0,
    }
    model = core.read_model(part.SerializeToString())
    return core.compile_model(model, "CPU", options).create_infer_request()
