"""The files of recordings and samples.

Sealed with the tenant's key: a take's clip, until the take is made (or longer, if the workspace
keeps originals), a consent's recording, until the consent is revoked or its voice deleted, and a
sample of each finished voice.
"""

import numpy as np
from numpy.typing import NDArray

from tenants import files
from tenants.models import Tenant
from tenants.sealing import sealed_files
from tenants.stores import ownership


def voice_folder(tenant: Tenant, voice_id: str) -> str:
    return f"{files.folder(tenant)}/voices/{voice_id}"


def clip_name(tenant: Tenant, voice_id: str, take_id: str) -> str:
    return f"{voice_folder(tenant, voice_id)}/{take_id}.sealed"


def sample_name(tenant: Tenant, voice_id: str) -> str:
    return f"{voice_folder(tenant, voice_id)}/sample.wav.sealed"


def consent_folder(tenant: Tenant, consent_id: str) -> str:
    return f"{files.folder(tenant)}/consents/{consent_id}"


def has_sample(tenant: Tenant, voice_id: str) -> bool:
    """Whether there is a sample of the voice."""
    return files.store().exists(sample_name(tenant, voice_id))


def write_clip(tenant: Tenant, voice_id: str, take_id: str, samples: NDArray[np.float32]) -> None:
    """Keep a take's clip, encrypted."""
    files.store().make(voice_folder(tenant, voice_id))
    _write(tenant, clip_name(tenant, voice_id, take_id), f"clip:{voice_id}:{take_id}", samples)


def read_clip(tenant: Tenant, voice_id: str, take_id: str) -> NDArray[np.float32]:
    """A take's clip, float32 [n]. Raises FileNotFoundError or keys.Undecryptable."""
    return _read(tenant, clip_name(tenant, voice_id, take_id), f"clip:{voice_id}:{take_id}")


def write_sample(tenant: Tenant, voice_id: str, wav: bytes) -> None:
    """Keep what the finished voice has spoken, a WAV file, encrypted."""
    name, about = sample_name(tenant, voice_id), _about_sample(tenant, voice_id)
    sealed_files.write(files.store(), name, wav, key=tenant.key, about=about)


def read_sample(tenant: Tenant, voice_id: str) -> bytes:
    """The sample, a WAV file. Raises FileNotFoundError or keys.Undecryptable."""
    name, about = sample_name(tenant, voice_id), _about_sample(tenant, voice_id)
    return sealed_files.read(files.store(), name, key=tenant.key, about=about)


def remove_clip(tenant: Tenant, voice_id: str, take_id: str) -> None:
    files.store().remove(clip_name(tenant, voice_id, take_id))


def remove_voice(tenant: Tenant, voice_id: str) -> None:
    """Delete all clips and the sample."""
    files.store().remove_folder(voice_folder(tenant, voice_id))


def write_consent(tenant: Tenant, consent_id: str, samples: NDArray[np.float32]) -> None:
    """Keep a consent's recording, encrypted."""
    folder = consent_folder(tenant, consent_id)
    files.store().make(folder)
    _write(tenant, f"{folder}/recording.sealed", f"consent:{consent_id}", samples)


def read_consent(tenant: Tenant, consent_id: str) -> NDArray[np.float32]:
    """A consent's recording, float32 [n]. Raises FileNotFoundError or Undecryptable."""
    name = f"{consent_folder(tenant, consent_id)}/recording.sealed"
    return _read(tenant, name, f"consent:{consent_id}")


def remove_consent(tenant: Tenant, consent_id: str) -> None:
    files.store().remove_folder(consent_folder(tenant, consent_id))


def _about_sample(tenant: Tenant, voice_id: str) -> str:
    return f"{tenant.id}:sample:{voice_id}"


def _write(tenant: Tenant, name: str, about: str, samples: NDArray[np.float32]) -> None:
    files.store().write(name, tenant.seal(samples.astype("<f4").tobytes(), about=about))


def _read(tenant: Tenant, name: str, about: str) -> NDArray[np.float32]:
    try:
        sealed = files.store().read(name)
    except FileNotFoundError:
        # Is it lost, or does this process see another store than the one that has it?
        ownership.check_reachable()
        raise
    return np.frombuffer(tenant.unseal(sealed, about=about), dtype="<f4")
