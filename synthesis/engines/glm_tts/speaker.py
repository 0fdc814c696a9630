"""Who speaks: CAM++ (arXiv 2303.00332), an ONNX file that turns a recording into 192 numbers."""

from __future__ import annotations

from pathlib import Path

import kaldi_native_fbank as knf
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from .config import SPEAKER

RATE = 16_000
BINS = 80


def filter_banks(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Kaldi's log mel filter banks of samples [n] at 16 kHz, mean removed over time: [T, 80]."""
    options = knf.FbankOptions()
    options.frame_opts.samp_freq = RATE
    options.frame_opts.dither = 0
    options.mel_opts.num_bins = BINS
    bank = knf.OnlineFbank(options)
    bank.accept_waveform(RATE, samples)
    bank.input_finished()
    made = np.stack([bank.get_frame(index) for index in range(bank.num_frames_ready)])
    return made - made.mean(axis=0)


class SpeakerEncoder:
    """A loaded `campplus.onnx`."""

    def __init__(self, path: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        self._input = self._session.get_inputs()[0].name

    def __call__(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """The embedding [192] of samples [n] at 16 kHz, n ≥ 400."""
        features = filter_banks(samples)[None]
        made = self._session.run(None, {self._input: features})[0]
        return np.asarray(made, np.float32).reshape(SPEAKER)
