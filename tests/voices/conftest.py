import io
import os
import wave
from pathlib import Path

import numpy as np
import pytest

from config import ROOT
from voices.enrolment.models import ConsentWaiver


@pytest.fixture(scope="session")
def recordings() -> Path:
    """The folder of real recordings."""
    shared = Path(os.environ.get("LECTERN_SHARED") or ROOT.parent / "shared")
    if not (shared / "audio").is_dir():
        pytest.skip(f"no real recordings at {shared / 'audio'}: set LECTERN_SHARED")
    return shared / "audio"


def wav(samples: np.ndarray, rate: int = 16_000) -> bytes:
    """A WAV file of float samples [n]."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return out.getvalue()


def murmur(seconds: float, rate: int = 16_000) -> bytes:
    """A WAV file of noise that comes and goes like syllables."""
    t = np.arange(int(seconds * rate)) / rate
    noise = np.random.default_rng(1).standard_normal(len(t))
    return wav(0.2 * noise * (1 + np.sin(2 * np.pi * 4 * t)), rate)


@pytest.fixture
def waiver(alice) -> ConsentWaiver:
    """The operator lets Alice's workspace make voices without a recorded consent."""
    return ConsentWaiver.objects.create(
        tenant=alice.tenant, allowed=True, reason="Contract 17", by_email="operator@example.org"
    )
