"""What this installation signs with: keys of its own, or the operator's certificate."""

import datetime
import io

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.core.management import call_command

from activity.models import Entry
from synthesis.checks import certificate_can_be_used
from synthesis.content_credentials import ours
from synthesis.content_credentials.files import credentials_for, with_credentials
from synthesis.content_credentials.reading import context, facts_of
from synthesis.content_credentials.signing import signed
from synthesis.encode import FORMATS
from tenants.models import InstallationKey
from tests.synthesis.content_credentials.conftest import ORIGIN

pytestmark = pytest.mark.django_db


def sign(file, signing) -> bytes:
    out = signed(file, "audio/wav", ORIGIN, signing, scratch=io.BytesIO)
    return out.getvalue()


def state(data: bytes) -> str:
    return facts_of(data, "audio/wav", context(ours.trusted_roots()))["state"]


def test_the_first_use_makes_a_certificate_that_stays(sound_file):
    first = ours.our_signing()
    assert first == ours.our_signing(), "all processes have the same"
    assert state(sign(sound_file("wav"), first)) == "Trusted"
    stored = InstallationKey.objects.get(name="content-credentials:1")
    assert first.private_key.encode() not in bytes(stored.wrapped_key), "kept as other keys are"


def test_after_a_rotation_files_of_before_are_known_still(sound_file):
    before = ours.our_signing()
    old = sign(sound_file("wav"), before)
    assert ours.rotate() == 2
    after = ours.our_signing()
    assert after.private_key != before.private_key
    assert state(old) == state(sign(sound_file("wav"), after)) == "Trusted"


def certified(kind=ec.SECP256R1) -> tuple[str, str, str]:
    """A chain as an authority gives, its root, and the key, as PEM."""
    now = datetime.datetime.now(datetime.UTC)
    keys = [ec.generate_private_key(kind()) for _ in range(2)]
    names = [
        x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, each)])
        for each in ("Example Root", "Example School")
    ]

    def usage(signs: bool) -> x509.KeyUsage:
        return x509.KeyUsage(
            digital_signature=not signs, content_commitment=False, key_encipherment=False,
            data_encipherment=False, key_agreement=False, key_cert_sign=signs, crl_sign=signs,
            encipher_only=False, decipher_only=False,
        )  # fmt: skip

    made = []
    for number, (key, name) in enumerate(zip(keys, names, strict=True)):
        is_root = number == 0
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(names[0])
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=30))
            .add_extension(x509.BasicConstraints(is_root, 0 if is_root else None), critical=True)
            .add_extension(usage(is_root), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        )
        if not is_root:
            mail = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
            issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(keys[0].public_key())
            builder = builder.add_extension(mail, False).add_extension(issuer, False)
        made.append(builder.sign(keys[0], hashes.SHA256()).public_bytes(Encoding.PEM).decode())
    root, leaf = made
    private = keys[1].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return leaf + root, root, private.decode()


@pytest.fixture
def operators(tmp_path, settings):
    """Makes the operator's certificate the one in use."""

    def use(chain: str, key: str) -> None:
        paths = tmp_path / "chain.pem", tmp_path / "key.pem"
        for path, text in zip(paths, (chain, key), strict=True):
            path.write_text(text)
        settings.CREDENTIALS_CERTIFICATE, settings.CREDENTIALS_KEY = map(str, paths)

    return use


@pytest.mark.parametrize("kind", [ec.SECP256R1, ec.SECP384R1])
def test_the_operators_certificate_is_used_and_later_still_known(
    sound_file, operators, settings, tmp_path, kind
):
    own = sign(sound_file("wav"), ours.our_signing())
    chain, _root, key = certified(kind)
    operators(chain, key)
    data = sign(sound_file("wav"), ours.our_signing())
    assert state(data) == state(own) == "Trusted"
    facts = facts_of(data, "audio/wav", context(ours.trusted_roots()))
    assert facts["issuer"] == "Example School"

    former = tmp_path / "former.pem"
    former.write_text(chain)
    operators(*certified()[::2])
    assert state(data) == "Valid", "nobody has said that this was ours"
    settings.CREDENTIALS_FORMER = str(former)
    assert state(data) == "Trusted"


def test_a_certificate_that_can_not_be_used_stops_no_file(sound_file, operators, caplog):
    chain, _root, _key = certified()
    _chain, _root, another = certified()
    operators(chain, another)
    with pytest.raises(ours.Unusable, match="not of the key"):
        ours.our_signing()
    plain = sound_file("wav")
    assert with_credentials(plain, FORMATS["wav"], credentials_for(ORIGIN)) is plain
    assert "has no content credentials" in caplog.text


@pytest.mark.parametrize(("name", "says"), [("CREDENTIALS_KEY", "each other"), (None, "No such")])
def test_what_is_missing_is_named(operators, settings, name, says):
    chain, _root, key = certified()
    operators(chain, key)
    if name:
        setattr(settings, name, "")
    else:
        settings.CREDENTIALS_KEY += ".gone"
    with pytest.raises(ours.Unusable, match=says):
        ours.our_signing()
    (error,) = certificate_can_be_used()
    assert says in error.msg


def test_the_command_rotates_and_is_in_the_activity_log(capsys):
    before = ours.our_signing()
    call_command("rotate_credentials_key")
    assert "key 2" in capsys.readouterr().out and ours.our_signing() != before
    (entry,) = Entry.objects.filter(action="operator.credentials_key_rotated")
    assert entry.thing_id == "2"
    assert certificate_can_be_used() == []
