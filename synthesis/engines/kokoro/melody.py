"""Kokoro's graph with its melody in reach: two more inputs scale the F0 curve, an output gives it.

The F0 curve is predicted inside the graph, from the prosody half of the style, and feeds both the
decoder and the harmonic source. Between the two it is multiplied here; with a pitch of 0 and a
range of 1 by exactly 1, so the audio is the same to the bit.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

PITCH, RANGE, F0 = "pitch", "pitch_range", "f0"
"""Inputs [1]: octaves up, and the exponent on the distance from the mean of log F0 over the voiced
frames of the utterance. The output: Hz [1, frames], 80 frames a second, below `VOICED` unvoiced."""

FRAME_RATE = 80
VOICED = 10.0
"""The harmonic source's own threshold in Hz."""

_WIDEST = 0.7  # an octave about the mean: what is further away is the curve's edge, not melody
_CURVE = "/encoder/Squeeze_output_0"


def with_melody(model: Path) -> bytes:
    """The ONNX file with inputs `PITCH` and `RANGE` and output `F0`. Raises ValueError for a graph
    that has no F0 curve where Kokoro v1.0 has it."""
    proto = onnx.load(str(model))
    graph = proto.graph
    users = [node for node in graph.node if _CURVE in node.input]
    makers = [index for index, node in enumerate(graph.node) if _CURVE in node.output]
    if not users or not makers:
        raise ValueError("the graph has no F0 curve")
    for node in users:
        for at, name in enumerate(node.input):
            if name == _CURVE:
                node.input[at] = F0
    for index, node in enumerate(_nodes()):
        graph.node.insert(makers[0] + 1 + index, node)
    for name in (PITCH, RANGE):
        graph.input.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]))
    for name, value in (
        ("melody/voiced_above", [VOICED]),
        ("melody/one", [1.0]),
        ("melody/octave", [np.log(2.0)]),
        ("melody/least", -_WIDEST),
        ("melody/most", _WIDEST),
    ):
        graph.initializer.append(_constant(name, value))
    graph.output.append(helper.make_tensor_value_info(F0, TensorProto.FLOAT, [1, "frames"]))
    result: bytes = proto.SerializeToString()
    return result


def _constant(name: str, value: object) -> TensorProto:
    return numpy_helper.from_array(np.array(value, np.float32), name)


def _nodes() -> list[onnx.NodeProto]:
    """F0 · exp(voiced · (octaves · ln 2 + (range - 1) · (log F0 - mean log F0)))."""
    steps: tuple[tuple[str, tuple[str, ...], str, dict[str, Any]], ...] = (
        ("Greater", (_CURVE, "melody/voiced_above"), "melody/is_voiced", {}),
        ("Cast", ("melody/is_voiced",), "melody/voiced", {"to": TensorProto.FLOAT}),
        ("Max", (_CURVE, "melody/voiced_above"), "melody/heard", {}),
        ("Log", ("melody/heard",), "melody/log", {}),
        ("Mul", ("melody/log", "melody/voiced"), "melody/log_voiced", {}),
        ("ReduceSum", ("melody/log_voiced",), "melody/sum", {"keepdims": 1}),
        ("ReduceSum", ("melody/voiced",), "melody/count", {"keepdims": 1}),
        ("Max", ("melody/count", "melody/one"), "melody/least_one", {}),
        ("Div", ("melody/sum", "melody/least_one"), "melody/mean", {}),
        ("Sub", ("melody/log", "melody/mean"), "melody/distance", {}),
        ("Clip", ("melody/distance", "melody/least", "melody/most"), "melody/near", {}),
        ("Sub", (RANGE, "melody/one"), "melody/more", {}),
        ("Mul", ("melody/near", "melody/more"), "melody/wider", {}),
        ("Mul", (PITCH, "melody/octave"), "melody/higher", {}),
        ("Add", ("melody/wider", "melody/higher"), "melody/change", {}),
        ("Mul", ("melody/change", "melody/voiced"), "melody/change_voiced", {}),
        ("Exp", ("melody/change_voiced",), "melody/factor", {}),
        ("Mul", (_CURVE, "melody/factor"), F0, {}),
    )
    return [
        helper.make_node(kind, list(inputs), [output], name=output, **attributes)
        for kind, inputs, output, attributes in steps
    ]
