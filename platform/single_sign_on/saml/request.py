"""What we ask an identity provider: to say who the person is that we send there."""

import base64
import secrets
import zlib
from datetime import UTC, datetime
from urllib.parse import urlencode

from lxml import etree

from single_sign_on.models import IdentityProvider
from single_sign_on.saml.ours import ASSERTION, POST_BINDING, PROTOCOL, acs_url, entity_id


def new_id() -> str:
    """An id for a request, which nobody can guess."""
    return f"_{secrets.token_hex(16)}"


def address(provider: IdentityProvider, request_id: str) -> str:
    """Where to lead the browser: the provider's address with an AuthnRequest (binding
    HTTP-Redirect).

    There is no RelayState: where the person goes afterwards is in the session that began.
    """
    names = {"samlp": PROTOCOL, "saml": ASSERTION}
    root = etree.Element(f"{{{PROTOCOL}}}AuthnRequest", nsmap=names)
    root.set("ID", request_id)
    root.set("Version", "2.0")
    root.set("IssueInstant", datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    root.set("Destination", provider.sign_in_address)
    root.set("ProtocolBinding", POST_BINDING)
    root.set("AssertionConsumerServiceURL", acs_url(provider.tenant))
    etree.SubElement(root, f"{{{ASSERTION}}}Issuer").text = entity_id(provider.tenant)
    # Without a Format, the provider chooses which of its names for the person it gives.
    etree.SubElement(root, f"{{{PROTOCOL}}}NameIDPolicy", AllowCreate="true")
    # Raw DEFLATE, without the header and the checksum of zlib.
    packed = zlib.compress(etree.tostring(root))[2:-4]
    query = urlencode({"SAMLRequest": base64.b64encode(packed).decode()})
    return f"{provider.sign_in_address}{'&' if '?' in provider.sign_in_address else '?'}{query}"
