"""Spells the generator's activation, x + sin(a x)^2 / a, without a sine.

OpenVINO has no vector code for a sine: 51 of them took 18 % of a sentence, and 10 % more went into
changing the layout of their inputs. With u = a x / pi and r = u - round(u), sin(a x)^2 is a
polynomial of r^2, of multiplications and additions that OpenVINO fuses into one loop.
"""

from __future__ import annotations

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

TERMS = 6
"""Of the polynomial: within 7e-9 of the sine's square, less than a float32 can tell."""


def coefficients() -> NDArray[np.float32]:
    """[TERMS] c with sin(pi r)^2 = r^2 (c0 + c1 r^2 + ...), for r from -0.5 to 0.5.

    By least squares at Chebyshev's points, at which the error is spread evenly.
    """
    square = (np.cos(np.linspace(0, np.pi, 2001)) + 1) / 8
    powers = square[:, None] ** np.arange(1, TERMS + 1)
    solved, *_ = np.linalg.lstsq(powers, np.sin(np.pi * np.sqrt(square)) ** 2, rcond=None)
    return solved.astype(np.float32)


def spell_snakes(graph: onnx.GraphProto) -> None:
    """Replace every (a x) -> Sin -> Pow 2 of the residual blocks by the polynomial.

    Raises ValueError if the graph has none where Kokoro v1.0 has them.
    """
    values = {each.name: each for each in graph.initializer}
    makers = {name: node for node in graph.node for name in node.output}
    squares = {
        node.input[0]: node
        for node in graph.node
        if node.op_type == "Pow" and makers[node.input[0]].op_type == "Sin"
    }
    replaced: dict[str, list[onnx.NodeProto]] = {}
    dropped: set[str] = set()
    for square in squares.values():
        sine = makers[square.input[0]]
        product = makers[sine.input[0]]
        rate = next((name for name in product.input if name in values), None)
        if product.op_type != "Mul" or rate is None:
            continue
        written = next(name for name in product.input if name != rate)
        turns = f"{rate}/over_pi"
        graph.initializer.append(
            numpy_helper.from_array(
                (numpy_helper.to_array(values[rate]) / np.pi).astype(np.float32), turns
            )
        )
        replaced[square.name] = _polynomial(sine.name, written, turns, square.output[0])
        dropped.update((sine.name, product.name))
    if not replaced:
        raise ValueError("the graph has no snake activations")
    nodes: list[onnx.NodeProto] = []
    for node in graph.node:
        if node.name not in dropped:
            nodes += replaced.get(node.name, [node])
    del graph.node[:]
    graph.node.extend(nodes)
    graph.initializer.extend(
        numpy_helper.from_array(value, f"snake/{index}")
        for index, value in enumerate(coefficients())
    )


def _polynomial(name: str, written: str, turns: str, output: str) -> list[onnx.NodeProto]:
    steps = [
        ("Mul", (written, turns), "turn"),
        ("Round", ("turn",), "nearest"),
        ("Sub", ("turn", "nearest"), "rest"),
        ("Mul", ("rest", "rest"), "square"),
    ]
    total = f"snake/{TERMS - 1}"
    for term in reversed(range(TERMS - 1)):
        steps.append(("Mul", ("square", total), f"product{term}"))
        steps.append(("Add", (f"product{term}", f"snake/{term}"), f"sum{term}"))
        total = f"sum{term}"
    made = {output for _, _, output in steps}

    def full(part: str) -> str:
        return f"{name}/{part}" if part in made else part

    nodes = [
        helper.make_node(kind, [full(each) for each in inputs], [full(part)], name=full(part))
        for kind, inputs, part in steps
    ]
    last = helper.make_node(
        "Mul", [full("square"), full(total)], [output], name=f"{name}/sine_squared"
    )
    return [*nodes, last]
