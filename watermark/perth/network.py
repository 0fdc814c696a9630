"""Perth's two networks (Resemble AI, MIT): stacks of convolutions over the levels of frames.

The encoder tells how levels are to be changed so that the decoder hears the mark. Products of
matrices are all there is to both, so NumPy computes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Frames = NDArray[np.float32]
"""Shape [frames, channels]."""

_SLOPE = np.float32(0.01)


class _Convolution(NamedTuple):
    """`kernel` [taps · inputs, outputs] and `bias` [outputs]."""

    taps: int
    kernel: NDArray[np.float32]
    bias: NDArray[np.float32]

    def __call__(self, frames: Frames) -> Frames:
        if self.taps > 1:
            frames = _beside(frames, self.taps)
        return frames @ self.kernel + self.bias


class Stack:
    """Convolutions with a leaky ReLU between them. Reaches `REACH` frames to either side."""

    REACH = 15

    def __init__(self, weights: Mapping[str, NDArray[np.float32]], prefix: str) -> None:
        """`weights` as the checkpoint names them. Raises KeyError."""
        count = sum(name.startswith(f"{prefix}.") for name in weights) // 2
        self._layers = [
            _convolution(weights[f"{prefix}.{at}.conv.weight"], weights[f"{prefix}.{at}.conv.bias"])
            for at in range(count)
        ]

    def __call__(self, frames: Frames) -> Frames:
        *hidden, last = self._layers
        for layer in hidden:
            frames = layer(frames)
            frames = np.maximum(frames, frames * _SLOPE)
        return last(frames)


def _convolution(weight: NDArray[np.float32], bias: NDArray[np.float32]) -> _Convolution:
    """`weight` as PyTorch has it: [outputs, inputs, taps]."""
    outputs, _inputs, taps = weight.shape
    return _Convolution(
        taps, np.ascontiguousarray(weight.transpose(2, 1, 0).reshape(-1, outputs)), bias
    )


def _beside(frames: Frames, taps: int) -> Frames:
    """Each frame with its neighbours beside it, [frames, taps · channels]; zeros at both ends."""
    count, channels = frames.shape
    padded = np.zeros((count + taps - 1, channels), np.float32)
    padded[taps // 2 : taps // 2 + count] = frames
    step = padded.strides[1]
    beside = np.lib.stride_tricks.as_strided(
        padded, (count, taps * channels), (padded.strides[0], step), writeable=False
    )
    return np.ascontiguousarray(beside)
