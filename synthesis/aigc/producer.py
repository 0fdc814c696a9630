"""Labels audio with this installation as its producer."""

from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from synthesis.aigc.label import TAG, Producer
from synthesis.encode import AudioFormat
from tenants.sealing.installation_keys import installation_key

HEADER = "x-aigc-label"


def producer() -> Producer:
    """The producer named in the settings, with the installation's key for labels."""
    return _producer(settings.CONTENT_PRODUCER, installation_key("aigc-labels:1"))


@cache
def _producer(name: str, key: bytes) -> Producer:
    return Producer(name, Ed25519PrivateKey.from_private_bytes(key))


def tags_for(produce_id: str, audio_format: AudioFormat) -> dict[str, str]:
    """The metadata tags for audio in this format; empty for raw samples, which can't hold any."""
    return {TAG: producer().label(produce_id)} if audio_format.taggable else {}
