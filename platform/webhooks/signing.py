"""Signatures by the Standard Webhooks specification (symmetric, `v1`)."""

import base64
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime

from standardwebhooks import Webhook

SECRET_BYTES = 32  # the specification asks for 24 to 64


def new_secret() -> str:
    """A new secret in the form in which the receiver keeps it: `whsec_` and base64."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signed_headers(
    message_id: str, body: str, with_secrets: Iterable[str], at: datetime | None = None
) -> dict[str, str]:
    """The three headers of a message, signed with each secret, so that a secret can be replaced."""
    at = (at or datetime.now(UTC)).astimezone(UTC)
    signatures = [Webhook(secret).sign(message_id, at, body) for secret in with_secrets]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
