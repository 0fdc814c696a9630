"""A time stamp authority (RFC 3161) on this machine: `openssl ts` behind a few lines of HTTP."""

from __future__ import annotations

import datetime
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID

from synthesis.content_credentials.certificates import key_usage, name_of

OWNER = "Authority of tests"

CONFIG = """
[tsa]
default_tsa = ours
[ours]
serial = {folder}/serial
signer_cert = {folder}/authority.pem
certs = {folder}/root.pem
signer_key = {folder}/authority.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1
digests = {digests}
ordering = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


class Authority:
    """Its certificate and its root's, in a folder, and what it answers questions with.

    `refuses`: it stamps no digest but one that nobody asks for, so that it answers that it rejects
    each question, as the RFC says.
    """

    def __init__(self, folder: Path, *, refuses: bool = False) -> None:
        self.folder, self.refuses = folder, refuses
        self.root = _certificates(folder)
        self.asked = 0

    def question_about(self, data: bytes) -> bytes:
        """What somebody else would ask it, as DER."""
        (self.folder / "data").write_bytes(data)
        command = "openssl ts -query -data data -sha256 -cert -out another"
        subprocess.run(command.split(), check=True, capture_output=True, cwd=self.folder)
        return (self.folder / "another").read_bytes()

    def answer(self, question: bytes) -> bytes:
        """Its answer, as DER."""
        self.asked += 1
        (self.folder / "question").write_bytes(question)
        digests = "md5" if self.refuses else "sha256, sha384, sha512"
        (self.folder / "conf").write_text(CONFIG.format(folder=self.folder, digests=digests))
        command = "openssl ts -reply -config conf -queryfile question -out answer"
        subprocess.run(command.split(), check=True, capture_output=True, cwd=self.folder)
        return (self.folder / "answer").read_bytes()


@contextmanager
def serving(answer: Callable[[bytes], bytes]) -> Iterator[str]:
    """The address at which `answer` answers questions; with 500 where it raises."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            question = self.rfile.read(int(self.headers["Content-Length"]))
            try:
                reply = answer(question)
            except RuntimeError:
                self.send_error(500)
                return
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/tsa"
        finally:
            server.shutdown()
            thread.join()


def _certificates(folder: Path) -> str:
    """Make root.pem, authority.pem and authority.key; returns the first."""
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root_name = name_of("Time root", OWNER)
    root = (
        _begun(root_name, root_name, root_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(key_usage(signs_certificates=True), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    own = (
        _begun(name_of("Time stamps", OWNER), root_name, key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()),
            critical=False,
        )
        .sign(root_key, hashes.SHA256())
    )
    (folder / "root.pem").write_bytes(root.public_bytes(Encoding.PEM))
    (folder / "authority.pem").write_bytes(own.public_bytes(Encoding.PEM))
    (folder / "authority.key").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    (folder / "serial").write_text("01\n")
    return root.public_bytes(Encoding.PEM).decode()


def _begun(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )
