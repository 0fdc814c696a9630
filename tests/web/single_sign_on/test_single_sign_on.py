"""People of a school sign in at its own OpenID Connect provider, a real one in a process."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import httpx2 as httpx
import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Membership, User
from activity.models import Entry
from billing.models import PlanOverride
from runtime.supervision.free_port import free_port
from single_sign_on import services
from single_sign_on.models import Domain, IdentityProvider
from tenants.refusal import Refused

PEOPLE = {
    "dora": {"email": "dora@willow.example", "email_verified": True, "name": "Dora Fink"},
    "erik": {"email": "erik@willow.example", "name": "Erik"},
    "mallory": {"email": "bob@example.org", "email_verified": True, "name": "Mallory"},
    "nobody": {"name": "Without an address"},
}


@dataclass(frozen=True)
class Directory:
    """The provider, and how somebody proves there who they are."""

    issuer: str

    def sign_in(self, browser: Client, email: str, who: str) -> str:
        """Where the browser ends after it went to the provider and came back as `who`."""
        begun = browser.post("/sign-in/organisation", {"email": email})
        assert begun.status_code == 200, begun.content.decode()
        there = begun.context["address"]
        assert there.startswith(self.issuer)
        agreed = httpx.post(there, data={"sub": who}, follow_redirects=False)
        back = agreed.headers["location"].removeprefix("http://testserver")
        assert back.startswith("/sign-in/back/")
        ended = browser.get(back, follow=True)
        return ended.redirect_chain[-1][0]


@pytest.fixture(scope="module")
def directory() -> Iterator[Directory]:
    port = free_port()
    users = [
        part
        for sub, claims in PEOPLE.items()
        for part in ("--user-claims", json.dumps({"sub": sub, **claims}))
    ]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *users]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    found = Directory(f"http://127.0.0.1:{port}")
    try:
        _wait_for(found.issuer)
        yield found
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(issuer: str) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            if httpx.get(f"{issuer}/.well-known/openid-configuration").status_code == 200:
                return
        except httpx.TransportError:
            pass
        assert time.monotonic() < until, "the provider does not start"
        time.sleep(0.1)


@pytest.fixture
def school(directory, alice, settings):
    """Alice's workspace, with the provider and a confirmed domain."""
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    by = Actor(alice.user)
    services.configure(
        tenant=alice.tenant, name="Willow account", issuer=directory.issuer,
        client_id="lectern", secret="a secret", by=by,
    )  # fmt: skip
    row = services.claim(tenant=alice.tenant, domain="willow.example", by=by)
    services.confirm(tenant=alice.tenant, domain_id=row.id, by=by)
    return alice


def test_a_newcomer_becomes_a_member_and_comes_back_as_the_same(school, directory, client):
    assert directory.sign_in(client, "Dora@Willow.example", "dora") == school.page()
    dora = User.objects.get(email="dora@willow.example")
    assert (dora.name, dora.has_usable_password()) == ("Dora Fink", False)
    assert Membership.objects.get(user=dora).role == "member"
    # Of what the directory says, only who it is stays.
    assert [each.extra_data for each in SocialAccount.objects.all()] == [{}]
    entry = Entry.objects.filter(action="member.joined").latest("created_at")
    assert entry.details["kind"] == "single sign-on"
    again = Client()
    assert directory.sign_in(again, "dora@willow.example", "dora") == school.page()
    assert User.objects.filter(email__endswith="@willow.example").count() == 1


def test_the_domain_is_believed_without_the_providers_word(school, directory, client):
    assert directory.sign_in(client, "erik@willow.example", "erik") == school.page()


@pytest.mark.parametrize("who", ["mallory", "nobody"])
def test_a_provider_speaks_for_no_other_domains(school, directory, client, bob, who):
    before = User.objects.count()
    assert directory.sign_in(client, "x@willow.example", who) == "/sign-in"
    assert "_auth_user_id" not in client.session
    assert User.objects.count() == before and not SocialAccount.objects.exists()


def test_who_has_an_account_keeps_it(school, directory, client):
    dora = User.objects.create_user("dora@willow.example", "a long enough phrase", name="D")
    dora.emailaddress_set.create(email=dora.email, verified=True, primary=True)
    assert directory.sign_in(client, dora.email, "dora") == school.page()
    assert SocialAccount.objects.get().user == dora
    assert Membership.objects.filter(user=dora, tenant=school.tenant).exists()


def test_without_a_free_seat_nobody_is_let_in(school, directory, client):
    PlanOverride.objects.create(
        tenant=school.tenant, reason="r", seats=1,
        expires_at=timezone.now() + timezone.timedelta(days=1),
    )  # fmt: skip
    assert directory.sign_in(client, "dora@willow.example", "dora") == "/sign-in"
    assert not User.objects.filter(email="dora@willow.example").exists()


def test_an_unconfirmed_domain_leads_nowhere(school, client):
    Domain.objects.update(confirmed_at=None)
    answer = client.post("/sign-in/organisation", {"email": "dora@willow.example"})
    assert answer.status_code == 422


def test_two_workspaces_cannot_both_have_a_domain(school, bob):
    row = services.claim(tenant=bob.tenant, domain="@Willow.example", by=Actor(bob.user))
    with pytest.raises(Refused) as refused:
        services.confirm(tenant=bob.tenant, domain_id=row.id, by=Actor(bob.user))
    assert refused.value.code == "domain_taken"


@pytest.mark.parametrize(
    ("domain", "code"),
    [
        ("gmail.com", "everybodys_domain"),
        ("localhost", "invalid_domain"),
        ("a b.org", "invalid_domain"),
        ("192.0.2.1", "invalid_domain"),
        ("x" * 254 + ".org", "invalid_domain"),
    ],
)
def test_a_domain_that_is_nobodys_own_is_refused(alice, domain, code):
    with pytest.raises(Refused) as refused:
        services.claim(tenant=alice.tenant, domain=domain, by=Actor(alice.user))
    assert refused.value.code == code


def test_nothing_is_fetched_from_our_own_network(directory, alice):
    """Without the setting of the tests, the provider on this machine is none."""
    with pytest.raises(Refused) as refused:
        services.configure(
            tenant=alice.tenant, name="n", issuer=directory.issuer, client_id="c", secret="s",
            by=Actor(alice.user),
        )  # fmt: skip
    assert refused.value.code == "invalid_webhook_url"
    assert not IdentityProvider.objects.exists()


def test_an_address_without_a_provider_is_refused(directory, alice, settings):
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    for issuer, code in (
        (f"http://127.0.0.1:{free_port()}", "no_provider"),
        (f"{directory.issuer}/nothing", "no_provider"),
    ):
        with pytest.raises(Refused) as refused:
            services.configure(
                tenant=alice.tenant, name="n", issuer=issuer, client_id="c", secret="s",
                by=Actor(alice.user),
            )  # fmt: skip
        assert refused.value.code == code


def test_admins_set_it_up_on_their_page_and_the_operator_confirms(directory, alice, settings):
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    page = alice.page("settings/sign-in")
    given = {
        "name": "Willow account", "issuer": directory.issuer, "client_id": "lectern",
        "secret": "very secret",
    }  # fmt: skip
    browser = alice.browser
    browser.logout()
    browser.post("/sign-in", {"login": alice.user.email, "password": "correct horse battery"})
    assert browser.post(f"{page}/provider", given).status_code == 302
    html = browser.get(page).content.decode()
    assert "/sign-in/back/" in html and "very secret" not in html
    assert b"very secret" not in bytes(IdentityProvider.objects.get().sealed_secret)
    assert browser.post(f"{page}/provider", {**given, "secret": ""}).status_code == 302
    assert IdentityProvider.objects.get().secret == "very secret"
    other = {**given, "secret": "", "client_id": "another"}
    assert browser.post(f"{page}/provider", other).status_code == 422
    assert browser.post(f"{page}/domains", {"domain": "willow.example"}).status_code == 302
    row = Domain.objects.get()
    operator = Client()
    operator.force_login(User.objects.create_superuser("op@example.org", name="Olive"))
    there = "/operator/workspaces/alice-school/"
    assert "willow.example" in operator.get(there).content.decode()
    operator.post(f"{there}domains/{row.id}/confirm")
    assert services.confirmed_domains(alice.tenant) == ["willow.example"]
    browser.post(f"{page}/domains/{row.id}/delete")
    browser.post(f"{page}/provider/delete")
    assert not Domain.objects.exists() and not IdentityProvider.objects.exists()
