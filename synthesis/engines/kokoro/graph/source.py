"""Takes the harmonic source's spectrum by a convolution, with the phases Kokoro was trained on.

The file's STFT works out the imaginary part of the lowest and of the highest bin, which is zero,
with a rounding error, whose sign decides between a phase of pi and one of -pi. PyTorch, on which
Kokoro was trained, gives exactly zero there, and pi for a negative real part. ONNX Runtime rounds
to pi in 99.8 % of the lowest bin's frames, OpenVINO to -pi in all of them: 3 dB of mel distance
between the two, and 1.5 dB less level. A convolution whose weights are zero there gives pi in both,
in a tenth of the time of OpenVINO's STFT.
"""

from __future__ import annotations

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from .floating import keep_needed

_REAL = "/decoder/decoder/generator/Gather_4_output_0"
_IMAGINARY = "/decoder/decoder/generator/Gather_5_output_0"
_POSITIVE = "/decoder/decoder/generator/Greater_output_0"


def basis(window: NDArray[np.float32]) -> NDArray[np.float32]:
    """[2 bins, 1, n] of a windowed Fourier transform: real parts, then imaginary ones."""
    taps = len(window)
    angles = 2 * np.pi * np.outer(np.arange(taps // 2 + 1), np.arange(taps)) / taps
    real, imaginary = np.cos(angles) * window, -np.sin(angles) * window
    imaginary[[0, -1]] = 0
    return np.concatenate([real, imaginary])[:, None].astype(np.float32)


def convolve_source(graph: onnx.GraphProto) -> None:
    """Replace the graph's STFT. Raises ValueError if it is not where Kokoro v1.0 has it."""
    values = {each.name: each for each in graph.initializer}
    makers = {name: node for node in graph.node for name in node.output}
    transform = next((node for node in graph.node if node.op_type == "STFT"), None)
    if transform is None or not {_REAL, _IMAGINARY, _POSITIVE} <= makers.keys():
        raise ValueError("the graph has no spectrum of a harmonic source")
    signal, hop, window = transform.input[:3]
    graph.initializer.extend(
        [
            numpy_helper.from_array(basis(numpy_helper.to_array(values[window])), "source/basis"),
            numpy_helper.from_array(np.array([1, 1, -1], np.int64), "source/shape"),
        ]
    )
    new = [
        helper.make_node("Reshape", [signal, "source/shape"], ["source/signal"], "source/signal"),
        helper.make_node(
            "Conv",
            ["source/signal", "source/basis"],
            ["source/spectrum"],
            "source/spectrum",
            strides=[int(numpy_helper.to_array(values[hop]))],
        ),
        helper.make_node(
            "Split",
            ["source/spectrum"],
            [_REAL, _IMAGINARY],
            "source/parts",
            axis=1,
            num_outputs=2,
        ),
    ]
    makers[_POSITIVE].op_type = "GreaterOrEqual"
    replaced = {makers[_REAL].name, makers[_IMAGINARY].name}
    nodes: list[onnx.NodeProto] = []
    for node in graph.node:
        if node.name == transform.name:
            nodes += new
        elif node.name not in replaced:
            nodes.append(node)
    del graph.node[:]
    graph.node.extend(nodes)
    keep_needed(graph)
