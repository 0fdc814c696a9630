"""Makes and verifies the implicit label of synthetic speech (GB 45438-2025, appendix E).

It also serves the EU AI Act, article 50. A label is a JSON object of seven strings in the file's
metadata. `ReservedCode1` holds our signature of the fields before it, which distinguishes our
labels from forged ones. Free of Django.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FIELDS = (
    "Label",
    "ContentProducer",
    "ProduceID",
    "ReservedCode1",
    "ContentPropagator",
    "PropagateID",
    "ReservedCode2",
)
TAG = "AIGC"
IS_SYNTHETIC = "1"
LONGEST = 4096
"""The most bytes of a label that are read."""
MOST_BEGINNINGS = 32
"""After so many places where a label seems to begin, the rest of a file is not searched."""

_BEGINS = re.compile(rb'\{\s*"(?:AIGC|Label)"\s*:')


@dataclass(frozen=True, slots=True)
class Producer:
    """The producer of the audio: its registered `name`, and the key that signs its labels."""

    name: str
    key: Ed25519PrivateKey

    def label(self, produce_id: str) -> str:
        """Make the label of one piece of audio; `produce_id` must reveal no person or tenant."""
        signature = self.key.sign(_signed_payload(IS_SYNTHETIC, self.name, produce_id))
        values = (
            IS_SYNTHETIC,
            self.name,
            produce_id,
            base64.urlsafe_b64encode(signature).decode(),
            self.name,
            produce_id,
            "",
        )
        return json.dumps({TAG: dict(zip(FIELDS, values, strict=True))})

    def made(self, label: dict[str, str]) -> bool:
        """True when the label holds this producer's signature of its fields."""
        payload = _signed_payload(label["Label"], label["ContentProducer"], label["ProduceID"])
        try:
            signature = base64.urlsafe_b64decode(label["ReservedCode1"].encode())
            self.key.public_key().verify(signature, payload)
        except (InvalidSignature, binascii.Error, ValueError):
            return False
        return True


def labels_in(data: bytes) -> Iterator[dict[str, str]]:
    """Find the labels in a file of any format, each with all seven fields.

    Every container that can hold a label holds it as plain text, so no media parser is exposed to
    untrusted files. Reads both forms: `{"AIGC": {…}}` and the inner object alone. Parses at most
    LONGEST bytes at each of the first MOST_BEGINNINGS places where a label seems to begin, so a
    file full of beginnings costs no more than any other.
    """
    decoder = json.JSONDecoder()
    end = 0
    for match in islice(_BEGINS.finditer(data), MOST_BEGINNINGS):
        if match.start() < end:
            continue  # inside the previous label
        text = data[match.start() : match.start() + LONGEST].decode("utf-8", "replace")
        try:
            value, length = decoder.raw_decode(text)
        except (json.JSONDecodeError, RecursionError):
            continue
        end = match.start() + length
        value = value.get(TAG, value)
        if isinstance(value, dict) and all(isinstance(value.get(key), str) for key in FIELDS[:3]):
            yield {key: str(value.get(key, "")) for key in FIELDS}


def _signed_payload(label: str, producer: str, produce_id: str) -> bytes:
    return json.dumps(["lectern-aigc-1", label, producer, produce_id]).encode()
