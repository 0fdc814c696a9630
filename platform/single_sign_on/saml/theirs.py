"""What an admin tells of their identity provider: its metadata, or three facts."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.utils.translation import gettext as _
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser as Parser

from single_sign_on.saml import shape
from tenants.refusal import Refused

LONGEST_METADATA = 200_000
MOST_CERTIFICATES = 6
WEAKEST_RSA = 2048


@dataclass(frozen=True, slots=True)
class Described:
    """An identity provider. `certificates` are base64 of DER, one or more that it signs with."""

    entity_id: str
    sign_in_address: str
    certificates: tuple[str, ...]


def described_by(metadata: str) -> Described:
    """Read SAML 2.0 metadata of one identity provider. Raises Refused, about `metadata`."""
    if len(metadata) > LONGEST_METADATA:
        raise _refused("metadata", _("These metadata are too long."))
    try:
        # First by our own parser, which says of DTDs that they are refused.
        shape.parse(metadata.strip().encode())
        found = Parser.parse(metadata.strip())["idp"]
    except Exception as error:
        # The library raises what lxml raises, and KeyError where it finds no provider.
        message = _("These are no SAML metadata of an identity provider.")
        raise _refused("metadata", message) from error
    if "singleSignOnService" not in found:
        message = _("These metadata name no address for signing in by HTTP-Redirect.")
        raise _refused("metadata", message)
    several = found.get("x509certMulti", {}).get("signing", [])
    given = several or [each for each in [found.get("x509cert")] if each]
    try:
        return described(
            entity_id=str(found.get("entityId") or ""),
            sign_in_address=str(found["singleSignOnService"]["url"]),
            certificate=as_pem(given),
        )
    except Refused as refusal:
        raise _refused("metadata", str(refusal)) from None


def described(*, entity_id: str, sign_in_address: str, certificate: str) -> Described:
    """Check three facts; `certificate` may hold several. Raises Refused, about one of them."""
    entity_id = entity_id.strip()
    if not entity_id or len(entity_id) > 500 or not entity_id.isprintable():
        raise _refused("entity_id", _("Give the identity provider’s entity ID."))
    return Described(
        entity_id=entity_id,
        sign_in_address=_checked_address(sign_in_address.strip()),
        certificates=_checked_certificates(certificate),
    )


def as_pem(certificates: list[str]) -> str:
    """Certificates as texts for people, in lines of 64 characters."""
    pieces = []
    for each in certificates:
        lines = [each[start : start + 64] for start in range(0, len(each), 64)]
        pieces += ["-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----"]
    return "\n".join(pieces)


def ends_at(certificate: str) -> datetime:
    """When a certificate that was checked ends. Signatures are believed also after that: in SAML,
    the admin who gave the certificate vouches for it, not its dates."""
    return x509.load_der_x509_certificate(base64.b64decode(certificate)).not_valid_after_utc


def _checked_address(address: str) -> str:
    """We fetch nothing there, but lead people there, who type their passwords."""
    parts = urlsplit(address)
    plain = parts.scheme == "http" and (settings.DEBUG or bool(settings.WEBHOOK_NETWORKS))
    readable = address.isascii() and address.isprintable() and " " not in address
    if (
        not readable
        or len(address) > 1000
        or not parts.hostname
        or (parts.scheme != "https" and not plain)
        or parts.username is not None
        or parts.fragment
    ):
        message = _("Give the address for signing in, such as https://idp.example.org/sso.")
        raise _refused("sign_in_address", message)
    return address


def _checked_certificates(text: str) -> tuple[str, ...]:
    begin = "-----BEGIN CERTIFICATE-----"
    # Some providers show it without its first and last line.
    pieces = text.split(begin)[1:] if begin in text else [text]
    found: dict[str, None] = {}
    for piece in pieces:
        bare = "".join(piece.partition("-----END")[0].split())
        try:
            certificate = x509.load_der_x509_certificate(base64.b64decode(bare, validate=True))
            key = certificate.public_key()
        except (ValueError, binascii.Error, TypeError):
            message = _("This is no certificate. Paste it as a text, in PEM.")
            raise _refused("certificate", message) from None
        strong = isinstance(key, ec.EllipticCurvePublicKey) and key.key_size >= 256
        if isinstance(key, rsa.RSAPublicKey):
            strong = key.key_size >= WEAKEST_RSA
        if not strong:
            message = _("The certificate’s key is too weak: RSA needs 2048 bits.")
            raise _refused("certificate", message)
        found[base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()] = None
    if not 1 <= len(found) <= MOST_CERTIFICATES:
        raise _refused("certificate", _("Give one certificate, or a few."))
    return tuple(found)


def _refused(param: str, message: str) -> Refused:
    return Refused(f"invalid_{param}", message, param=param)
