"""Cuts Kokoro's graph into three: what is spoken, the sound's features, and the sound.

`score` plans the utterance: phonemes aligned to frames, F0, energy, and the spectrum of the
harmonic source, whose phases add up over the whole. `body` is 85 % of the work: the decoder and the
generator's residual blocks. `voice` makes samples of what comes out, by exponentials and an inverse
STFT. Only the body bears bfloat16: DNSMOS of six sentences is 3.37 with it there, as in float32,
and 1.79 with it everywhere.
"""

from __future__ import annotations

from typing import NamedTuple

import onnx
from onnx import TensorProto, helper

from .durations import DURATIONS
from .floating import needed_for
from .melody import F0, PITCH, RANGE

ALIGNED = "/encoder/MatMul_1_output_0"
"""[1, 512, frames]: what each frame says, 40 frames per second."""

CURVE = "/decoder/decoder/Unsqueeze_output_0"
ENERGY = "/decoder/decoder/Unsqueeze_1_output_0"
"""Both [1, 1, 2 frames]."""

HOPS = 120
"""Steps of the harmonic source's spectrum in a frame; `SOURCE` has one more than its frames."""

SOURCE = "/decoder/decoder/generator/Concat_3_output_0"
"""[1, 22, 120 frames + 1]: magnitudes and phases of the harmonic source."""

SPOKEN = "/decoder/decoder/generator/LeakyRelu_2_output_0"
"""[1, 128, 120 frames + 1]."""

Shape = list[int | str]

STYLE, AUDIO = "style", "audio"
PLANNED = (ALIGNED, CURVE, ENERGY, SOURCE)


class Parts(NamedTuple):
    score: onnx.ModelProto
    body: onnx.ModelProto
    voice: onnx.ModelProto


def cut(model: onnx.ModelProto) -> Parts:
    """The three parts of a graph with `melody` and `durations`. Raises ValueError if it has not
    Kokoro v1.0's names."""
    made = {name for node in model.graph.node for name in node.output}
    if missing := {*PLANNED, SPOKEN} - made:
        raise ValueError(f"the graph has no {', '.join(sorted(missing))}")
    shapes: dict[str, Shape] = {
        ALIGNED: [1, 512, "frames"],
        CURVE: [1, 1, "halves"],
        ENERGY: [1, 1, "halves"],
        SOURCE: [1, 22, "hops"],
        SPOKEN: [1, 128, "hops"],
    }

    known = {each.name: each for each in model.graph.input}

    def part(inputs: tuple[str, ...], outputs: tuple[str, ...]) -> onnx.ModelProto:
        # The weights are 325 MB: a part takes over its own, and copies no others.
        nodes, needed = needed_for(set(outputs), model.graph, given=set(inputs))
        graph = helper.make_graph(
            nodes,
            "part",
            [known[name] if name in known else _value(name, shapes[name]) for name in inputs],
            [_value(name, None) for name in outputs],
            [each for each in model.graph.initializer if each.name in needed],
        )
        return helper.make_model(
            graph, opset_imports=model.opset_import, ir_version=model.ir_version
        )

    return Parts(
        part(("tokens", STYLE, "speed", PITCH, RANGE), (*PLANNED, F0, DURATIONS)),
        part((STYLE, *PLANNED), (SPOKEN,)),
        part((SPOKEN,), (AUDIO,)),
    )


def _value(name: str, shape: Shape | None) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
