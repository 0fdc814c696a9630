"""The operator's settings from environment variables, explained in docs/glm_tts.md."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

import torch

from .decoder.drawing import Sampling
from .memory import MOST_SLOTS, parsed

CPU_SLOTS = 8
"""Slots on a CPU at most: every slot is computed at every step, taken or not, and it feels each."""


class Weights(Enum):
    """The number format of the language model's weights."""

    FLOAT32 = "float32"
    BFLOAT16 = "bfloat16"
    INT8 = "int8"

    @property
    def dtype(self) -> torch.dtype:
        return torch.float32 if self is Weights.FLOAT32 else torch.bfloat16


@dataclass(frozen=True, slots=True)
class Options:
    """`memory` in bytes, None for a share of free memory; `slots` at most, however much memory
    there is.

    `guarded`: takes that run away are rejected (see `guard`).
    """

    device: torch.device
    weights: Weights
    memory: int | None = None
    slots: int = MOST_SLOTS
    guarded: bool = False
    sampling: Sampling = field(default_factory=Sampling)

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ) -> Options:
        """Read GLM_TTS_DEVICE, _WEIGHTS, _MEMORY, _SLOTS, _GUARD, _TOP_P and _TOP_K.

        Raises ValueError.
        """
        device = environment.get("GLM_TTS_DEVICE") or _best_device()
        default = Weights.BFLOAT16 if device.startswith("cuda") else Weights.FLOAT32
        budget = environment.get("GLM_TTS_MEMORY")
        slots = environment.get("GLM_TTS_SLOTS")
        options = cls(
            device=torch.device(device),
            weights=Weights(environment.get("GLM_TTS_WEIGHTS") or default.value),
            memory=parsed(budget) if budget else None,
            slots=int(slots) if slots else _most_slots(device),
            guarded=environment.get("GLM_TTS_GUARD") != "0",
            sampling=Sampling(
                top_p=float(environment.get("GLM_TTS_TOP_P") or Sampling().top_p),
                top_k=int(environment.get("GLM_TTS_TOP_K") or Sampling().top_k),
            ),
        )
        if options.weights is Weights.INT8 and options.device.type != "cpu":
            raise ValueError("GLM_TTS_WEIGHTS=int8 is for the CPU; a GPU takes bfloat16")
        return options


def _most_slots(device: str) -> int:
    return MOST_SLOTS if device.startswith("cuda") else CPU_SLOTS


def _best_device() -> str:
    return "cuda" if torch.cuda.is_available() else "cpu"
