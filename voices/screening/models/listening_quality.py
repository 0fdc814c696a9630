"""How clean speech would be judged by listeners: DNSMOS (MIT; Reddy et al. 2022)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voices.screening.models.onnx_session import session
from voices.screening.models.package_files import package_folder

_WINDOW = 144_160


class ListeningQuality:
    def __init__(self) -> None:
        self._session = session(package_folder("speechmos") / "dnsmos_models" / "sig_bak_ovr.onnx")

    def __call__(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Raw scores of signal, background and whole [3], of about 1 to 5.

        Of one window of 9 s from the middle of samples [n] at 16 kHz; shorter ones are repeated.
        """
        if len(samples) >= _WINDOW:
            start = (len(samples) - _WINDOW) // 2
            window = samples[start : start + _WINDOW]
        else:
            window = np.resize(samples, _WINDOW)
        scores = self._session.run(None, {"input_1": window[None].astype(np.float32)})[0]
        return np.asarray(scores[0], np.float32)
