"""This installation as the producer of what it speaks."""

from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from synthesis.aigc.label import TAG, Producer
from synthesis.encode import AudioFormat
from tenants.keys import derive

HEADER = "x-aigc-label"


@cache
def producer() -> Producer:
    """The producer that the settings name, with a key derived from the master key."""
    key = Ed25519PrivateKey.from_private_bytes(derive(settings.MASTER_KEY, "aigc-labels:1"))
    return Producer(settings.CONTENT_PRODUCER, key)


def tags_for(produce_id: str, audio_format: AudioFormat) -> dict[str, str]:
    """The metadata that audio in this format carries; raw samples can't carry any."""
    return {TAG: producer().label(produce_id)} if audio_format.taggable else {}
