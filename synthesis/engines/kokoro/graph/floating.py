"""Turns the integer products of Kokoro's int8 graph back into float ones.

The int8 file quantises what goes into each product as it comes (`DynamicQuantizeLinear`) and
multiplies integers. Other runtimes, and the bfloat16 units of a processor, want float weights:
weight = (integer - zero point) x scale. The biases are in the file as floats, divided by the scale
of the product at run time. What remains of the quantisation is the rounding of the weights; that of
the activations is gone (DNSMOS of six sentences: 3.31 before, 3.36 after).
"""

from __future__ import annotations

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

Float = NDArray[np.float32]


def to_float(graph: onnx.GraphProto) -> None:
    """Replace the integer products and LSTMs of a graph by float ones; drop what only they used.

    Raises ValueError for a product in another form than that of onnxruntime's quantiser.
    """
    products = _Products(graph)
    for node in list(graph.node):
        if node.op_type in ("ConvInteger", "MatMulInteger"):
            products.replace_product(node)
        elif node.op_type == "DynamicQuantizeLSTM":
            products.replace_lstm(node)
    graph.initializer.extend(products.weights.values())
    keep_needed(graph)


def keep_needed(graph: onnx.GraphProto) -> None:
    """Drop the nodes and initializers that no output needs."""
    nodes, needed = needed_for({output.name for output in graph.output}, graph)
    del graph.node[:]
    graph.node.extend(nodes)
    initializers = [each for each in graph.initializer if each.name in needed]
    del graph.initializer[:]
    graph.initializer.extend(initializers)


def needed_for(
    outputs: set[str], graph: onnx.GraphProto, given: set[str] | None = None
) -> tuple[list[onnx.NodeProto], set[str]]:
    """The nodes that make these outputs of the `given` values, in order, and all names in use."""
    needed, nodes = set(outputs), []
    for node in reversed(graph.node):
        made = needed.intersection(node.output)
        if made and not (given and given.intersection(node.output)):
            needed.update(node.input)
            nodes.append(node)
    return nodes[::-1], needed


class _Products:
    def __init__(self, graph: onnx.GraphProto) -> None:
        self.values = {each.name: each for each in graph.initializer}
        self.makers = {name: node for node in graph.node for name in node.output}
        self.users: dict[str, list[onnx.NodeProto]] = {}
        for node in graph.node:
            for name in node.input:
                self.users.setdefault(name, []).append(node)
        self.weights: dict[str, onnx.TensorProto] = {}

    def replace_product(self, node: onnx.NodeProto) -> None:
        """product -> [Add bias] -> Cast -> Mul scales becomes a float product with that output."""
        source, weight, zero = node.input[0], node.input[1], node.input[3]
        written = self.maker(source, "DynamicQuantizeLinear").input[0]
        after = self.only_user(node)
        bias: str | None = None
        if after.op_type == "Add":
            bias = self.bias(after, node.output[0])
            after = self.only_user(after)
        if after.op_type != "Cast":
            raise ValueError(f"{node.name}: {after.op_type} follows an integer product")
        scaled = self.only_user(after)
        scale = self.scale(scaled, after.output[0], self.maker(source, "DynamicQuantizeLinear"))
        floats = self.floats(weight, zero, scale, per_row=node.op_type == "ConvInteger")
        inputs = [written, self.weight(weight, floats)]
        if bias is not None:
            inputs.append(bias)
        kind = node.op_type.removesuffix("Integer")
        new = helper.make_node(kind, inputs, [scaled.output[0]], name=f"{node.name}/float")
        new.attribute.extend(node.attribute)
        scaled.CopyFrom(new)

    def replace_lstm(self, node: onnx.NodeProto) -> None:
        weights = []
        for at, scale, zero in ((1, 8, 9), (2, 10, 11)):
            packed = self.value(node.input[at]).astype(np.float32)
            factor = self.value(node.input[scale]).reshape(len(packed), 1, -1)
            origin = self.value(node.input[zero]).astype(np.float32).reshape(len(packed), 1, -1)
            floats = ((packed - origin) * factor).transpose(0, 2, 1)
            weights.append(self.weight(node.input[at], floats))
        inputs = [node.input[0], *weights, *node.input[3:7]]
        new = helper.make_node("LSTM", inputs, list(node.output), name=f"{node.name}/float")
        new.attribute.extend(each for each in node.attribute if each.name != "input_forget")
        node.CopyFrom(new)

    def bias(self, add: onnx.NodeProto, product: str) -> str:
        """The name of the float bias that an `Add` adds after quantising it."""
        other = add.input[1] if add.input[0] == product else add.input[0]
        for kind in ("Reshape", "Cast", "Floor"):
            other = self.maker(other, kind).input[0]
        step = self.makers[other]
        if step.op_type == "Add":
            other = step.input[0]
        return self.maker(other, "Div").input[0]

    def scale(self, scaled: onnx.NodeProto, product: str, written: onnx.NodeProto) -> Float:
        """The scale of the weights: of the factors of a product, the one that is a constant."""
        if scaled.op_type != "Mul":
            raise ValueError(f"{scaled.name}: {scaled.op_type} where a product is scaled")
        factors = scaled.input[1] if scaled.input[0] == product else scaled.input[0]
        names = self.maker(factors, "Mul").input
        constant = [name for name in names if name != written.output[1]]
        return self.value(constant[0])

    def floats(self, weight: str, zero: str, scale: Float, *, per_row: bool) -> Float:
        integers = self.value(weight).astype(np.float32)
        origin = self.value(zero).astype(np.float32)
        if per_row:
            shape = (-1,) + (1,) * (integers.ndim - 1)
            origin, scale = origin.reshape(shape), scale.reshape(shape)
        result: Float = (integers - origin) * scale
        return result

    def weight(self, integers: str, floats: Float) -> str:
        """Keep the float form of a weight once, however many layers share it; returns its name."""
        name = f"{integers}/float"
        if name not in self.weights:
            whole = np.ascontiguousarray(floats, np.float32)
            self.weights[name] = numpy_helper.from_array(whole, name)
        return name

    def value(self, name: str) -> NDArray[np.float32]:
        return numpy_helper.to_array(self.values[name])

    def maker(self, name: str, kind: str) -> onnx.NodeProto:
        node = self.makers.get(name)
        if node is None or node.op_type != kind:
            raise ValueError(f"{name} is not made by {kind}")
        return node

    def only_user(self, node: onnx.NodeProto) -> onnx.NodeProto:
        users = self.users.get(node.output[0], [])
        if len(users) != 1:
            raise ValueError(f"{node.name} has {len(users)} users")
        return users[0]
