"""The network, and the files with the weights of the two that are in use."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from voices.screening.other_sounds.frames import VALUES
from voices.screening.recording import Array

FILES = tuple(Path(__file__).with_name(f"without_{fold}.npz") for fold in (0, 1))
"""Each was trained on what the other has never heard. Plain arrays, which numpy reads without
running anything in them."""

LEVELS_DB = (12.0, 6.0, 0.0, -6.0, -12.0, -18.0, -24.0)
"""Levels, over that of the speech, that the network says another sound to be above or not. A knock
that is 10 dB below the speech in the mean of the clip is far above it while it lasts."""

VOICES = ("second", "both", "change")
"""A second voice, two at once, and a change of voice."""

_WIDTH, _HEADS, _CELLS = 128, 4, 64
_CLAMP = 5.0


class Heard(NamedTuple):
    """Log odds of `frames` [b, t, VOICES and LEVELS_DB], and of the whole of them [b, 2]: somebody
    else speaks, and another sound is at most 10 dB below the speech."""

    frames: torch.Tensor
    whole: torch.Tensor


class Network(nn.Module):
    """Values of each frame are reduced, compared with all other frames by attention, and followed
    in both directions of time by gated recurrent units."""

    mean: torch.Tensor
    scale: torch.Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(VALUES))
        self.register_buffer("scale", torch.ones(VALUES))
        self.reduce = nn.Linear(VALUES, _WIDTH)
        self.attention = nn.MultiheadAttention(_WIDTH, _HEADS, batch_first=True)
        self.cells = nn.GRU(2 * _WIDTH, _CELLS, bidirectional=True, batch_first=True)
        self.frames = nn.Linear(2 * _CELLS + _WIDTH, len(VOICES) + len(LEVELS_DB))
        self.whole = nn.Linear(4 * _CELLS, 2)
        self.left_out = nn.Dropout(0.25)

    def forward(self, values: torch.Tensor) -> Heard:
        """What is heard in frames with these values [b, t, VALUES]."""
        even = ((values - self.mean) / self.scale).clamp(-_CLAMP, _CLAMP)
        # A value is left out of all frames of a clip: of each alone would take longer to draw.
        heard = self.left_out(torch.ones_like(even[:, :1]))
        reduced = functional.gelu(self.reduce(even * heard))
        compared, _ = self.attention(reduced, reduced, reduced, need_weights=False)
        followed, _ = self.cells(self.left_out(torch.cat([reduced, compared], 2)))
        frames = self.frames(self.left_out(torch.cat([followed, reduced], 2)))
        pooled = torch.cat([followed.mean(1), followed.amax(1)], 1)
        return Heard(frames, self.whole(self.left_out(pooled)))

    def probabilities(self, values: Array) -> tuple[Array, Array]:
        """Probabilities of the frames [t, 10] and log odds of the whole [2], of values [t, VALUES].
        Not for training."""
        with torch.inference_mode():
            heard = self(torch.from_numpy(values)[None])
        return heard.frames[0].sigmoid().numpy(), heard.whole[0].numpy()

    @classmethod
    def load(cls, file: Path) -> Network:
        """Raises OSError, or ValueError for a file that doesn't hold this network."""
        network = cls()
        try:
            with np.load(file, allow_pickle=False) as kept:
                weights = {name: _tensor(kept[name]) for name in network.state_dict()}
            network.load_state_dict(weights)
        except OSError:
            raise
        except Exception as error:  # numpy, zipfile and torch each raise their own
            raise ValueError(f"{file} does not hold the network: {error!r}") from error
        return network.eval()

    def save(self, file: Path, made_from: Mapping[str, Any]) -> None:
        """Write the weights in half precision, and how they were made."""
        arrays: dict[str, Any] = {
            name: value.numpy().astype(np.float32 if name in ("mean", "scale") else np.float16)
            for name, value in self.state_dict().items()
        }
        np.savez_compressed(file, made_from=np.array(json.dumps(made_from)), **arrays)


def together(networks: Sequence[Network], values: Array) -> tuple[Array, Array]:
    """The mean of what several networks say, like `Network.probabilities`."""
    heard = [network.probabilities(values) for network in networks]
    frames, whole = (np.mean(said, axis=0) for said in zip(*heard, strict=True))
    return frames, whole


def _tensor(array: Any) -> torch.Tensor:
    if array.dtype not in (np.float16, np.float32) or not np.isfinite(array).all():
        raise ValueError("a weight is not a finite number")
    return torch.from_numpy(array.astype(np.float32))
