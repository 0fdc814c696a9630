"""What an answer has to look like before anything in it is believed, its signature included.

An answer comes from the person's browser, so from anybody. Here is refused what makes XML and its
signatures dangerous: DTDs, two assertions of which one is signed and the other is read (signature
wrapping), references that fetch or transform something, and algorithms that are broken.
"""

import base64
import binascii

from lxml import etree

from single_sign_on.saml.ours import ASSERTION, PROTOCOL
from single_sign_on.saml.unacceptable import Unacceptable

LONGEST = 256 * 1024
"""Characters of an answer, in base64: those of real providers have 5,000 to 30,000."""

SIGNATURE = "http://www.w3.org/2000/09/xmldsig#"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
MORE, ENCRYPTION = "http://www.w3.org/2001/04/xmldsig-more#", "http://www.w3.org/2001/04/xmlenc#"

SIGNED_WITH = frozenset(
    f"{MORE}{key}-sha{bits}" for key in ("rsa", "ecdsa") for bits in ("256", "384", "512")
)
DIGESTED_WITH = frozenset({f"{ENCRYPTION}sha256", f"{MORE}sha384", f"{ENCRYPTION}sha512"})
TRANSFORMED_BY = frozenset({f"{SIGNATURE}enveloped-signature", EXCLUSIVE})


def read(encoded: str) -> bytes:
    """The XML of an answer as browsers post it. Raises Unacceptable unless it is of that shape."""
    if len(encoded) > LONGEST:
        raise Unacceptable("too_large", f"more than {LONGEST} characters")
    try:
        xml = base64.b64decode("".join(encoded.split()), validate=True)
        root = parse(xml)
    except (binascii.Error, ValueError) as error:
        raise Unacceptable("unreadable", str(error)) from None
    if root.tag != f"{{{PROTOCOL}}}Response":
        raise Unacceptable("unreadable", f"no SAML response but {root.tag}")
    _check_ids(root)
    # Which errors it has says the library: such an answer holds no assertion.
    if _succeeded(root):
        _check_assertions(root)
    for signature in root.iter(f"{{{SIGNATURE}}}Signature"):
        _check_signature(root, signature)
    return xml


def parse(xml: bytes) -> etree._Element:
    """The root of XML that anybody has sent. Raises ValueError: no XML, or with a DTD."""
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False
    )
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"no XML: {error}") from None
    if root.getroottree().docinfo.doctype:
        raise ValueError("XML with a DTD, which may hold entities")
    return root


def _succeeded(root: etree._Element) -> bool:
    codes = root.findall(f"{{{PROTOCOL}}}Status/{{{PROTOCOL}}}StatusCode")
    values = [str(each.get("Value")) for each in codes]
    return values == ["urn:oasis:names:tc:SAML:2.0:status:Success"]


def _check_ids(root: etree._Element) -> None:
    """No two elements have one id, whichever attribute of that name a reader takes for it."""
    seen: set[str] = set()
    for element in root.iter(etree.Element):
        for name, value in element.attrib.items():
            if etree.QName(name).localname.lower() == "id":
                if value in seen:
                    raise Unacceptable("wrapped", f"two elements have the id {value!r}")
                seen.add(str(value))


def _check_assertions(root: etree._Element) -> None:
    """One, below the root, with one signature of its own."""
    if any(True for _each in root.iter(f"{{{ASSERTION}}}EncryptedAssertion")):
        raise Unacceptable("encrypted", "the assertion is encrypted; switch that off")
    found = list(root.iter(f"{{{ASSERTION}}}Assertion"))
    if len(found) != 1 or found[0].getparent() is not root:
        raise Unacceptable("wrapped", f"{len(found)} assertions, or not where one belongs")
    if not found[0].get("ID"):
        raise Unacceptable("unreadable", "the assertion has no id")
    if len(found[0].findall(f"{{{SIGNATURE}}}Signature")) != 1:
        raise Unacceptable("unsigned", "the assertion itself is not signed, once")


def _check_signature(root: etree._Element, signature: etree._Element) -> None:
    """It stands in what it signs, the response or the assertion, and signs nothing else."""
    signed = signature.getparent()
    if signed is None or (signed is not root and signed.getparent() is not root):
        raise Unacceptable("wrapped", "a signature where none belongs")
    references = list(signature.iter(f"{{{SIGNATURE}}}Reference"))
    if len(references) != 1 or references[0].get("URI") != f"#{signed.get('ID')}":
        raise Unacceptable("wrapped", "a signature of something else than it stands in")
    if any(True for _each in signature.iter(f"{{{SIGNATURE}}}Object")):
        raise Unacceptable("wrapped", "a signature that holds objects")
    for kind, known in (
        ("SignatureMethod", SIGNED_WITH),
        ("DigestMethod", DIGESTED_WITH),
        ("Transform", TRANSFORMED_BY),
        ("CanonicalizationMethod", {EXCLUSIVE, INCLUSIVE}),
    ):
        for each in signature.iter(f"{{{SIGNATURE}}}{kind}"):
            if each.get("Algorithm") not in known:
                raise Unacceptable("weak", f"{kind} {each.get('Algorithm')} is not accepted")
