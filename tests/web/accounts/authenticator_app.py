"""What an app with codes computes (RFC 6238), from the secret that the page shows."""

import base64
import hashlib
import hmac
import struct
import time


def code_of(secret: str, *, steps: int = 0) -> str:
    """The code of now, or of so many half minutes later."""
    counter = int(time.time()) // 30 + steps
    mac = hmac.digest(base64.b32decode(secret), struct.pack(">Q", counter), hashlib.sha1)
    begin = mac[-1] & 15
    number = int.from_bytes(mac[begin : begin + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"
