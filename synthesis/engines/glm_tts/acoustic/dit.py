"""The flow's network: a diffusion transformer over mel frames (DiT, arXiv 2212.09748).

Rows of a batch differ in length. Everything that mixes frames (convolutions, the norm over time,
attention) ignores the padding, so that a row gives the same result as alone.
Symbols in shapes: B rows, T frames, D width, E token width.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..config import MELS, SPEAKER, FlowConfig

ROTARY = 64
"""Features rotated by the rotary embedding, which precedes the split into heads."""
TOKEN_POSITIONS = 4096
TIME_FEATURES = 256


class TokenBlock(nn.Module):
    """ConvNeXt V2 (arXiv 2301.00808) in one dimension."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.dwconv = nn.Conv1d(width, width, 7, padding=3, groups=width)
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.pwconv1 = nn.Linear(width, 2 * width)
        self.grn = ResponseNorm(2 * width)
        self.pwconv2 = nn.Linear(2 * width, width)

    def forward(self, x: Tensor, valid: Tensor) -> Tensor:
        """x [B, T, E], valid [B, T, 1] → [B, T, E]."""
        y = self.dwconv((x * valid).transpose(1, 2)).transpose(1, 2)
        y = F.gelu(self.pwconv1(self.norm(y)))
        return x + self.pwconv2(self.grn(y, valid))


class ResponseNorm(nn.Module):
    """Global response normalisation over the valid frames."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.gamma = nn.Parameter(torch.zeros(1, 1, width))
        self.beta = nn.Parameter(torch.zeros(1, 1, width))

    def forward(self, x: Tensor, valid: Tensor) -> Tensor:
        energy = (x * valid).norm(dim=1, keepdim=True)  # [B, 1, 2E]
        energy = energy / (energy.mean(dim=-1, keepdim=True) + 1e-6)
        return self.gamma * (x * energy) + self.beta + x


class TokenEmbedding(nn.Module):
    """Features of speech tokens that were stretched to one per frame."""

    positions: Tensor

    def __init__(self, config: FlowConfig) -> None:
        super().__init__()
        width = config.speech_token_dim
        self.text_embed = nn.Embedding(config.vocab_size + 1, width)
        self.text_blocks = nn.ModuleList(TokenBlock(width) for _ in range(config.token_blocks))
        rates = 1.0 / 10_000 ** (torch.arange(0, width, 2).float() / width)
        angles = torch.outer(torch.arange(TOKEN_POSITIONS), rates).float()
        table = torch.cat([angles.cos(), angles.sin()], dim=-1)  # [4096, E]
        self.register_buffer("positions", table, persistent=False)

    def forward(self, tokens: Tensor, valid: Tensor) -> Tensor:
        """tokens [B, T], valid [B, T, 1] → [B, T, E]."""
        at = torch.arange(tokens.shape[1], device=tokens.device).clamp(max=TOKEN_POSITIONS - 1)
        x = self.text_embed(tokens) + self.positions[at]
        for block in self.text_blocks:
            x = block(x, valid)
        return x


class PositionConv(nn.Module):
    """Convolutional position embedding: two grouped convolutions over neighbouring frames."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.conv1d = nn.ModuleDict(
            {name: nn.Conv1d(dim, dim, 31, groups=16, padding=15) for name in ("0", "2")}
        )

    def forward(self, x: Tensor, valid: Tensor) -> Tensor:
        """x [B, T, D], valid [B, T, 1] → [B, T, D]."""
        x, valid = x.transpose(1, 2), valid.transpose(1, 2)
        for conv in self.conv1d.values():
            x = F.mish(conv(x * valid))
        return x.transpose(1, 2)


class InputProjection(nn.Module):
    def __init__(self, config: FlowConfig) -> None:
        super().__init__()
        self.proj = nn.Linear(2 * MELS + config.speech_token_dim, config.dim)
        self.conv_pos_embed = PositionConv(config.dim)

    def forward(self, x: Tensor, condition: Tensor, tokens: Tensor, valid: Tensor) -> Tensor:
        """x, condition [B, T, 80], tokens [B, T, E] → [B, T, D]."""
        y = self.proj(torch.cat([x, condition, tokens], dim=-1))
        return y + self.conv_pos_embed(y, valid)


class TimeEmbedding(nn.Module):
    def __init__(self, dim: int) -> None:
        super().__init__()
        self.time_mlp = nn.Sequential(nn.Linear(TIME_FEATURES, dim), nn.SiLU(), nn.Linear(dim, dim))

    def forward(self, time: Tensor) -> Tensor:
        """time [B] in 0 to 1 → [B, D]."""
        half = TIME_FEATURES // 2
        steps = torch.arange(half, device=time.device).float()
        rates = torch.exp(steps * -(math.log(10_000) / (half - 1)))
        angles = 1000 * time[:, None] * rates
        return self.time_mlp(torch.cat([angles.sin(), angles.cos()], dim=-1))


class Modulation(nn.Module):
    """Adaptive layer norm: `parts` vectors of width D from time and speaker."""

    def __init__(self, dim: int, parts: int) -> None:
        super().__init__()
        self.parts = parts
        self.linear = nn.Linear(dim + SPEAKER, parts * dim)

    def forward(self, given: Tensor) -> tuple[Tensor, ...]:
        """given [B, D + 192] → `parts` tensors [B, 1, D]."""
        return self.linear(F.silu(given))[:, None].chunk(self.parts, dim=-1)


class Attention(nn.Module):
    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.to_q = nn.Linear(dim, dim)
        self.to_k = nn.Linear(dim, dim)
        self.to_v = nn.Linear(dim, dim)
        self.to_out = nn.ModuleList([nn.Linear(dim, dim)])

    def forward(self, x: Tensor, angles: Tensor, visible: Tensor | None) -> Tensor:
        """x [B, T, D], angles [T, 64], visible [B, 1, T or 1, T] or None → [B, T, D]."""
        q, k = _rotated(self.to_q(x), angles), _rotated(self.to_k(x), angles)
        q, k, v = (y.unflatten(-1, (self.heads, -1)).transpose(1, 2) for y in (q, k, self.to_v(x)))
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=visible)  # [B, heads, T, D / heads]
        return self.to_out[0](y.transpose(1, 2).flatten(2))


def _rotated(x: Tensor, angles: Tensor) -> Tensor:
    """Rotary embedding (arXiv 2104.09864) of neighbouring pairs among the first 64 features."""
    rotating, rest = x[..., :ROTARY], x[..., ROTARY:]
    pairs = rotating.unflatten(-1, (-1, 2))
    across = torch.stack([-pairs[..., 1], pairs[..., 0]], dim=-1).flatten(-2)
    return torch.cat([rotating * angles.cos() + across * angles.sin(), rest], dim=-1)


class FeedForward(nn.Module):
    def __init__(self, dim: int, mult: int) -> None:
        super().__init__()
        first = nn.Sequential(nn.Linear(dim, mult * dim), nn.GELU(approximate="tanh"))
        # The checkpoint counts a dropout as layer 1.
        self.ff = nn.Sequential(first, nn.Identity(), nn.Linear(mult * dim, dim))

    def forward(self, x: Tensor) -> Tensor:
        return self.ff(x)


class Block(nn.Module):
    def __init__(self, config: FlowConfig) -> None:
        super().__init__()
        self.attn_norm = Modulation(config.dim, 6)
        self.attn = Attention(config.dim, config.heads)
        self.ff = FeedForward(config.dim, config.ff_mult)

    def forward(
        self, x: Tensor, given: Tensor, angles: Tensor, visible: Tensor | None, valid: Tensor
    ) -> Tensor:
        """x [B, T, D], given [B, D + 192], valid [B, T, 1] → [B, T, D]."""
        shift, scale, gate, ff_shift, ff_scale, ff_gate = self.attn_norm(given)
        attended = self.attn(_norm(x) * (1 + scale) + shift, angles, visible)
        x = x + gate * (attended * valid)
        return x + ff_gate * self.ff(_norm(x) * (1 + ff_scale) + ff_shift)


def _norm(x: Tensor) -> Tensor:
    return F.layer_norm(x, x.shape[-1:], eps=1e-6)


class DiT(nn.Module):
    """Predicts the velocity of the flow. Its parts have the names of the checkpoint's tensors."""

    def __init__(self, config: FlowConfig) -> None:
        super().__init__()
        self.time_embed = TimeEmbedding(config.dim)
        self.text_emb_layer = TokenEmbedding(config)
        self.emb_concator = InputProjection(config)
        self.rotary_embed = Rotary()
        self.transformer_blocks = nn.ModuleList(Block(config) for _ in range(config.depth))
        self.norm_out = Modulation(config.dim, 2)
        self.proj_out = nn.Linear(config.dim, MELS)

    def token_features(self, tokens: Tensor, valid: Tensor) -> Tensor:
        """Features of speech tokens, the same at every step: [B, T], [B, T] → [B, T, E]."""
        return self.text_emb_layer(tokens, valid[..., None].float())

    def forward(
        self,
        x: Tensor,
        *,
        condition: Tensor,
        tokens: Tensor,
        time: Tensor,
        speaker: Tensor,
        valid: Tensor,
        visible: Tensor | None,
    ) -> Tensor:
        """The velocity at x [B, T, 80], which has the same shape.

        condition [B, T, 80]: mel of the prompt, zero elsewhere; tokens [B, T, E]: token features;
        time [B]; speaker [B, 192], of unit length; valid [B, T]: false where a row is padded;
        visible [B, 1, T or 1, T]: the frames that each frame attends to, None for all.
        """
        given = torch.cat([self.time_embed(time), speaker], dim=-1)
        mask = valid[..., None].float()
        angles = self.rotary_embed(x.shape[1])
        y = self.emb_concator(x, condition, tokens, mask)
        for block in self.transformer_blocks:
            y = block(y, given, angles, visible, mask)
        scale, shift = self.norm_out(given)
        return self.proj_out(_norm(y) * (1 + scale) + shift)


class Rotary(nn.Module):
    inv_freq: Tensor

    def __init__(self) -> None:
        super().__init__()
        rates = 1.0 / 10_000 ** (torch.arange(0, ROTARY, 2).float() / ROTARY)
        self.register_buffer("inv_freq", rates)

    def forward(self, frames: int) -> Tensor:
        """Angles [T, 64], each repeated for the two features of a pair."""
        at = torch.arange(frames, device=self.inv_freq.device).float()
        return torch.outer(at, self.inv_freq).repeat_interleave(2, dim=-1)
