"""Eight-bit weights for machines without a GPU: half the memory of bfloat16.

Only weights are rounded, with one scale per output. torch's dynamic quantisation would also round
the activations with one scale for the whole batch, so neighbours would influence each other.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn


class Int8Linear(nn.Module):
    """A linear layer without bias, weight [out, in] in int8, for bfloat16 activations."""

    weight: Tensor
    scale: Tensor

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        if linear.bias is not None:
            raise ValueError("a linear layer with bias is not supported")
        wide = linear.weight.float()
        scale = (wide.abs().amax(dim=1) / 127).clamp(min=1e-12)
        self.register_buffer("weight", (wide / scale[:, None]).round().to(torch.int8))
        self.register_buffer("scale", scale.to(torch.bfloat16))

    @classmethod
    def joined(cls, parts: Sequence[Int8Linear]) -> Int8Linear:
        """One layer with the outputs of all; the parts become views of it."""
        whole = cls.__new__(cls)
        nn.Module.__init__(whole)
        whole.register_buffer("weight", torch.cat([part.weight for part in parts]))
        whole.register_buffer("scale", torch.cat([part.scale for part in parts]))
        start = 0
        for part in parts:
            end = start + len(part.scale)
            part.weight, part.scale = whole.weight[start:end], whole.scale[start:end]
            start = end
        return whole

    @property
    def nbytes(self) -> int:
        """Bytes of the weights and their scales."""
        return self.weight.nbytes + self.scale.nbytes

    def forward(self, x: Tensor) -> Tensor:
        """[…, in] → […, out]."""
        product = torch._weight_int8pack_mm(x.flatten(0, -2), self.weight, self.scale)
        return product.unflatten(0, x.shape[:-1])


def quantise(module: nn.Module) -> None:
    """Replace all linear layers in the module, one after another."""
    for name, child in module.named_children():
        if isinstance(child, nn.Linear):
            setattr(module, name, Int8Linear(child))
        else:
            quantise(child)
