"""Adds an output to Kokoro's graph that returns how long it speaks each phoneme."""

from __future__ import annotations

import onnx
from onnx import TensorProto, helper

from ..catalogue import SAMPLE_RATE

DURATIONS = "durations"
"""Output [1, phonemes + 2]: whole frames of the silence before, each phoneme, the silence after.
Their sum times `HOP` is exactly the length of the audio in samples."""

FRAME_RATE = 40
HOP = SAMPLE_RATE // FRAME_RATE

_PREDICTED = "/encoder/Clip_output_0"


def add_durations(graph: onnx.GraphProto) -> None:
    """Add the output `DURATIONS`. Raises ValueError if the graph doesn't predict durations where
    Kokoro v1.0 does."""
    if not any(_PREDICTED in node.output for node in graph.node):
        raise ValueError("the graph has no durations")
    graph.node.append(helper.make_node("Identity", [_PREDICTED], [DURATIONS], name=DURATIONS))
    graph.output.append(
        helper.make_tensor_value_info(DURATIONS, TensorProto.FLOAT, [1, "phonemes"])
    )
