import datetime
import io
from collections.abc import Callable
from typing import BinaryIO

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from synthesis.content_credentials.certificates import (
    DatedKey,
    pem,
    private_pem,
    root_certificate,
    signing_certificate,
)
from synthesis.content_credentials.manifest import Origin
from synthesis.content_credentials.signing import Signing, signed
from synthesis.encode import FORMATS, M4A, encode_file

RATE = 24_000
KINDS = {"wav": "audio/wav", "mp3": "audio/mpeg", "flac": "audio/flac", "m4a": "audio/mp4"}
ORIGIN = Origin(
    producer="Example School Press",
    software="0.2.0",
    produce_id="job_abc",
    engine="kokoro",
    engine_version="1",
    made_at="2026-11-30T12:00:00Z",
    consents=["cons_one", "cons_two"],
)


def dated() -> DatedKey:
    now = datetime.datetime.now(datetime.UTC)
    return DatedKey(Ed25519PrivateKey.generate(), now - datetime.timedelta(hours=1))


def signing_with(key: DatedKey, root: DatedKey, **more) -> Signing:
    chain = pem(signing_certificate(key, root)) + pem(root_certificate(root))
    return Signing(chain=chain, private_key=private_pem(key.key), algorithm="ed25519", **more)


def sign(file: BinaryIO, name: str, signing: Signing) -> bytes:
    out = signed(file, KINDS[name], ORIGIN, signing, scratch=io.BytesIO)
    out.seek(0)
    return out.read()


@pytest.fixture(scope="session")
def root() -> DatedKey:
    return dated()


@pytest.fixture(scope="session")
def signing(root: DatedKey) -> Signing:
    return signing_with(dated(), root)


@pytest.fixture(scope="session")
def roots(root: DatedKey) -> str:
    return pem(root_certificate(root))


@pytest.fixture(scope="session")
def sound_file() -> Callable[[str], BinaryIO]:
    """A second and a half of sound in a format, with tags as ours have."""
    noise = np.random.default_rng(7).normal(0, 3000, int(1.5 * RATE)).astype("<i2")

    def made(name: str) -> BinaryIO:
        file = io.BytesIO()
        audio_format = M4A if name == "m4a" else FORMATS[name]
        tags = {"AIGC": '{"AIGC": {"Label": "1"}}', "title": "Water"}
        encode_file(audio_format, [noise.tobytes()], sample_rate=RATE, out=file, tags=tags)
        return file

    return made
