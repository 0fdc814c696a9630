import pytest

from accounts import tokens
from accounts.models import Membership


def test_a_token_is_shown_once_and_works(alice, client):
    page = alice.browser.post(alice.page("tokens/new"), {"name": "Importer", "scopes": ["speech"]})
    text = page.context["issued_text"]
    assert text in page.content.decode()
    assert text not in alice.browser.get(alice.page("tokens/")).content.decode()
    headers = {"Authorization": f"Bearer {text}"}
    assert client.get("/v1/models", headers=headers).status_code == 200


def test_a_token_needs_a_name(alice):
    before = alice.tenant.api_tokens.count()
    page = alice.browser.post(alice.page("tokens/new"), {"name": " "})
    assert page.context["form"].errors
    assert alice.tenant.api_tokens.count() == before


def test_revoking(alice, client):
    record, text = tokens.issue(tenant=alice.tenant, name="Old")
    alice.browser.post(alice.page(f"tokens/{record.id}/revoke"))
    headers = {"Authorization": f"Bearer {text}"}
    assert client.get("/v1/models", headers=headers).status_code == 401


@pytest.mark.parametrize("path", ["tokens/", "tokens/new"])
def test_members_who_are_no_admins_may_not(alice, charlie, path):
    Membership.objects.create(user=charlie.user, tenant=alice.tenant)
    method = charlie.browser.get if path == "tokens/" else charlie.browser.post
    assert method(alice.page(path)).status_code == 403
