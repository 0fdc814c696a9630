"""A SAML identity provider: pysaml2's, which knows nothing of the library that Lectern uses.

pysaml2 signs by a program, xmlsec1, that machines often lack: here libxmlsec1 itself does it.
"""

import base64
import datetime
import html
import http.server
import json
import re
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from lxml import etree
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT, saml
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.server import Server
from saml2.sigver import CryptoBackend

SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
DIGEST = "http://www.w3.org/2001/04/xmlenc#sha256"
PASSWORD = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
FIELD = re.compile(r'name="SAMLResponse" value="([^"]+)"')


class Signer(CryptoBackend):
    """Signs the element of an id, in the place that pysaml2 has made for the signature."""

    def sign_statement(self, statement, node_name, key_file, node_id):
        text = statement if isinstance(statement, bytes) else str(statement).encode()
        root = etree.fromstring(text)
        return etree.tostring(sign(root, node_id, Path(key_file).read_bytes())).decode()


def sign(root, node_id: str, key: bytes):
    """Fill in the empty signature of the element with this id."""
    xmlsec.tree.add_ids(root, ["ID"])
    [element] = root.xpath("//*[@ID=$id]", id=node_id)
    [signature] = element.xpath("./*[local-name()='Signature']")
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(key, xmlsec.KeyFormat.PEM, None)
    context.sign(signature)
    return root


def new_key(folder: Path, name: str = "idp", bits: int = 2048) -> tuple[Path, Path]:
    """A key and a certificate of its own, as files."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    named = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "idp.willow.example")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(named).issuer_name(named)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now).not_valid_after(now + datetime.timedelta(days=400))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    key_file, certificate_file = folder / f"{name}.key", folder / f"{name}.pem"
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
    )
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return key_file, certificate_file


class Provider:
    """The identity provider of a school. `people` are attributes by name of the person."""

    def __init__(self, folder: Path, address: str, people: dict[str, dict[str, str]]) -> None:
        self.address, self.people = address, people
        self.key_file, self.certificate_file = new_key(folder)
        self._server: Server | None = None

    def _config(self, trusted: str = "") -> IdPConfig:
        services = [(f"{self.address}/sso", BINDING_HTTP_REDIRECT)]
        policy = {"lifetime": {"minutes": 5}, "attribute_restrictions": None}
        settings = {
            "entityid": f"{self.address}/metadata",
            "service": {
                "idp": {
                    "endpoints": {"single_sign_on_service": services},
                    "policy": {"default": policy},
                }
            },
            "key_file": str(self.key_file),
            "cert_file": str(self.certificate_file),
            # It has to be there, and is not called: Signer takes its place.
            "xmlsec_binary": sys.executable if trusted else None,
        }
        if trusted:
            settings["metadata"] = {"inline": [trusted]}
        return IdPConfig().load(settings)

    @property
    def metadata(self) -> str:
        return str(entity_descriptor(self._config()))

    def trust(self, metadata: str) -> None:
        """Answer requests of the service provider that these metadata describe."""
        self._server = Server(config=self._config(metadata))
        self._server.sec.crypto = Signer()

    def answer(self, asked: str, who: str, *, sign_response: bool = False) -> tuple[str, str]:
        """To a request as it stands in the address: where to post, and the answer's XML."""
        assert self._server is not None, "it trusts nobody yet"
        request = self._server.parse_authn_request(asked, BINDING_HTTP_REDIRECT)
        where = self._server.response_args(request.message, [BINDING_HTTP_POST])
        person = dict(self.people[who])
        kind = person.pop("format", saml.NAMEID_FORMAT_PERSISTENT)
        made = self._server.create_authn_response(
            identity=person,
            in_response_to=where["in_response_to"],
            destination=where["destination"],
            sp_entity_id=where["sp_entity_id"],
            name_id=saml.NameID(format=kind, text=person.pop("id", who)),
            authn={"class_ref": PASSWORD, "authn_auth": self.address},
            sign_assertion=True, sign_response=sign_response,
            sign_alg=SHA256, digest_alg=DIGEST,
        )  # fmt: skip
        return where["destination"], str(made)


def asked_in(address: str) -> str:
    """The SAMLRequest of an address that a browser was led to."""
    return parse_qs(urlsplit(address).query)["SAMLRequest"][0]


def posted(xml: str) -> str:
    """XML as a form has it."""
    return base64.b64encode(xml.encode()).decode()


class Pages(http.server.BaseHTTPRequestHandler):
    """Asks who one is, believes it, and posts the answer from its own page."""

    provider: Provider

    def do_GET(self) -> None:
        if self.path == "/metadata":
            self._send(self.provider.metadata)
            return
        asked = html.escape(asked_in(self.path))
        choices = "".join(f"<button name=who value={who}>{who}</button>" for who in PEOPLE_NAMES)
        self._send(
            f"<title>Willow</title><form method=post action=/sso>"
            f'<input type=hidden name=SAMLRequest value="{asked}">{choices}</form>'
        )

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/trust":
            self.provider.trust(body)
            self._send("")
            return
        form = {name: values[0] for name, values in parse_qs(body).items()}
        where, xml = self.provider.answer(form["SAMLRequest"], form["who"])
        self._send(
            f'<title>Willow</title><form method=post action="{html.escape(where)}">'
            f'<input type=hidden name="SAMLResponse" value="{posted(xml)}">'
            f"</form><script>document.forms[0].submit()</script>"
        )

    def _send(self, text: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_words: object) -> None:
        """Nothing."""


if __name__ == "__main__":
    port, folder, people = int(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.argv[3])
    PEOPLE_NAMES = list(people)
    Pages.provider = Provider(folder, f"http://127.0.0.1:{port}", people)
    http.server.ThreadingHTTPServer(("127.0.0.1", port), Pages).serve_forever()
