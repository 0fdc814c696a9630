"""A Llama as one function over fixed memory, without a cache object or a branch on data.

Its weights are taken from a loaded `LlamaForCausalLM`: query, key and value, and gate and up, are
joined so that a layer has four products instead of seven. Symbols in shapes: R rows, t tokens of a
row, N = R·t, S slots, P positions of a slot, H heads of keys and values, G query heads for each, d
width of a head.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import LlamaForCausalLM

from ..int8 import Int8Linear
from .product import Product, product_with


@dataclass(frozen=True, slots=True)
class Shape:
    """The shape of a model's keys and values."""

    layers: int
    heads: int
    width: int
    dtype: torch.dtype
    device: torch.device

    @property
    def bytes_per_token(self) -> int:
        return 2 * self.layers * self.heads * self.width * self.dtype.itemsize


class SlotMemory:
    """Keys and values of every slot, [S + 1, H, P, d] in each layer, allocated once.

    The last row belongs to no slot. Rows of a batch that are not to change anything write there.
    What a slot held before is masked, but must be finite: attention multiplies it by zero.
    """

    def __init__(self, slots: int, positions: int, shape: Shape) -> None:
        size = (slots + 1, shape.heads, positions, shape.width)
        self.slots = slots
        self.positions = positions
        self.keys, self.values = (
            [torch.zeros(size, dtype=shape.dtype, device=shape.device) for _ in range(shape.layers)]
            for _ in range(2)
        )

    @property
    def nowhere(self) -> int:
        """The row to write what nobody reads."""
        return self.slots

    def clear(self, slot: int) -> None:
        """Erase a slot."""
        for held in (*self.keys, *self.values):
            held[slot].zero_()


@dataclass(frozen=True, slots=True)
class _Layer:
    before: Tensor
    qkv: Product
    out: Product
    after: Tensor
    gate_up: Product
    down: Product

    @classmethod
    def of(cls, layer: nn.Module) -> _Layer:
        def part(name: str) -> nn.Module:
            return layer.get_submodule(name)

        return cls(
            before=layer.get_parameter("input_layernorm.weight"),
            qkv=_joined([part(f"self_attn.{name}_proj") for name in "qkv"]),
            out=_joined([part("self_attn.o_proj")]),
            after=layer.get_parameter("post_attention_layernorm.weight"),
            gate_up=_joined([part("mlp.gate_proj"), part("mlp.up_proj")]),
            down=_joined([part("mlp.down_proj")]),
        )

    @property
    def nbytes(self) -> int:
        parts = (self.before, self.qkv, self.out, self.after, self.gate_up, self.down)
        return sum(part.nbytes for part in parts)


class SlotLlama:
    """The layers of a Llama, reading and writing a `SlotMemory`. Keeps no state.

    It takes the weights of the Llama's layers, which can't be used afterwards.
    """

    def __init__(self, llama: LlamaForCausalLM, positions: int) -> None:
        config, model = llama.config, llama.model
        if config.num_key_value_heads is None or config.head_dim is None:
            raise ValueError("the Llama's configuration has no num_key_value_heads or head_dim")
        self._embedding: Tensor = model.embed_tokens.weight
        self.shape = Shape(
            layers=config.num_hidden_layers,
            heads=config.num_key_value_heads,
            width=config.head_dim,
            dtype=self._embedding.dtype,
            device=self._embedding.device,
        )
        self._queries: int = config.num_attention_heads
        self._epsilon: float = config.rms_norm_eps
        self._norm: Tensor = model.norm.weight
        self._layers = [_Layer.of(layer) for layer in model.layers]
        at = torch.arange(positions, device=self.shape.device)
        cos, sin = model.rotary_emb(self._embedding, at[None])
        self._cos, self._sin = cos[0, :, None].clone(), sin[0, :, None].clone()  # [P, 1, d]

    @property
    def nbytes(self) -> int:
        """Bytes of all weights."""
        return self._embedding.nbytes + sum(layer.nbytes for layer in self._layers)

    def __call__(
        self,
        tokens: Tensor,
        at: Tensor,
        *,
        memory: SlotMemory,
        into: Tensor,
        read: Callable[[Tensor], Tensor],
        mask: Tensor,
    ) -> Tensor:
        """The last layer's states [R, t, hidden] of tokens [R, t] at positions `at` [R, t].

        Keys and values are written to row `into` [R, 1 or t] of the memory. `read` gives, of a
        layer's [S + 1, H, P, d], the rows and positions that attention sees, [R, H, w, d]; `mask`
        [R, 1, t, w] is added to the scores.
        """
        x = F.embedding(tokens, self._embedding)  # [R, t, hidden]
        cos, sin = self._cos[at], self._sin[at]  # [R, t, 1, d]
        heads, width = self.shape.heads, self.shape.width
        group = self._queries // heads
        sizes = [self._queries * width, heads * width, heads * width]
        rows, count = tokens.shape
        # The queries that share a head of keys lie beside each other: one read serves them all.
        mask = mask.repeat_interleave(group, dim=2) if count > 1 else mask
        for layer, keys, values in zip(self._layers, memory.keys, memory.values, strict=True):
            y = F.rms_norm(x, x.shape[-1:], layer.before, self._epsilon)
            q, k, v = (
                part.unflatten(-1, (-1, width)) for part in layer.qkv(y).split(sizes, dim=-1)
            )
            keys[into, :, at] = _turned(k, cos, sin)
            values[into, :, at] = v
            q = _turned(q, cos, sin).view(rows, count, heads, group, width)
            q = q.permute(0, 2, 1, 3, 4).reshape(rows, heads, count * group, width)
            y = F.scaled_dot_product_attention(q, read(keys), read(values), attn_mask=mask)
            y = y.view(rows, heads, count, group, width).permute(0, 2, 1, 3, 4)
            x = x + layer.out(y.reshape(rows, count, -1))
            y = F.rms_norm(x, x.shape[-1:], layer.after, self._epsilon)
            gate, up = layer.gate_up(y).chunk(2, dim=-1)
            x = x + layer.down(F.silu(gate) * up)
        return F.rms_norm(x, x.shape[-1:], self._norm, self._epsilon)


def mask(visible: Tensor, dtype: torch.dtype) -> Tensor:
    """What is added to the scores of attention: 0 where visible, else minus infinity."""
    added = torch.zeros(visible.shape, dtype=dtype, device=visible.device)
    return added.masked_fill_(~visible, -torch.inf)


def _turned(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotary embedding (arXiv 2104.09864) with halves as pairs: x [R, t, heads, d]."""
    low, high = x.chunk(2, dim=-1)
    return x * cos + torch.cat([-high, low], dim=-1) * sin


def _joined(parts: Sequence[nn.Module]) -> Product:
    """One product for several of the same input. It takes their weights, so that none is held
    twice: the parts have none afterwards."""
    if any(name.endswith("bias") for part in parts for name, _ in part.named_parameters()):
        raise ValueError("a Llama with biases is not supported")
    if all(isinstance(part, Int8Linear) for part in parts):
        return Int8Linear.joined([part for part in parts if isinstance(part, Int8Linear)])
    weight = torch.cat([part.get_parameter("weight").detach() for part in parts])
    for part in parts:
        part.register_parameter("weight", None)
    return product_with(weight)
