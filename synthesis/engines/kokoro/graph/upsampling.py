"""Spells the generator's transposed convolutions as convolutions.

With a stride of s and 2 s taps, each output is made of two inputs: a convolution with two taps and
s outputs for each, laid side by side in time. OpenVINO has bfloat16 code for convolutions; it ran
the transposed ones in float32, which took 10 % of the time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper


def convolve_upsampling(graph: onnx.GraphProto) -> None:
    """Replace the generator's `ups`. Raises ValueError for others than Kokoro v1.0's."""
    values = {each.name: each for each in graph.initializer}
    nodes: list[onnx.NodeProto] = []
    for node in graph.node:
        if node.op_type == "ConvTranspose" and "/ups." in node.name:
            nodes += _convolution(node, graph, values)
        else:
            nodes.append(node)
    del graph.node[:]
    graph.node.extend(nodes)


def _convolution(
    node: onnx.NodeProto, graph: onnx.GraphProto, values: dict[str, onnx.TensorProto]
) -> Iterator[onnx.NodeProto]:
    weight = numpy_helper.to_array(values[node.input[1]])
    bias = numpy_helper.to_array(values[node.input[2]])
    attributes = {each.name: helper.get_attribute_value(each) for each in node.attribute}
    stride, (before, after) = attributes["strides"][0], attributes["pads"]
    inputs, outputs, taps = weight.shape
    if taps != 2 * stride or before != after or stride != 2 * before:
        raise ValueError(f"{node.name} is not an upsampling by half of its taps")
    # Output s q + r is made of input q by tap r, and of input q - 1 by tap r + s.
    pairs = np.stack([weight[:, :, stride:], weight[:, :, :stride]], axis=-1)
    of_each = pairs.transpose(1, 2, 0, 3).reshape(outputs * stride, inputs, 2)
    name = node.name

    def constant(part: str, value: object) -> str:
        graph.initializer.append(numpy_helper.from_array(np.array(value), f"{name}/{part}"))
        return f"{name}/{part}"

    def step(kind: str, part: str, *inputs: str, **attributes: Any) -> onnx.NodeProto:
        return helper.make_node(kind, inputs, [f"{name}/{part}"], f"{name}/{part}", **attributes)

    yield step(
        "Conv",
        "pairs",
        node.input[0],
        constant("weight", of_each),
        constant("bias", np.repeat(bias, stride)),
        pads=[1, 1],
    )
    yield step("Reshape", "split", f"{name}/pairs", constant("apart", [1, outputs, stride, -1]))
    yield step("Transpose", "beside", f"{name}/split", perm=[0, 1, 3, 2])
    yield step("Reshape", "joined", f"{name}/beside", constant("together", [1, outputs, -1]))
    yield helper.make_node(
        "Slice",
        [
            f"{name}/joined",
            constant("from", [before]),
            constant("to", [-after]),
            constant("axis", [2]),
        ],
        list(node.output),
        name,
    )
