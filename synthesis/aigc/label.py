"""The implicit label of synthetic speech: GB 45438-2025, appendix E; also EU AI Act, article 50.

A JSON object of seven strings in the file's metadata. `ReservedCode1` holds our signature of the
fields before it, so that a label of ours can be told from one that somebody wrote. No Django here.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

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
"""Characters of a label that is looked at."""

_BEGINS = re.compile(rb'\{\s*"(?:AIGC|Label)"\s*:')


@dataclass(frozen=True, slots=True)
class Producer:
    """Who makes the audio: a `name` as it is registered, and the key it signs labels with."""

    name: str
    key: Ed25519PrivateKey

    def label(self, produce_id: str) -> str:
        """The label of one piece of audio; `produce_id` names it, and nobody's name or tenant."""
        signature = self.key.sign(_signed(IS_SYNTHETIC, self.name, produce_id))
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
        """True where the label holds a signature of ours over its own fields."""
        said = _signed(label["Label"], label["ContentProducer"], label["ProduceID"])
        try:
            signature = base64.urlsafe_b64decode(label["ReservedCode1"].encode())
            self.key.public_key().verify(signature, said)
        except (InvalidSignature, binascii.Error, ValueError):
            return False
        return True


def labels_in(data: bytes) -> Iterator[dict[str, str]]:
    """The labels in the bytes of a file, with all seven fields, whatever its format.

    Every container that can hold one holds it as plain text, so no parser of media files is
    exposed to what strangers send. Both forms are read: `{"AIGC": {…}}` and the object alone.
    """
    decoder = json.JSONDecoder()
    behind = 0
    for found in _BEGINS.finditer(data):
        if found.start() < behind:
            continue  # inside of the label before
        text = data[found.start() : found.start() + LONGEST].decode("utf-8", "replace")
        try:
            value, length = decoder.raw_decode(text)
        except (json.JSONDecodeError, RecursionError):
            continue
        behind = found.start() + length
        value = value.get(TAG, value)
        if isinstance(value, dict) and all(isinstance(value.get(key), str) for key in FIELDS[:3]):
            yield {key: str(value.get(key, "")) for key in FIELDS}


def _signed(label: str, producer: str, produce_id: str) -> bytes:
    return json.dumps(["lectern-aigc-1", label, producer, produce_id]).encode()
