"""Reads Perth's weights out of the package resemble-perth, without importing it or PyTorch.

Its network would bring librosa and PyTorch, which neither a worker on ONNX Runtime nor the confined
process has loaded.
"""

from __future__ import annotations

import io
import pickle
import zipfile
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from speakers.package_files import package_folder

from ..base import WatermarkMissing

PACKAGE = "perth"
FILE = Path("perth_net", "pretrained", "implicit", "perth_net_250000.pth.tar")
_ADVICE = "install the pinned packages again (make venv)"


def missing() -> str:
    """Why there are no weights, in a sentence; empty if their file is there."""
    try:
        file = package_folder(PACKAGE) / FILE
    except ModuleNotFoundError:
        return f"the package resemble-perth is not installed: {_ADVICE}"
    return "" if file.is_file() else f"{file} is missing: {_ADVICE}"


def read_weights(part: str) -> dict[str, NDArray[np.float32]]:
    """The arrays of the "encoder" or the "decoder" by their names. Raises WatermarkMissing."""
    if problem := missing():
        raise WatermarkMissing(problem)
    file = package_folder(PACKAGE) / FILE
    try:
        with zipfile.ZipFile(file) as archive:
            model = _Checkpoint(archive).load()["model"]
            return {
                name.removeprefix(f"{part}."): tensor.read(archive)
                for name, tensor in model.items()
                if name.startswith(f"{part}.")
            }
    except Exception as error:  # a broken pickle raises anything
        raise WatermarkMissing(f"{file} can't be read: {error}: {_ADVICE}") from error


class _Tensor:
    """Where in the archive an array lies."""

    def __init__(self, storage: str, offset: int, shape: tuple[int, ...], *_rest: Any) -> None:
        self._storage, self._offset, self._shape = storage, offset, shape

    def read(self, archive: zipfile.ZipFile) -> NDArray[np.float32]:
        values = np.frombuffer(archive.read(self._storage), "<f4")
        count = int(np.prod(self._shape))
        return values[self._offset : self._offset + count].reshape(self._shape)


class _Checkpoint(pickle.Unpickler):
    """PyTorch's format: a pickle that names arrays, which lie beside it in the archive.

    A pickle can call anything that it names, so it may name no more than it needs to.
    """

    _ALLOWED = {
        ("collections", "OrderedDict"): OrderedDict,
        ("torch._utils", "_rebuild_tensor_v2"): _Tensor,
        ("torch", "FloatStorage"): "float32",
    }

    def __init__(self, archive: zipfile.ZipFile) -> None:
        [index] = [name for name in archive.namelist() if name.endswith("/data.pkl")]
        self._folder = index.removesuffix("data.pkl")
        super().__init__(io.BytesIO(archive.read(index)))

    def find_class(self, module: str, name: str) -> Any:
        try:
            return self._ALLOWED[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"it names {module}.{name}") from None

    def persistent_load(self, pid: Any) -> str:
        _kind, _type, key, *_rest = pid
        return f"{self._folder}data/{key}"
