"""Turns mel into audio with HiFT (HiFTNet, arXiv 2309.09493), CosyVoice 2's 24 kHz vocoder.

A network predicts the pitch from the mel; harmonics of the pitch and noise form the source, whose
short-time spectrum the main network filters.
Symbols in shapes: B rows, T mel frames, n samples, C channels.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.parametrizations import weight_norm
from torch.nn.utils.parametrize import remove_parametrizations

from ..config import HOP, MELS, SAMPLE_RATE, VocoderConfig

SINE, SINE_NOISE = 0.1, 0.003
"""Amplitude of the harmonics and of their noise; unvoiced frames have noise of SINE / 3."""
VOICED_HZ = 10.0
LIMIT = 0.99
CONTEXT = 24
"""Frames to the left that reach into a frame's waveform, a few more than there are."""
LEAD = 8
"""Frames to the left that reach into a frame's pitch."""
SLOPE = 0.1


class Snake(nn.Module):
    """x + sin²(αx) / α (arXiv 2006.08195)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.alpha = nn.Parameter(torch.ones(channels))

    def forward(self, x: Tensor) -> Tensor:
        alpha = self.alpha[:, None]
        return x + torch.sin(x * alpha) ** 2 / (alpha + 1e-9)


class ResBlock(nn.Module):
    def __init__(self, channels: int, kernel: int, dilations: tuple[int, ...]) -> None:
        super().__init__()
        self.convs1 = nn.ModuleList(_conv(channels, kernel, dilation) for dilation in dilations)
        self.convs2 = nn.ModuleList(_conv(channels, kernel, 1) for _ in dilations)
        self.activations1 = nn.ModuleList(Snake(channels) for _ in dilations)
        self.activations2 = nn.ModuleList(Snake(channels) for _ in dilations)

    def forward(self, x: Tensor) -> Tensor:
        """[B, C, n] → [B, C, n]."""
        layers = zip(self.activations1, self.convs1, self.activations2, self.convs2, strict=True)
        for snake1, conv1, snake2, conv2 in layers:
            x = x + conv2(snake2(conv1(snake1(x))))
        return x


def _conv(channels: int, kernel: int, dilation: int) -> nn.Module:
    padding = (kernel - 1) * dilation // 2
    return weight_norm(nn.Conv1d(channels, channels, kernel, dilation=dilation, padding=padding))


class PitchPredictor(nn.Module):
    """Predicts the fundamental frequency of every mel frame, in Hz."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for width in (MELS, *[channels] * 4):
            layers += [weight_norm(nn.Conv1d(width, channels, 3, padding=1)), nn.ELU()]
        self.condnet = nn.Sequential(*layers)
        self.classifier = nn.Linear(channels, 1)

    def forward(self, mel: Tensor) -> Tensor:
        """mel [B, 80, T] → [B, T]."""
        return self.classifier(self.condnet(mel).transpose(1, 2)).squeeze(-1).abs()


class Source(nn.Module):
    """Harmonics of the pitch with noise, mixed into one signal."""

    def __init__(self, harmonics: int) -> None:
        super().__init__()
        self.harmonics = harmonics
        self.l_linear = nn.Linear(harmonics, 1)

    def turns(self, f0: Tensor, before: Tensor | None = None) -> Tensor:
        """The harmonics' turns up to each frame, in turns of a sample: f0 [B, T] → [B, T, 9].

        `before` [B, 9] are those up to the frame before the first, if there is one. In float64,
        so that a sum that is carried on is the sum of the whole.
        """
        multiples = torch.arange(1, self.harmonics + 1, device=f0.device).float()
        turns = (f0[..., None] * multiples / SAMPLE_RATE) % 1  # [B, T, 9], per sample
        turns = turns.double()
        if before is not None:
            turns[:, 0] += before
        return torch.cumsum(turns, dim=1)

    def forward(self, f0: Tensor, turns: Tensor, noise: Tensor | None) -> Tensor:
        """f0 [B, T], their `turns` and standard normal noise [B, n, 9] or None → [B, 1, n]."""
        # Keep this order and float32: phases grow by thousands of radians a second, so another
        # order would round differently from the reference.
        phase = turns.float() * 2 * np.pi
        phase = F.interpolate(phase.transpose(1, 2) * HOP, scale_factor=HOP, mode="linear")
        voiced = (f0 > VOICED_HZ).float().repeat_interleave(HOP, dim=1)[..., None]  # [B, n, 1]
        signal = torch.sin(phase.transpose(1, 2)) * SINE * voiced
        if noise is not None:
            signal = signal + noise * (voiced * SINE_NOISE + (1 - voiced) * SINE / 3)
        return torch.tanh(self.l_linear(signal)).transpose(1, 2)


class Vocoder(nn.Module):
    """The vocoder. Its parts have the names of the checkpoint's tensors."""

    window: Tensor

    def __init__(self, config: VocoderConfig) -> None:
        super().__init__()
        self.config = config
        self.m_source = Source(config.harmonics)
        self.f0_predictor = PitchPredictor(config.f0_channels)
        widths = [config.channels >> level for level in range(len(config.upsample) + 1)]
        spectrum = config.n_fft + 2
        self.conv_pre = weight_norm(nn.Conv1d(MELS, widths[0], 7, padding=3))
        self.ups = nn.ModuleList()
        self.source_downs = nn.ModuleList()
        self.source_resblocks = nn.ModuleList()
        self.resblocks = nn.ModuleList()
        for level, (rate, kernel) in enumerate(
            zip(config.upsample, config.upsample_kernels, strict=True)
        ):
            wide, narrow = widths[level], widths[level + 1]
            up = nn.ConvTranspose1d(wide, narrow, kernel, rate, padding=(kernel - rate) // 2)
            self.ups.append(weight_norm(up))
            down = int(np.prod(config.upsample[level + 1 :]))
            size = 1 if down == 1 else 2 * down
            self.source_downs.append(nn.Conv1d(spectrum, narrow, size, down, padding=down // 2))
            source_kernel = config.source_kernels[level]
            self.source_resblocks.append(ResBlock(narrow, source_kernel, config.dilations))
            self.resblocks.extend(
                ResBlock(narrow, size, config.dilations) for size in config.kernels
            )
        self.conv_post = weight_norm(nn.Conv1d(widths[-1], spectrum, 7, padding=3))
        self.register_buffer("window", torch.hann_window(config.n_fft), persistent=False)

    def fold(self) -> None:
        """Replace weight norm by the weights it gives; call once, after loading."""
        for module in list(self.modules()):
            if hasattr(module, "parametrizations"):
                remove_parametrizations(module, "weight")

    @torch.inference_mode()
    def forward(self, mel: Tensor, noise: Tensor | None) -> Tensor:
        """mel [B, 80, T] and standard normal noise [B, n, 9] → waveform [B, n], n = 480·T."""
        return self.go_on(mel, noise)[0]

    @torch.inference_mode()
    def go_on(
        self, mel: Tensor, noise: Tensor | None, before: Tensor | None = None, lead: int = 0
    ) -> tuple[Tensor, Tensor]:
        """The waveform [B, n] of mel [B, 80, lead + T], n = 480·T, and its turns [B, T, 9].

        Goes on within a mel: `before` are the turns up to the first of the T frames, and the
        `lead` frames before these only help to find their pitch. The first CONTEXT of the T frames
        sound otherwise than in the whole, those after them the same.
        """
        f0 = self.f0_predictor(mel)[:, lead:]
        turns = self.m_source.turns(f0, before)
        return self.filter(mel[:, :, lead:], self.m_source(f0, turns, noise)), turns

    def filter(self, mel: Tensor, source: Tensor) -> Tensor:
        """mel [B, 80, T] and source [B, 1, n] → [B, n]."""
        n_fft, hop = self.config.n_fft, self.config.hop
        spectrum = torch.stft(
            source.squeeze(1), n_fft, hop, n_fft, window=self.window, return_complex=True
        )
        excitation = torch.cat([spectrum.real, spectrum.imag], dim=1)  # [B, 18, n / 4 + 1]
        kinds = len(self.config.kernels)
        x = self.conv_pre(mel)
        for level, up in enumerate(self.ups):
            x = up(F.leaky_relu(x, SLOPE))
            if level == len(self.ups) - 1:
                x = F.pad(x, (1, 0), mode="reflect")
            x = x + self.source_resblocks[level](self.source_downs[level](excitation))
            blocks = self.resblocks[level * kinds : (level + 1) * kinds]
            x = sum(block(x) for block in blocks) / kinds
        x = self.conv_post(F.leaky_relu(x))  # [B, 18, n / 4 + 1]
        loudness, phase = (
            x[:, : n_fft // 2 + 1].exp().clamp(max=1e2),
            torch.sin(x[:, n_fft // 2 + 1 :]),
        )
        wave = torch.istft(torch.polar(loudness, phase), n_fft, hop, n_fft, window=self.window)
        return wave.clamp(-LIMIT, LIMIT)
