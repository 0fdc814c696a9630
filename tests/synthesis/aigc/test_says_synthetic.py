"""Files that say of themselves that a machine made their sound."""

import io

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from config import ROOT
from synthesis.aigc.label import TAG, Producer
from synthesis.aigc.says_synthetic import says_synthetic
from synthesis.encode import FORMATS, encode_file

TAGGABLE = [name for name, audio_format in FORMATS.items() if audio_format.taggable]
SOUND = (3000 * np.sin(np.arange(24_000) / 20)).astype("<i2").tobytes()


@pytest.mark.parametrize("name", TAGGABLE)
def test_our_own_files_do(name):
    label = Producer("Example School Press", Ed25519PrivateKey.generate()).label("job_1")
    out = io.BytesIO()
    encode_file(name, [SOUND], sample_rate=24_000, out=out, tags={TAG: label})
    assert says_synthetic(out.getvalue())


@pytest.mark.parametrize(
    ("source", "says"),
    [("trainedAlgorithmicMedia", True), ("compositeSynthetic", True), ("digitalCapture", False)],
)
def test_a_manifest_of_c2pa_does_by_its_source_type(source, says):
    address = f"http://cv.iptc.org/newscodes/digitalsourcetype/{source}"
    manifest = b"jumb c2pa.assertions c2pa.created digitalSourceType" + address.encode()
    assert says_synthetic(b"RIFF....WAVE" + manifest) is says


@pytest.mark.parametrize("file", sorted((ROOT / "tests/recordings").glob("*.*g")))
def test_recordings_of_people_do_not(file):
    assert not says_synthetic(file.read_bytes())
