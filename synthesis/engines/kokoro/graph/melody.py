"""Adds two inputs to Kokoro's graph that change the F0 curve, and an output that returns it.

The graph predicts the F0 curve from the prosody half of the style, and feeds it to the decoder and
the harmonic source. The added nodes multiply the curve in between; with a pitch of 0 and a range of
1 by exactly 1, so that the audio is identical to the bit.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

PITCH, RANGE, F0 = "pitch", "pitch_range", "f0"
"""Inputs [1]: octaves up, and the factor on the distance of log F0 from its mean over the voiced
frames of the utterance. Output: Hz [1, frames], 80 frames per second, unvoiced below `VOICED`."""

FRAME_RATE = 80
VOICED = 10.0
"""The harmonic source's threshold in Hz."""

_WIDEST = 0.7  # an octave about the mean: values further away are edges of the curve, not melody
_CURVE = "/encoder/Squeeze_output_0"


def add_melody(graph: onnx.GraphProto) -> None:
    """Add the inputs `PITCH` and `RANGE` and the output `F0`. Raises ValueError if the graph has no
    F0 curve where Kokoro v1.0 has it."""
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
