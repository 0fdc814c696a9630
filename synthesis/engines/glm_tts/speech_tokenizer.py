"""Turns a recording into speech tokens: Whisper's encoder (arXiv 2212.04356) up to a codebook.

Symbols in shapes: B rows, M mel frames (100 per second), N positions (50, then 25 per second), D
width.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .config import SpeechTokenizerConfig


class SelfAttention(nn.Module):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.q_proj = nn.Linear(width, width)
        self.k_proj = nn.Linear(width, width, bias=False)
        self.v_proj = nn.Linear(width, width)
        self.out_proj = nn.Linear(width, width)

    def forward(self, x: Tensor, visible: Tensor) -> Tensor:
        """x [B, N, D], visible [B, 1, N, N] → [B, N, D]."""
        projected = (self.q_proj(x), self.k_proj(x), self.v_proj(x))
        q, k, v = (y.unflatten(-1, (self.heads, -1)).transpose(1, 2) for y in projected)
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=visible)
        return self.out_proj(y.transpose(1, 2).flatten(2))


class EncoderLayer(nn.Module):
    def __init__(self, config: SpeechTokenizerConfig) -> None:
        super().__init__()
        width = config.d_model
        self.self_attn_layer_norm = nn.LayerNorm(width)
        self.self_attn = SelfAttention(width, config.encoder_attention_heads)
        self.final_layer_norm = nn.LayerNorm(width)
        self.fc1 = nn.Linear(width, config.encoder_ffn_dim)
        self.fc2 = nn.Linear(config.encoder_ffn_dim, width)

    def forward(self, x: Tensor, visible: Tensor) -> Tensor:
        """x [B, N, D], visible [B, 1, N, N] → [B, N, D]."""
        x = x + self.self_attn(self.self_attn_layer_norm(x), visible)
        return x + self.fc2(F.gelu(self.fc1(self.final_layer_norm(x))))


class CausalConv1d(nn.Conv1d):
    """A convolution that sees nothing of what follows."""

    def __init__(self, before: int, after: int, kernel: int, stride: int = 1) -> None:
        super().__init__(before, after, kernel, stride)

    def forward(self, x: Tensor) -> Tensor:
        """x [B, before, M] → [B, after, M / stride]."""
        return super().forward(F.pad(x, (self.kernel_size[0] - 1, 0)))


class SpeechTokenizer(nn.Module):
    """Its parts have the names of the checkpoint's tensors without `model.encoder.`."""

    def __init__(self, config: SpeechTokenizerConfig) -> None:
        super().__init__()
        self.config = config
        width, positions = config.d_model, config.max_source_positions
        if config.encoder_causal_convolution:
            self.conv1: nn.Conv1d = CausalConv1d(config.num_mel_bins, width, 3)
            self.conv2: nn.Conv1d = CausalConv1d(width, width, 3, stride=2)
        else:
            self.conv1 = nn.Conv1d(config.num_mel_bins, width, 3, padding=1)
            self.conv2 = nn.Conv1d(width, width, 3, stride=2, padding=1)
        self.embed_positions = nn.Embedding(positions, width)
        self.layers = nn.ModuleList(EncoderLayer(config) for _ in range(config.quantize_position))
        if config.pooling_kernel_size is None or config.quantize_vocab_size is None:
            raise ValueError("a speech tokenizer needs pooling and a codebook")
        self._pool, codes = config.pooling_kernel_size, config.quantize_vocab_size
        self.codebook = nn.Embedding(codes, width)
        pooled = -(-positions // self._pool)
        # Unused here but in the checkpoint: positions after the codebook, training statistics.
        self.embed_positions2 = nn.Embedding(pooled, width)
        if config.quantize_ema_decay is not None:
            self.register_buffer("ema_count", torch.ones(codes))
            self.register_buffer("ema_weight", torch.zeros(codes, width))

    @torch.inference_mode()
    def forward(self, features: Tensor, mask: Tensor) -> Tensor:
        """Whisper features [B, 128, M] → tokens [B, N]; mask [B, M] is 0 where padded."""
        block = self.config.quantize_causal_block_size
        pool = self._pool
        x = F.gelu(self.conv2(F.gelu(self.conv1(features)))).transpose(1, 2)  # [B, M / 2, D]
        x = x + self.embed_positions.weight[: x.shape[1]]
        mask = mask[:, ::2].bool()
        visible = block_causal(mask, block)
        for position, layer in enumerate(self.layers, start=1):
            x = layer(x, visible)
            if position == self.config.pooling_position:
                x = F.pad(x.transpose(1, 2), (0, -x.shape[1] % pool))
                pooled = F.avg_pool1d if self.config.pooling_type == "avg" else F.max_pool1d
                x = pooled(x, pool).transpose(1, 2)  # [B, M / 4, D]
                mask = mask[:, ::pool]
                visible = block_causal(mask, None if block is None else block // pool)
        return self._nearest(x)

    def _nearest(self, x: Tensor) -> Tensor:
        """Index of the nearest code by squared distance, [B, N, D] → [B, N]."""
        codes = self.codebook.weight
        flat = x.reshape(-1, x.shape[-1])
        squares = (codes**2).sum(1) + (flat**2).sum(1, keepdim=True)
        distances = torch.addmm(squares, flat, codes.t(), alpha=-2.0)
        return distances.argmin(dim=1).reshape(x.shape[:2])


def block_causal(mask: Tensor, block: int | None) -> Tensor:
    """The positions that each position sees, [B, 1, N, N]: its own block and all before.

    With no `block` it sees all. mask [B, N] is false where a row is padded.
    """
    if block is None:
        return mask[:, None, None].expand(-1, 1, mask.shape[1], -1)
    of = torch.arange(mask.shape[1], device=mask.device) // block
    return (of[None, :] <= of[:, None])[None, None] & mask[:, None, None]
