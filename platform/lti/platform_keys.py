"""The public keys that a learning platform signs with: fetched from where its admin says, kept, and
fetched again for a key that is not among them, but not at every stranger's wish."""

import logging
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from django.db.models import Q
from django.utils import timezone
from jwt.utils import base64url_decode

from lti.models import LearningPlatform
from lti.unacceptable import Unacceptable
from outgoing.get import NoAnswer, get_json

log = logging.getLogger("lectern.lti")

FRESH = timedelta(days=1)
KEPT = timedelta(days=14)
"""How long keys are trusted that can't be fetched any more."""
TRY_AGAIN = timedelta(seconds=30)
MOST_KEYS = 50
SMALLEST_BITS, LARGEST_BITS = 2048, 8192
# OpenSSL refuses larger ones for long keys; a platform's is 65537.
LARGEST_EXPONENT = 2**33


def key_for(platform: LearningPlatform, kid: str) -> RSAPublicKey:
    """The platform's key of this id. Raises Unacceptable."""
    now = timezone.now()
    fetched = platform.keys_fetched_at
    known = _found(platform, kid)
    if (known is None or fetched is None or fetched < now - FRESH) and _may_fetch(platform):
        try:
            keys = fetch(platform.keys_address)
        except NoAnswer as error:
            log.warning("keys of %s can't be fetched: %s", platform.keys_address, error)
        else:
            platform.keys, platform.keys_fetched_at = keys, timezone.now()
            platform.save(update_fields=["keys", "keys_fetched_at"])
            known = _found(platform, kid)
    if platform.keys_fetched_at is None or platform.keys_fetched_at < now - KEPT:
        raise Unacceptable("keys_away", "its keys could not be fetched")
    if known is None:
        raise Unacceptable("unknown_key", f"no key {kid[:80]!r} is at {platform.keys_address}")
    return known


def fetch(address: str) -> list[dict[str, str]]:
    """The RSA keys of a key set that are fit to check RS256 with. Raises NoAnswer."""
    answer = get_json(address)
    listed = answer.get("keys") if isinstance(answer, dict) else None
    if not isinstance(listed, list):
        raise NoAnswer("no set of keys")
    usable = [kept for each in listed[:MOST_KEYS] if (kept := _usable(each)) is not None]
    if not usable:
        raise NoAnswer("no RSA key of 2048 bits or more with an id")
    return usable


def _may_fetch(platform: LearningPlatform) -> bool:
    """Whether this request is the one that fetches: one in TRY_AGAIN, over all processes."""
    now = timezone.now()
    long_ago = Q(keys_tried_at=None) | Q(keys_tried_at__lt=now - TRY_AGAIN)
    rows = LearningPlatform.objects.filter(long_ago, id=platform.id)
    return rows.update(keys_tried_at=now) == 1


def _usable(key: Any) -> dict[str, str] | None:
    if not isinstance(key, dict) or key.get("kty") != "RSA":
        return None
    if key.get("use", "sig") != "sig" or key.get("alg", "RS256") != "RS256":
        return None
    kept = {name: key.get(name) for name in ("kid", "n", "e")}
    if not all(isinstance(each, str) and 0 < len(each) <= 2000 for each in kept.values()):
        return None
    named: dict[str, str] = {name: str(each) for name, each in kept.items()}
    try:
        made = _made(named)
    except ValueError:
        return None
    return named if SMALLEST_BITS <= made.key_size <= LARGEST_BITS else None


def _found(platform: LearningPlatform, kid: str) -> RSAPublicKey | None:
    return next((_made(each) for each in platform.keys if each["kid"] == kid), None)


def _made(key: dict[str, str]) -> RSAPublicKey:
    """Raises ValueError for what is no key."""
    modulus, exponent = (int.from_bytes(base64url_decode(key[name])) for name in ("n", "e"))
    if exponent >= LARGEST_EXPONENT or modulus.bit_length() > LARGEST_BITS:
        raise ValueError("too large")
    return RSAPublicNumbers(exponent, modulus).public_key()
