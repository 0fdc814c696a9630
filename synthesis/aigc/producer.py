"""Labels audio with this installation as its producer."""

from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from synthesis.aigc.label import TAG, Producer
from synthesis.encode import AudioFormat
from tenants.keys import derive

HEADER = "x-aigc-label"


@cache
def producer() -> Producer:
    """The producer named in the settings, with a key derived from the master key."""
    key = Ed25519PrivateKey.from_private_bytes(derive(settings.MASTER_KEY, "aigc-labels:1"))
    return Producer(settings.CONTENT_PRODUCER, key)


def tags_for(produce_id: str, audio_format: AudioFormat) -> dict[str, str]:
    """The metadata tags for audio in this format; empty for raw samples, which can't hold any."""
    return {TAG: producer().label(produce_id)} if audio_format.taggable else {}
