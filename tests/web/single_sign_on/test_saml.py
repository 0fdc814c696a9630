"""People of a school sign in by SAML at its own provider, one made of another library."""

import base64
import zlib
from datetime import timedelta
from pathlib import Path

import onelogin.saml2
import pytest
import xmlsec
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.utils import timezone
from lxml import etree

from accounts.models import Membership, User
from activity.models import Entry
from billing.models import PlanOverride
from single_sign_on import services
from single_sign_on.models import AcceptedAssertion, Domain, IdentityProvider
from single_sign_on.saml import accepted, ours
from tests.web.single_sign_on.conftest import place
from tests.web.single_sign_on.saml_provider import new_key

SCHEMAS = Path(onelogin.saml2.__file__).parent / "schemas"


def fits(xml: bytes, schema: str) -> None:
    """Whether XML is as OASIS's schema has it."""
    etree.XMLSchema(file=str(SCHEMAS / schema)).assertValid(etree.fromstring(xml))


def test_both_libraries_are_built_with_the_same_libxml2():
    """Trees go from one to the other in memory: with different builds, that may crash."""
    assert xmlsec.get_libxml_version() == etree.LIBXML_VERSION == etree.LIBXML_COMPILED_VERSION


def test_a_newcomer_becomes_a_member_and_comes_back_as_the_same(saml_school, client):
    assert saml_school.sign_in(client) == saml_school.person.page()
    dora = User.objects.get(email="dora@willow.example")
    assert (dora.name, dora.has_usable_password()) == ("Dora Fink", False)
    assert Membership.objects.get(user=dora).role == "member"
    assert [each.extra_data for each in SocialAccount.objects.all()] == [{}]
    entry = Entry.objects.filter(action="member.joined").latest("created_at")
    assert entry.details["kind"] == "single sign-on"
    assert Entry.objects.filter(action="session.signed_in", actor_id=str(dora.id)).exists()
    again = Client()
    assert saml_school.sign_in(again) == saml_school.person.page()
    assert User.objects.filter(email__endswith="@willow.example").count() == 1
    # Nothing of the person is kept in the answers, only that they were used.
    assert {bytes(each.sealed_person) for each in AcceptedAssertion.objects.all()} == {b""}


def test_names_are_put_together_and_addresses_are_small(saml_school, client):
    saml_school.sign_in(client, "erik")
    assert User.objects.get(email="erik@willow.example").name == "Erik Ek"


@pytest.mark.parametrize("kind", ["transient", "emailAddress"])
def test_other_kinds_of_names_do(saml_school, saml_provider, client, monkeypatch, kind):
    version = "1.1" if kind == "emailAddress" else "2.0"
    person = {"format": f"urn:oasis:names:tc:SAML:{version}:nameid-format:{kind}"}
    person |= {"id": "dora@willow.example"} if kind == "emailAddress" else {"id": "_x1"}
    person |= {"mail": "dora@willow.example"} if kind == "transient" else {"displayName": "D"}
    monkeypatch.setitem(saml_provider.people, "dora", person)
    assert saml_school.sign_in(client) == saml_school.person.page()
    monkeypatch.setitem(person, "id", "_x2" if kind == "transient" else person["id"])
    assert saml_school.sign_in(Client()) == saml_school.person.page()
    assert User.objects.filter(email="dora@willow.example").count() == 1
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize("who", ["mallory", "nobody"])
def test_a_provider_speaks_for_no_other_domains(saml_school, client, bob, who):
    before = User.objects.count()
    expected = "/sign-in" if who == "mallory" else "/sign-in/refused/no-email"
    assert saml_school.sign_in(client, who) == expected
    assert "_auth_user_id" not in client.session
    assert User.objects.count() == before and not SocialAccount.objects.exists()


def test_who_has_an_account_keeps_it(saml_school, client):
    dora = User.objects.create_user("dora@willow.example", "a long enough phrase", name="D")
    dora.emailaddress_set.create(email=dora.email, verified=True, primary=True)
    assert saml_school.sign_in(client) == saml_school.person.page()
    assert SocialAccount.objects.get().user == dora


def test_who_opened_an_account_with_anothers_address_keeps_no_way_in(saml_school, client):
    squatter = User.objects.create_user("dora@willow.example", "a long enough phrase", name="D")
    stays = Client()
    stays.force_login(squatter)
    Authenticator.objects.create(user=squatter, type=Authenticator.Type.WEBAUTHN, data={})
    assert saml_school.sign_in(client) == saml_school.person.page()
    squatter.refresh_from_db()
    assert not squatter.has_usable_password()
    assert not Authenticator.objects.filter(user=squatter).exists()
    assert stays.get("/account/").url.startswith("/sign-in")


def test_without_a_free_seat_nobody_is_let_in(saml_school, client):
    PlanOverride.objects.create(
        tenant=saml_school.person.tenant, reason="r", seats=1,
        expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    assert saml_school.sign_in(client) == "/sign-in"
    assert not User.objects.filter(email="dora@willow.example").exists()


def test_a_domain_that_is_confirmed_no_more_lets_nobody_in(saml_school, client):
    xml = saml_school.answer(client)
    Domain.objects.update(confirmed_at=None)
    assert place(saml_school.post(client, xml)) == "/sign-in"
    assert not User.objects.filter(email="dora@willow.example").exists()


def test_a_closed_workspace_has_no_provider(saml_school, client):
    tenant = saml_school.person.tenant
    type(tenant).objects.filter(id=tenant.id).update(deletes_at=timezone.now() + timedelta(days=9))
    assert client.post("/sign-in/organisation", {"email": "d@willow.example"}).status_code == 422
    assert client.post(saml_school.acs, {"SAMLResponse": "x"}).status_code == 404
    assert client.get(saml_school.acs.removesuffix("/acs")).status_code == 404


def test_what_we_send_fits_the_schema(saml_school, client):
    request = zlib.decompress(base64.b64decode(saml_school.begin(client)), -15)
    fits(request, "saml-schema-protocol-2.0.xsd")
    metadata = client.get(saml_school.acs.removesuffix("/acs"))
    assert metadata["Content-Type"] == "application/samlmetadata+xml"
    fits(metadata.content, "saml-schema-metadata-2.0.xsd")
    assert ours.entity_id(saml_school.person.tenant).encode() in metadata.content


def test_what_the_provider_sends_fits_the_schema(saml_school, client):
    fits(saml_school.answer(client).encode(), "saml-schema-protocol-2.0.xsd")


def test_answers_are_forgotten_after_a_day(saml_school, client):
    saml_school.sign_in(client)
    assert accepted.forget_old() == 0
    AcceptedAssertion.objects.update(accepted_at=timezone.now() - timedelta(hours=25))
    assert (accepted.forget_old(), AcceptedAssertion.objects.count()) == (1, 0)


def test_another_provider_finds_no_accounts_of_the_one_before(saml_school, client, tmp_path):
    saml_school.sign_in(client)
    row = IdentityProvider.objects.get()
    given = {
        "saml-name": "New", "saml-entity_id": "https://other.example",
        "saml-sign_in_address": "https://other.example/sso?a=b&c=d",
        "saml-certificate": new_key(tmp_path)[1].read_text(),
    }  # fmt: skip
    browser = signed_in(saml_school.person)
    page = saml_school.person.page("settings/sign-in")
    assert browser.post(f"{page}/saml", given).status_code == 302
    now = IdentityProvider.objects.get()
    assert now.id != row.id and not SocialAccount.objects.exists()
    address = client.post("/sign-in/organisation", {"email": "d@willow.example"}).context["address"]
    assert address.startswith("https://other.example/sso?a=b&c=d&SAMLRequest=")


def signed_in(person) -> Client:
    """A browser whose person has just proved who they are."""
    browser = Client()
    browser.post("/sign-in", {"login": person.user.email, "password": "correct horse battery"})
    return browser


def test_admins_set_it_up_on_their_page(alice, saml_provider, settings):
    settings.PUBLIC_URL = "http://testserver"
    browser, page = signed_in(alice), alice.page("settings/sign-in")
    html = browser.get(page).content.decode()
    assert ours.entity_id(alice.tenant) in html and ours.acs_url(alice.tenant) in html
    assert "&lt;EntityDescriptor" in html
    given = {"saml-name": "Willow account", "saml-metadata": saml_provider.metadata}
    assert browser.post(f"{page}/saml", given).status_code == 302
    row = IdentityProvider.objects.get()
    assert (row.kind, row.issuer) == ("saml", "https://idp.willow.example/metadata")
    assert row.sign_in_address == "https://idp.willow.example/sso"
    entry = Entry.objects.filter(action="sign_in.provider_set").latest("created_at")
    assert entry.details == {"issuer": row.issuer, "kind": "SAML"}
    # The three facts that the page shows now do as well as the metadata.
    shown = browser.get(page).context["saml_form"]
    again = {f"saml-{name}": shown[name].value() or "" for name in shown.fields}
    assert browser.post(f"{page}/saml", again).status_code == 302
    assert IdentityProvider.objects.get().certificates == row.certificates
    assert IdentityProvider.objects.get().id == row.id
    browser.post(f"{page}/provider/delete")
    assert services.saml_provider(alice.tenant.id) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("metadata", "<no xml"),
        ("metadata", "<a/>"),
        ("metadata", '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
        ("entity_id", ""),
        ("sign_in_address", "javascript:alert(1)"),
        ("sign_in_address", "http://idp.willow.example/sso"),
        ("sign_in_address", "https://user:secret@idp.willow.example/sso"),
        ("certificate", "no certificate"),
        ("certificate", ""),
        ("certificate", "weak"),
    ],
)
def test_what_cannot_be_is_refused(alice, tmp_path, field, value):
    if value == "weak":
        value = new_key(tmp_path, bits=1024)[1].read_text()
    facts = {
        "entity_id": "https://idp.willow.example", "metadata": "", "name": "n",
        "sign_in_address": "https://idp.willow.example/sso",
        "certificate": new_key(tmp_path)[1].read_text(), field: value,
    }  # fmt: skip
    given = {f"saml-{name}": each for name, each in facts.items()}
    answer = signed_in(alice).post(alice.page("settings/sign-in/saml"), given)
    assert answer.status_code == 422
    assert list(answer.context["saml_form"].errors) == [field]
    assert not IdentityProvider.objects.exists()
