"""Certificates that an installation makes for itself, to sign what it produces.

A root, and below it one certificate for each signing key: C2PA accepts no signer that vouches for
itself. They are functions of the keys and of when these were made (Ed25519 draws no chance), so
that all processes have the same ones and none has to be stored. They name no organisation: nobody
but the installation itself would vouch for that name. Free of Django.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ROOT_LIFE = timedelta(days=40 * 365)
LIFE = timedelta(days=20 * 365)
"""A file without a time stamp is valid no longer than the certificate that it was signed with."""
C2PA_CLAIM_SIGNING = x509.ObjectIdentifier("1.3.6.1.4.1.62558.2.1")
ORGANISATION = "Lectern installation"


@dataclass(frozen=True, slots=True)
class DatedKey:
    """A private key, and when it was made."""

    key: Ed25519PrivateKey
    made_at: datetime

    @property
    def fingerprint(self) -> str:
        """Of its public half, in hexadecimal."""
        return hashlib.sha256(self.key.public_key().public_bytes_raw()).hexdigest()


def root_certificate(root: DatedKey) -> x509.Certificate:
    """The certificate of an installation's root."""
    return (
        _begun(root, _root_name(root), root, ROOT_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(key_usage(signs_certificates=True), critical=True)
        .sign(root.key, None)
    )


def signing_certificate(signing: DatedKey, root: DatedKey) -> x509.Certificate:
    """The certificate of a key that signs files, from the installation's root."""
    usages = [C2PA_CLAIM_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION]
    name = name_of(f"Content credentials {signing.fingerprint[:16]}")
    return (
        _begun(signing, name, root, LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage(usages), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key()),
            critical=False,
        )
        .sign(root.key, None)
    )


def pem(certificate: x509.Certificate) -> str:
    """A certificate as text."""
    return certificate.public_bytes(Encoding.PEM).decode()


def private_pem(key: Ed25519PrivateKey) -> str:
    """A private key as text (PKCS #8)."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _begun(
    of: DatedKey, subject: x509.Name, root: DatedKey, life: timedelta
) -> x509.CertificateBuilder:
    public = of.key.public_key()
    begins = of.made_at.replace(microsecond=0)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(_root_name(root))
        .public_key(public)
        # 127 bits: a serial number is positive and has at most 20 bytes (RFC 5280).
        .serial_number(int(of.fingerprint[:32], 16) >> 1 | 1)
        .not_valid_before(begins)
        .not_valid_after(begins + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _root_name(root: DatedKey) -> x509.Name:
    return name_of(f"Root {root.fingerprint[:16]}")


def name_of(common_name: str, organisation: str = ORGANISATION) -> x509.Name:
    """The name of a subject or an issuer."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    """What a key may be used for: to sign certificates, or else to sign data."""
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
