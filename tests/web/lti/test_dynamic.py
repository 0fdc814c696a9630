"""A platform registers itself, by an address that an admin has made."""

import re

import pytest
from django.core import signing
from django.test import Client

from accounts.models import Membership
from activity.models import Entry
from lti import dynamic, platform_keys
from lti.models import LearningPlatform as Row
from tests.web.lti.conftest import ADDRESS
from tests.web.pages.test_headers import policy_of

CONFIGURATION = f"{ADDRESS}/mod/lti/openid-configuration.php"
SAID = {
    "issuer": ADDRESS,
    "authorization_endpoint": f"{ADDRESS}/mod/lti/auth.php",
    "jwks_uri": f"{ADDRESS}/mod/lti/certs.php",
    "registration_endpoint": f"{ADDRESS}/mod/lti/openid-registration.php",
    dynamic.PLATFORM: {"product_family_code": "moodle"},
}


class Moodle:
    """What a platform answers, and what it was sent."""

    def __init__(self) -> None:
        self.said, self.sent = dict(SAID), []
        self.answer = {"client_id": "client-7", dynamic.TOOL: {"deployment_id": "3"}}

    def post(self, url: str, body: dict, *, headers: dict[str, str]) -> dict:
        self.sent.append((url, body, headers))
        return self.answer


@pytest.fixture
def there(moodle, monkeypatch, settings, quick_keys) -> Moodle:
    settings.PUBLIC_URL = "http://testserver"
    known = Moodle()
    monkeypatch.setattr(platform_keys, "get_json", lambda _address: moodle.keys)
    monkeypatch.setattr(dynamic, "get_json", lambda _address: known.said)
    monkeypatch.setattr(dynamic, "post_json", known.post)
    return known


@pytest.fixture
def invitation(alice, there) -> str:
    """The address, as an admin copies it from the page."""
    page = alice.browser.get(alice.page("settings/learning-platforms")).content.decode()
    address = re.search(r'id="invitation" readonly value="([^"]+)"', page)[1]
    given = f"openid_configuration={CONFIGURATION}&registration_token=of-moodle"
    return f"{address}?{given}".removeprefix("http://testserver")


def test_a_platform_registers_itself(alice, there, invitation):
    browser = Client(enforce_csrf_checks=True)
    asked = browser.get(invitation)
    assert asked.status_code == 200 and ADDRESS in asked.content.decode()
    assert policy_of(asked)["frame-ancestors"] == [ADDRESS] and not Row.objects.exists()
    done = browser.post(invitation)
    assert done.status_code == 200 and "know each other" in done.content.decode()
    row = Row.objects.get()
    assert (row.name, row.issuer, row.client_id) == ("moodle", ADDRESS, "client-7")
    assert row.deployments == ["3"] and row.login_address == SAID["authorization_endpoint"]
    [(url, tool, headers)] = there.sent
    assert url == SAID["registration_endpoint"] and headers == {"Authorization": "Bearer of-moodle"}
    base = f"http://testserver/lti/{alice.tenant.id}"
    assert tool["redirect_uris"] == [f"{base}/launch"] and tool["jwks_uri"] == f"{base}/keys"
    assert tool[dynamic.TOOL]["claims"] == ["iss"] and tool["scope"] == ""
    entry = Entry.objects.get(action="learning_platform.added")
    assert entry.actor_label.startswith("Alice") and not browser.cookies


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"issuer": "https://evil.example"}, "another one"),
        ({"jwks_uri": "https://10.0.0.1/"}, "server on the internet"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "server on the internet"),
        ({"registration_endpoint": None}, "None"),
    ],
)
def test_a_platform_that_is_not_what_it_says_is_refused(there, invitation, change, said):
    there.said |= change
    if change.get("registration_endpoint", "") is None:
        del there.said["registration_endpoint"]
        said = "as LTI asks for"
    refused = Client().post(invitation)
    assert refused.status_code == 409 and said in refused.content.decode()
    assert not Row.objects.exists()


def test_a_platform_without_a_deployment_is_registered_by_hand(there, invitation):
    there.answer = {"client_id": "client-7"}
    refused = Client().post(invitation)
    assert refused.status_code == 409 and "by hand" in refused.content.decode()


def test_an_invitation_is_of_an_admin_and_for_an_hour(alice, bob, there, invitation, monkeypatch):
    elsewhere = invitation.replace(str(alice.tenant.id), str(bob.tenant.id))
    assert Client().post(elsewhere).status_code == 403
    assert Client().post(invitation.replace("?", "x?")).status_code == 403
    Membership.objects.filter(user=alice.user).update(role="member")
    assert Client().post(invitation).status_code == 403
    Membership.objects.filter(user=alice.user).update(role="owner")
    later = signing.time.time() + 3601
    monkeypatch.setattr(signing.time, "time", lambda: later)
    refused = Client().post(invitation)
    assert refused.status_code == 403 and "has ended" in refused.content.decode()
    assert not there.sent and not Row.objects.exists()
