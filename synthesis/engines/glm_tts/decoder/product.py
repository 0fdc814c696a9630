"""The product of states with a matrix of weights, which a CPU has in the layout that it reads.

A decode step has few rows, and `F.linear` on a CPU lays the weights out anew for each product of
float32, which takes longer than multiplying. Eight products with 6144 x 1024 weights on two cores:

    rows                       1     2     8    16
    float32, F.linear      13.1  32.2  28.7  31.0 ms
    float32, laid out once  9.1   9.9   9.7  11.4 ms
    bfloat16, F.linear      6.7   5.7   7.8   8.7 ms
    bfloat16, laid out once 4.8   5.5   6.0   6.1 ms

So a step of eight slots, of which one is taken, costs about what that one would cost alone.
"""

from __future__ import annotations

from typing import Protocol

import torch
from torch import Tensor
from torch.nn import functional as F

ROWS = 8
"""The number of rows that oneDNN chooses its layout for."""


class Product(Protocol):
    """States [..., in] → [..., out], by weights of so many bytes."""

    @property
    def nbytes(self) -> int: ...

    def __call__(self, x: Tensor, /) -> Tensor: ...


class PlainProduct:
    """With a weight [out, in] as it is."""

    def __init__(self, weight: Tensor) -> None:
        self._weight = weight
        self.nbytes = weight.nbytes

    def __call__(self, x: Tensor, /) -> Tensor:
        return F.linear(x, self._weight)


class LaidOutProduct:
    """With a copy of a weight [out, in], laid out for oneDNN."""

    def __init__(self, weight: Tensor) -> None:
        # torch's compiler uses these two operations; there are no public ones that are as fast.
        self._weight = torch.ops.mkldnn._reorder_linear_weight(weight, ROWS)
        self.nbytes: int = self._weight.nbytes

    def __call__(self, x: Tensor, /) -> Tensor:
        product: Tensor = torch.ops.mkldnn._linear_pointwise(x, self._weight, None, "none", [], "")
        return product


def product_with(weight: Tensor) -> Product:
    """The fastest product with a weight [out, in]; it may keep a copy instead of the weight."""
    return LaidOutProduct(weight) if _can_be_laid_out(weight) else PlainProduct(weight)


def _can_be_laid_out(weight: Tensor) -> bool:
    onednn = torch.backends.mkldnn
    if weight.device.type != "cpu" or not (onednn.is_available() and onednn.enabled):
        return False
    if weight.dtype == torch.bfloat16:
        return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
    return weight.dtype == torch.float32
