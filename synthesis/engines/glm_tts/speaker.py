"""The speaker encoder CAM++ (arXiv 2303.00332): an ONNX file that embeds a recording."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray

from speakers.filter_bank import FilterBank

from .config import SPEAKER


class SpeakerEncoder:
    """A loaded `campplus.onnx`."""

    def __init__(self, path: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        self._filter_bank = FilterBank()
        self._input = self._session.get_inputs()[0].name

    def __call__(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """The embedding [192] of samples [n] at 16 kHz, n ≥ 400."""
        features = self._filter_bank(torch.from_numpy(samples))[None].numpy()
        embedding = self._session.run(None, {self._input: features})[0]
        return np.asarray(embedding, np.float32).reshape(SPEAKER)
