"""A school whose people sign in by SAML, and their browsers."""

from dataclasses import dataclass

import pytest
from django.test import Client

from accounts.actor import Actor
from single_sign_on import services
from single_sign_on.models import IdentityProvider
from single_sign_on.saml import ours, theirs
from tests.conftest import Person
from tests.web.single_sign_on.saml_provider import Provider, asked_in, posted

PEOPLE = {
    "dora": {"mail": "dora@willow.example", "displayName": "Dora Fink"},
    "erik": {"mail": "Erik@Willow.example", "givenName": "Erik", "sn": "Ek"},
    "mallory": {"mail": "bob@example.org", "displayName": "Mallory"},
    "nobody": {"displayName": "Without an address"},
}


@dataclass
class School:
    """A workspace, its provider, and its provider's row."""

    person: Person
    provider: Provider
    row: IdentityProvider

    @property
    def acs(self) -> str:
        return ours.acs_url(self.person.tenant).removeprefix("http://testserver")

    def begin(self, browser: Client, email: str = "dora@willow.example") -> str:
        """The request that the browser is led to the provider with."""
        begun = browser.post("/sign-in/organisation", {"email": email})
        assert begun.status_code == 200, begun.content.decode()
        assert begun.context["address"].startswith(f"{self.provider.address}/sso?SAMLRequest=")
        return asked_in(begun.context["address"])

    def answer(self, browser: Client, who: str = "dora") -> str:
        """The XML with which the provider answers the browser's request."""
        where, xml = self.provider.answer(self.begin(browser), who)
        assert where.endswith(self.acs)
        return xml

    def post(self, browser: Client, xml: str, **more: str):
        """What comes of the answer's post, in the end. As browsers do, without the session; and
        what follows with it."""
        stranger = Client(enforce_csrf_checks=True)
        led = stranger.post(self.acs, {"SAMLResponse": posted(xml), **more})
        assert led.status_code == 303, led.content.decode()
        assert not led.cookies, "browsers would replace what they have"
        return browser.get(led.url, follow=True)

    def sign_in(self, browser: Client, who: str = "dora") -> str:
        """Where the browser ends."""
        return place(self.post(browser, self.answer(browser, who)))


def place(answer) -> str:
    """The address of the page that a browser ended at."""
    chain = answer.redirect_chain
    return chain[-1][0] if chain else answer.request["PATH_INFO"]


@pytest.fixture(scope="session")
def saml_provider(tmp_path_factory) -> Provider:
    return Provider(tmp_path_factory.mktemp("saml"), "https://idp.willow.example", PEOPLE)


@pytest.fixture
def saml_school(saml_provider, alice, settings) -> School:
    """Alice's workspace, with the provider and a confirmed domain."""
    settings.PUBLIC_URL = "http://testserver"
    by = Actor(alice.user)
    services.configure_saml(
        tenant=alice.tenant,
        name="Willow account",
        described=theirs.described_by(saml_provider.metadata),
        by=by,
    )
    row = services.claim(tenant=alice.tenant, domain="willow.example", by=by)
    services.confirm(tenant=alice.tenant, domain_id=row.id, by=by)
    saml_provider.trust(ours.metadata(alice.tenant).decode())
    found = services.saml_provider(alice.tenant.id)
    assert found is not None
    return School(alice, saml_provider, found)
