"""What strangers may post as the answer of a school's SAML provider: all of it is refused.

Each case begins with a real answer, which would be accepted, and changes it in one way. Where a
change needs the provider's signature, `again` makes one: of a provider that errs, or of another
service's answer that somebody brings along.
"""

import base64
import copy
import logging
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from lxml import etree

from accounts.models import User
from activity.models import Entry
from single_sign_on.models import AcceptedAssertion
from single_sign_on.saml import shape
from tests.web.single_sign_on.conftest import place
from tests.web.single_sign_on.saml_provider import new_key, posted, sign

P, A = "{urn:oasis:names:tc:SAML:2.0:protocol}", "{urn:oasis:names:tc:SAML:2.0:assertion}"
D = "{http://www.w3.org/2000/09/xmldsig#}"
SHA1 = "http://www.w3.org/2000/09/xmldsig#sha1"


def refused_as(answer) -> str:
    """The reason on the page that the browser ends at."""
    assert answer.status_code == 403 and "_auth_user_id" not in answer.client.session
    return place(answer).removeprefix("/sign-in/refused/")


def assertion_of(root):
    return root.find(f"{A}Assertion")


def again(root, school, key: bytes | None = None):
    """Sign the assertion anew, after it was changed."""
    assertion = assertion_of(root)
    signature = assertion.find(f"{D}Signature")
    for name in ("SignedInfo/{}Reference/{}DigestValue", "SignatureValue"):
        signature.find(D + name.replace("{}", D)).text = ""
    for held in signature.findall(f"{D}KeyInfo"):
        signature.remove(held)
    return sign(root, assertion.get("ID"), key or school.provider.key_file.read_bytes())


def in_time(**shift: float) -> str:
    return (datetime.now(UTC) + timedelta(**shift)).strftime("%Y-%m-%dT%H:%M:%SZ")


# Each takes the answer's tree and the school, and returns a tree or bytes.


def no_signature(root, school):
    assertion = assertion_of(root)
    assertion.remove(assertion.find(f"{D}Signature"))
    return root


def signed_around(root, school):
    """The response is signed, the assertion is not."""
    assertion = assertion_of(root)
    signature = assertion.find(f"{D}Signature")
    root.insert(1, signature)
    signature.find(f"{D}SignedInfo/{D}Reference").set("URI", f"#{root.get('ID')}")
    signature.find(f"{D}SignatureValue").text = ""
    return sign(root, root.get("ID"), school.provider.key_file.read_bytes())


def changed_after(root, school):
    named = assertion_of(root).find(f"{A}Subject/{A}NameID")
    named.text = "erik"
    return root


def other_certificate(root, school):
    return again(root, school, new_key(school.provider.key_file.parent, "other")[0].read_bytes())


def certificate_as_secret(root, school):
    """HMAC with the certificate, which everybody has, as the key."""
    method = assertion_of(root).find(f"{D}Signature/{D}SignedInfo/{D}SignatureMethod")
    method.set("Algorithm", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256")
    return root


def weak_digest(root, school):
    reference = assertion_of(root).find(f"{D}Signature/{D}SignedInfo/{D}Reference")
    reference.find(f"{D}DigestMethod").set("Algorithm", SHA1)
    return again(root, school)


def other_audience(root, school):
    audience = assertion_of(root).find(f"{A}Conditions/{A}AudienceRestriction/{A}Audience")
    audience.text = "https://other.example"
    return again(root, school)


def no_audience(root, school):
    conditions = assertion_of(root).find(f"{A}Conditions")
    conditions.remove(conditions.find(f"{A}AudienceRestriction"))
    return again(root, school)


def two_audiences(root, school):
    """One restriction that names us, and one that does not: both must hold."""
    restriction = assertion_of(root).find(f"{A}Conditions/{A}AudienceRestriction")
    second = copy.deepcopy(restriction)
    second.find(f"{A}Audience").text = "https://other.example"
    restriction.addnext(second)
    return again(root, school)


def other_destination(root, school):
    root.set("Destination", "https://other.example/acs")
    return root


def longer_destination(root, school):
    root.set("Destination", root.get("Destination") + ".other.example")
    return root


def no_destination(root, school):
    del root.attrib["Destination"]
    return root


def confirmation(root):
    path = f"{A}Subject/{A}SubjectConfirmation/{A}SubjectConfirmationData"
    return assertion_of(root).find(path)


def other_recipient(root, school):
    confirmation(root).set("Recipient", "https://other.example/acs")
    return again(root, school)


def recipient_that_contains_ours(root, school):
    here = confirmation(root).get("Recipient")
    confirmation(root).set("Recipient", f"https://other.example/?{here}")
    return again(root, school)


def expired(root, school):
    confirmation(root).set("NotOnOrAfter", in_time(minutes=-1))
    assertion_of(root).find(f"{A}Conditions").set("NotOnOrAfter", in_time(minutes=-6))
    return again(root, school)


def expired_for_the_holder(root, school):
    confirmation(root).set("NotOnOrAfter", in_time(minutes=-1))
    return again(root, school)


def not_yet(root, school):
    assertion_of(root).find(f"{A}Conditions").set("NotBefore", in_time(minutes=20))
    return again(root, school)


def for_ever(root, school):
    del confirmation(root).attrib["NotOnOrAfter"]
    return again(root, school)


def other_issuer(root, school):
    assertion_of(root).find(f"{A}Issuer").text = "https://other.example"
    return again(root, school)


def unasked(root, school):
    """What a provider's own page of apps begins: IdP-initiated."""
    del confirmation(root).attrib["InResponseTo"]
    del root.attrib["InResponseTo"]
    return again(root, school)


def unasked_but_said_to_be(root, school):
    """The envelope, which is not signed, names the request of the browser."""
    del confirmation(root).attrib["InResponseTo"]
    return again(root, school)


def other_request(root, school):
    confirmation(root).set("InResponseTo", "_of_another_browser")
    root.set("InResponseTo", "_of_another_browser")
    assertion_of(root).set("ID", "_another")
    assertion_of(root).find(f".//{D}Reference").set("URI", "#_another")
    return again(root, school)


def two_requests(root, school):
    root.set("InResponseTo", "_of_another_browser")
    return root


def denied(root, school):
    root.remove(assertion_of(root))
    code = root.find(f"{P}Status/{P}StatusCode")
    code.set("Value", "urn:oasis:names:tc:SAML:2.0:status:Responder")
    return root


def forged(assertion, name: str = "forged"):
    """Somebody else's assertion, without a signature."""
    made = copy.deepcopy(assertion)
    made.set("ID", name)
    made.remove(made.find(f"{D}Signature"))
    made.find(f"{A}Subject/{A}NameID").text = "mallory"
    return made


def wrapped_before(root, school):
    """XSW: the forged assertion first, the signed one after it."""
    assertion_of(root).addprevious(forged(assertion_of(root)))
    return root


def wrapped_after(root, school):
    assertion_of(root).addnext(forged(assertion_of(root)))
    return root


def wrapped_around(root, school):
    """XSW: the signed one within the forged one."""
    true = assertion_of(root)
    false = forged(true)
    root.replace(true, false)
    false.append(true)
    return root


def wrapped_in_the_signature(root, school):
    """XSW: the forged one has the signature, and in it, as an Object, what was signed."""
    true = assertion_of(root)
    false = forged(true)
    signature = true.find(f"{D}Signature")
    root.replace(true, false)
    true.remove(signature)
    etree.SubElement(signature, f"{D}Object").append(true)
    false.insert(1, signature)
    return root


def wrapped_in_extensions(root, school):
    """XSW: what was signed, where the schema allows anything."""
    true = assertion_of(root)
    false = forged(true)
    root.replace(true, false)
    extensions = etree.Element(f"{P}Extensions")
    extensions.append(true)
    root.insert(1, extensions)
    return root


def two_of_one_id(root, school):
    true = assertion_of(root)
    true.addprevious(forged(true, true.get("ID")))
    return root


def same_id_elsewhere(root, school):
    """An element of another kind that a reader by id may find first."""
    extensions = etree.Element(f"{P}Extensions")
    etree.SubElement(extensions, "{urn:x}x", Id=assertion_of(root).get("ID"))
    root.insert(1, extensions)
    return root


def signs_something_else(root, school):
    """The signature in the assertion is a good one, of the whole document."""
    reference = assertion_of(root).find(f"{D}Signature/{D}SignedInfo/{D}Reference")
    reference.set("URI", "")
    return again(root, school)


def transformed_away(root, school):
    """A transform may leave out of what is signed whatever it likes."""
    transform = assertion_of(root).find(f".//{D}Transform")
    transform.set("Algorithm", "http://www.w3.org/TR/1999/REC-xpath-19991116")
    etree.SubElement(transform, f"{D}XPath").text = "false()"
    return root


def fetched_from_elsewhere(root, school):
    reference = assertion_of(root).find(f".//{D}Reference")
    reference.set("URI", "http://127.0.0.1:1/x")
    return root


def encrypted(root, school):
    true = assertion_of(root)
    root.replace(true, etree.Element(f"{A}EncryptedAssertion"))
    return root


def with_doctype(text: str):
    def change(root, school):
        xml = etree.tostring(root)
        return text.encode() + xml.replace(b"dora</", b"&b;</")

    return change


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30))
billion_laughs = with_doctype(f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}<!ENTITY b "&l29;">]>')
external_entity = with_doctype('<!DOCTYPE x [<!ENTITY b SYSTEM "file:///etc/passwd">]>')
external_dtd = with_doctype('<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">')


def too_large(root, school):
    return etree.tostring(root) + b" " * shape.LONGEST


def no_xml(root, school):
    return b"\x00\xff nothing"


def very_deep(root, school):
    return b"<a>" * 20_000


def other_document(root, school):
    return b"<a/>"


ATTACKS = {
    no_signature: "unsigned",
    signed_around: "unsigned",
    changed_after: "signature",
    other_certificate: "signature",
    certificate_as_secret: "weak",
    weak_digest: "weak",
    other_audience: "audience",
    no_audience: "audience",
    two_audiences: "audience",
    other_destination: "destination",
    longer_destination: "destination",
    no_destination: "destination",
    other_recipient: "invalid",
    recipient_that_contains_ours: "destination",
    expired: "expired",
    expired_for_the_holder: "invalid",
    not_yet: "expired",
    for_ever: "invalid",
    other_issuer: "issuer",
    unasked: "not-asked-for",
    unasked_but_said_to_be: "not-asked-for",
    other_request: "other-browser",
    two_requests: "invalid",
    denied: "denied",
    wrapped_before: "wrapped",
    wrapped_after: "wrapped",
    wrapped_around: "wrapped",
    wrapped_in_the_signature: "wrapped",
    wrapped_in_extensions: "wrapped",
    two_of_one_id: "wrapped",
    same_id_elsewhere: "wrapped",
    signs_something_else: "wrapped",
    transformed_away: "weak",
    fetched_from_elsewhere: "wrapped",
    encrypted: "encrypted",
    billion_laughs: "unreadable",
    external_entity: "unreadable",
    external_dtd: "unreadable",
    too_large: "too-large",
    no_xml: "unreadable",
    very_deep: "unreadable",
    other_document: "unreadable",
}


def names(attack) -> str:
    return {v: k for k, v in globals().items() if callable(v)}.get(attack, attack.__name__)


def changed(attack, school, xml: str) -> bytes:
    made = attack(etree.fromstring(xml.encode()), school)
    return made if isinstance(made, bytes) else etree.tostring(made)


def as_posted(xml: bytes) -> str:
    return base64.b64encode(xml).decode()


@pytest.fixture
def answer(saml_school, client) -> str:
    return saml_school.answer(client)


def test_unchanged_it_is_accepted(saml_school, client, answer):
    assert place(saml_school.post(client, answer)) == saml_school.person.page()


def test_every_attack_is_refused(saml_school, client, answer, caplog, subtests):
    """In one test, as setting up a school takes longer than all of them."""
    caplog.set_level(logging.WARNING, "lectern.accounts")
    before = User.objects.count()
    for attack, reason in ATTACKS.items():
        with subtests.test(names(attack)):
            caplog.clear()
            xml = changed(attack, saml_school, answer)
            began = time.monotonic()
            led = Client().post(saml_school.acs, {"SAMLResponse": as_posted(xml)})
            assert time.monotonic() - began < 20, "it keeps the server busy"
            assert led.status_code == 303 and not led.cookies
            assert refused_as(client.get(led.url, follow=True)) == reason
            [said] = [each for each in caplog.messages if each.startswith("SAML")]
            assert saml_school.row.issuer in said and reason.replace("-", "_") in said
            assert User.objects.count() == before
            recorded = {"reason": reason.replace("-", "_")}
            tenant = saml_school.person.tenant.id
            assert Entry.objects.filter(workspace=tenant, details=recorded).count() == 1
    # Nothing of all that has spoilt the request: the true answer is still accepted.
    assert place(saml_school.post(client, answer)) == saml_school.person.page()


def test_a_comment_does_not_shorten_a_name(saml_school, client, monkeypatch):
    """The text before a comment is another address; signatures don't see comments."""
    people = saml_school.provider.people
    monkeypatch.setitem(people, "dora", {"mail": "dora@willow.example.evil.example"})
    xml = saml_school.answer(client)
    for text in (
        "dora@willow.example<!-- -->.evil.example",
        "dora@willow.example<?p?>.evil.example",
    ):
        cut = xml.replace("dora@willow.example.evil.example", text)
        assert cut != xml
        ended = saml_school.post(client, cut)
        assert place(ended) in ("/sign-in", "/sign-in/refused/replayed")
        assert "_auth_user_id" not in client.session
    assert not User.objects.filter(email__startswith="dora@").exists()


def test_an_assertion_is_accepted_once(saml_school, client, answer):
    assert place(saml_school.post(client, answer)) == saml_school.person.page()
    assert refused_as(saml_school.post(Client(), answer)) == "replayed"
    # Also in another envelope, of which nothing is signed.
    other = etree.fromstring(answer.encode())
    other.set("ID", "_other")
    fresh = Client()
    saml_school.begin(fresh)
    assert refused_as(saml_school.post(fresh, etree.tostring(other).decode())) == "replayed"


def test_an_assertion_is_kept_once_also_before_it_is_fetched(saml_school, answer):
    first, second = (Client().post(saml_school.acs, {"SAMLResponse": posted(answer)}) for _ in "ab")
    assert "/answers/" in first.url and second.url == "/sign-in/refused/replayed"
    assert AcceptedAssertion.objects.count() == 1


def test_an_answer_is_fetched_once_and_in_time(saml_school, client, answer):
    led = Client().post(saml_school.acs, {"SAMLResponse": posted(answer)}).url
    AcceptedAssertion.objects.update(accepted_at=datetime.now(UTC) - timedelta(minutes=6))
    assert refused_as(client.get(led, follow=True)) == "replayed"
    AcceptedAssertion.objects.update(accepted_at=datetime.now(UTC))
    assert place(client.get(led, follow=True)) == saml_school.person.page()
    assert Client().get(led, follow=True).status_code == 403


def test_an_answer_is_no_use_in_another_browser(saml_school, client, answer):
    """Somebody sends their own sign-in to somebody else, who would then work in their account."""
    led = Client().post(saml_school.acs, {"SAMLResponse": posted(answer)}).url
    victim = Client()
    assert refused_as(victim.get(led, follow=True)) == "other-browser"
    saml_school.begin(victim)
    assert refused_as(victim.get(led, follow=True)) == "other-browser"
    # And they have not used it up for the one who began.
    assert place(client.get(led, follow=True)) == saml_school.person.page()


@pytest.mark.parametrize("state", ["https://evil.example/", "//evil.example", "/operator/"])
def test_relay_state_leads_nowhere(saml_school, client, answer, state):
    ended = saml_school.post(client, answer, RelayState=state)
    assert place(ended) == saml_school.person.page()
    assert all("evil" not in address for address, _status in ended.redirect_chain)


def test_an_answer_for_one_workspace_is_none_for_another(saml_school, bob, client, answer):
    row = saml_school.row
    row.id, row.tenant, row.sealed_secret = None, bob.tenant, b""
    row.pk = None
    row.save(force_insert=True)
    there = saml_school.acs.replace(str(saml_school.person.tenant.id), str(bob.tenant.id))
    led = Client().post(there, {"SAMLResponse": posted(answer)})
    assert led.url == "/sign-in/refused/destination"


def test_nothing_and_odd_fields_are_refused(saml_school):
    for given in ({}, {"SAMLResponse": ""}, {"SAMLResponse": ["a", "b"]}, {"SAMLResponse": "\x00"}):
        led = Client().post(saml_school.acs, given)
        assert (led.status_code, led.get("Location")) == (303, "/sign-in/refused/unreadable")
    assert Client().get(saml_school.acs).status_code == 405
    huge = Client().post(saml_school.acs, {"SAMLResponse": "A" * 5_000_000})
    assert huge.status_code in (400, 413)


def test_strangers_fill_no_log(saml_school):
    for _each in range(5):
        Client().post(saml_school.acs, {"SAMLResponse": "x"})
    assert Entry.objects.filter(action="sign_in.refused").count() == 1


def test_pages_say_why_in_both_languages(client):
    page = client.get("/sign-in/refused/other-browser").content.decode()
    assert "not begun in this browser" in page and 'href="/sign-in/organisation"' in page
    page = client.get("/sign-in/refused/x", headers={"Accept-Language": "zh-Hans"}).content.decode()
    assert "活动日志" in page
