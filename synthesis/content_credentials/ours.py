"""What this installation signs with, and whose signatures it knows as its own.

By default a root and signing keys of its own, kept like the installation's other keys; or the
operator's certificate, by the settings. A new signing key (`rotate`) leaves the certificates before
readable, as the root stays.
"""

from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings

from synthesis.content_credentials.certificates import (
    DatedKey,
    pem,
    private_pem,
    root_certificate,
    signing_certificate,
)
from synthesis.content_credentials.signing import Signing
from tenants.models import InstallationKey
from tenants.sealing.installation_keys import installation_key

ROOT = "content-credentials-root"
PREFIX = "content-credentials:"
ALGORITHMS = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}


class Unusable(Exception):
    """The operator's certificate or key can't be used; the message says why."""


def our_signing() -> Signing:
    """What files are signed with now. Raises Unusable."""
    if settings.CREDENTIALS_CERTIFICATE or settings.CREDENTIALS_KEY:
        return operators_signing()
    root, key = _dated(ROOT), _dated(f"{PREFIX}{_newest()}")
    return Signing(
        chain=pem(signing_certificate(key, root)) + pem(root_certificate(root)),
        private_key=private_pem(key.key),
        algorithm="ed25519",
        authority=settings.TIME_STAMP_AUTHORITY,
    )


def operators_signing() -> Signing:
    """The same with the certificate that the settings name. Raises Unusable."""
    if not (settings.CREDENTIALS_CERTIFICATE and settings.CREDENTIALS_KEY):
        raise Unusable(
            "LECTERN_CREDENTIALS_CERTIFICATE and LECTERN_CREDENTIALS_KEY need each other"
        )
    chain, private_key = _text(settings.CREDENTIALS_CERTIFICATE), _text(settings.CREDENTIALS_KEY)
    return Signing(
        chain=chain,
        private_key=private_key,
        algorithm=_algorithm(chain, private_key),
        authority=settings.TIME_STAMP_AUTHORITY,
    )


def trusted_roots() -> str:
    """The certificates by which a signature is known as ours, as PEM: this installation's root, and
    the operator's own, those of before included."""
    own = pem(root_certificate(_dated(ROOT)))
    named = (settings.CREDENTIALS_CERTIFICATE, settings.CREDENTIALS_FORMER)
    return own + "".join(_text(path) for path in named if path)


def rotate() -> int:
    """Sign with a new key from now on; returns its number."""
    number = _newest() + 1
    installation_key(f"{PREFIX}{number}")
    return number


def _newest() -> int:
    """The number of the newest signing key; 1 where there is none yet."""
    names = InstallationKey.objects.filter(name__startswith=PREFIX).values_list("name", flat=True)
    return max((int(name.removeprefix(PREFIX)) for name in names), default=1)


def _dated(name: str) -> DatedKey:
    key = Ed25519PrivateKey.from_private_bytes(installation_key(name))
    return DatedKey(key, InstallationKey.objects.get(name=name).created_at)


def _text(path: str) -> str:
    try:
        return Path(path).read_text("ascii")
    except (OSError, UnicodeError) as error:
        raise Unusable(f"{path}: {error}") from error


@lru_cache(maxsize=2)
def _algorithm(chain: str, private_key: str) -> str:
    """C2PA's name of the algorithm of a key. Raises Unusable where it is not the certificate's."""
    try:
        certificate = x509.load_pem_x509_certificates(chain.encode())[0]
        key = load_pem_private_key(private_key.encode(), None)
    except (ValueError, TypeError) as error:
        raise Unusable(f"the certificate or its key can't be read: {error}") from error
    if key.public_key() != certificate.public_key():
        raise Unusable("the first certificate is not of the key")
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return "ed25519"
    if isinstance(key, rsa.RSAPrivateKey):
        return "ps256"
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in ALGORITHMS:
        return ALGORITHMS[key.curve.name]
    raise Unusable("the key is neither Ed25519, nor of P-256, P-384 or P-521, nor RSA")
