"""Where a voice's audio lies: the sealed clip until the voice is made, then a sample of it."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tenants import files
from tenants.models import Tenant


def folder(tenant: Tenant, voice_id: str) -> Path:
    return files.folder(tenant) / "voices" / voice_id


def clip_path(tenant: Tenant, voice_id: str) -> Path:
    return folder(tenant, voice_id) / "clip.sealed"


def sample_path(tenant: Tenant, voice_id: str) -> Path:
    """A WAV file, spoken in the finished voice."""
    return folder(tenant, voice_id) / "sample.wav"


def write_clip(tenant: Tenant, voice_id: str, samples: NDArray[np.float32]) -> None:
    """Keep the reference clip of a new voice, encrypted, until the voice is made."""
    sealed = tenant.seal(samples.astype("<f4").tobytes(), about=_about(voice_id))
    folder(tenant, voice_id).mkdir(parents=True)
    files.write_whole(clip_path(tenant, voice_id), sealed)


def read_clip(tenant: Tenant, voice_id: str) -> NDArray[np.float32]:
    """The reference clip, float32 [n]. Raises FileNotFoundError or tenants.keys.Undecryptable."""
    sealed = clip_path(tenant, voice_id).read_bytes()
    return np.frombuffer(tenant.unseal(sealed, about=_about(voice_id)), dtype="<f4")


def remove(tenant: Tenant, voice_id: str) -> None:
    """Delete the clip and the sample."""
    files.remove(folder(tenant, voice_id))


def _about(voice_id: str) -> str:
    return f"clip:{voice_id}"
