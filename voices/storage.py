"""The files of recordings and samples.

Sealed with the tenant's key: a take's clip, until the take is made (or longer, if the workspace
keeps originals), a consent's recording, until the consent is revoked or its voice deleted, and a
sample of each finished voice.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tenants import files
from tenants.models import Tenant
from tenants.sealing import sealed_files


def voice_folder(tenant: Tenant, voice_id: str) -> Path:
    return files.folder(tenant) / "voices" / voice_id


def clip_path(tenant: Tenant, voice_id: str, take_id: str) -> Path:
    return voice_folder(tenant, voice_id) / f"{take_id}.sealed"


def sample_path(tenant: Tenant, voice_id: str) -> Path:
    return voice_folder(tenant, voice_id) / "sample.wav.sealed"


def consent_folder(tenant: Tenant, consent_id: str) -> Path:
    return files.folder(tenant) / "consents" / consent_id


def write_clip(tenant: Tenant, voice_id: str, take_id: str, samples: NDArray[np.float32]) -> None:
    """Keep a take's clip, encrypted."""
    voice_folder(tenant, voice_id).mkdir(parents=True, exist_ok=True)
    _write(tenant, clip_path(tenant, voice_id, take_id), f"clip:{voice_id}:{take_id}", samples)


def read_clip(tenant: Tenant, voice_id: str, take_id: str) -> NDArray[np.float32]:
    """A take's clip, float32 [n]. Raises FileNotFoundError or keys.Undecryptable."""
    return _read(tenant, clip_path(tenant, voice_id, take_id), f"clip:{voice_id}:{take_id}")


def write_sample(tenant: Tenant, voice_id: str, wav: bytes) -> None:
    """Keep what the finished voice has spoken, a WAV file, encrypted."""
    path = sample_path(tenant, voice_id)
    sealed_files.write(path, wav, key=tenant.key, about=_about_sample(tenant, voice_id))


def read_sample(tenant: Tenant, voice_id: str) -> bytes:
    """The sample, a WAV file. Raises FileNotFoundError or keys.Undecryptable."""
    path = sample_path(tenant, voice_id)
    return sealed_files.read(path, key=tenant.key, about=_about_sample(tenant, voice_id))


def remove_clip(tenant: Tenant, voice_id: str, take_id: str) -> None:
    clip_path(tenant, voice_id, take_id).unlink(missing_ok=True)


def remove_voice(tenant: Tenant, voice_id: str) -> None:
    """Delete all clips and the sample."""
    files.remove(voice_folder(tenant, voice_id))


def write_consent(tenant: Tenant, consent_id: str, samples: NDArray[np.float32]) -> None:
    """Keep a consent's recording, encrypted."""
    folder = consent_folder(tenant, consent_id)
    folder.mkdir(parents=True, exist_ok=True)
    _write(tenant, folder / "recording.sealed", f"consent:{consent_id}", samples)


def read_consent(tenant: Tenant, consent_id: str) -> NDArray[np.float32]:
    """A consent's recording, float32 [n]. Raises FileNotFoundError or Undecryptable."""
    path = consent_folder(tenant, consent_id) / "recording.sealed"
    return _read(tenant, path, f"consent:{consent_id}")


def remove_consent(tenant: Tenant, consent_id: str) -> None:
    files.remove(consent_folder(tenant, consent_id))


def _about_sample(tenant: Tenant, voice_id: str) -> str:
    return f"{tenant.id}:sample:{voice_id}"


def _write(tenant: Tenant, path: Path, about: str, samples: NDArray[np.float32]) -> None:
    files.write_whole(path, tenant.seal(samples.astype("<f4").tobytes(), about=about))


def _read(tenant: Tenant, path: Path, about: str) -> NDArray[np.float32]:
    return np.frombuffer(tenant.unseal(path.read_bytes(), about=about), dtype="<f4")
