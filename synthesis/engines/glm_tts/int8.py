"""Weights in eight bits, for machines without a GPU: half the memory of bfloat16.

Only weights are rounded, one scale for each output. torch's dynamic quantisation would round the
activations too, with one scale for the whole batch: a segment would hear its neighbours.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Int8Linear(nn.Module):
    """A linear layer without bias, weight [out, in] in int8, for bfloat16 activations."""

    weight: Tensor
    scale: Tensor

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        if linear.bias is not None:
            raise ValueError("a layer with bias is not known")
        wide = linear.weight.float()
        scale = (wide.abs().amax(dim=1) / 127).clamp(min=1e-12)
        self.register_buffer("weight", (wide / scale[:, None]).round().to(torch.int8))
        self.register_buffer("scale", scale.to(torch.bfloat16))

    def forward(self, x: Tensor) -> Tensor:
        """[…, in] → […, out]."""
        made = torch._weight_int8pack_mm(x.flatten(0, -2), self.weight, self.scale)
        return made.unflatten(0, x.shape[:-1])


def quantise(module: nn.Module) -> None:
    """Replace all linear layers inside of the module, one after the other."""
    for name, child in module.named_children():
        if isinstance(child, nn.Linear):
            setattr(module, name, Int8Linear(child))
        else:
            quantise(child)
