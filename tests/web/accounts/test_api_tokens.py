import pytest

from accounts import tokens


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


def test_scopes_expiry_and_networks_are_chosen(alice):
    asked = {
        "name": "Cron",
        "scopes": ["usage:read"],
        "days": "30",
        "networks": "192.0.2.7/24\n2001:db8::1",
    }
    record = alice.browser.post(alice.page("tokens/new"), asked).context["issued"]
    assert record.scopes == ["usage:read"]
    assert record.allowed_networks == ["192.0.2.0/24", "2001:db8::1/128"]
    assert (record.expires_at - record.created_at).days in (29, 30)
    page = alice.browser.get(alice.page("tokens/")).content.decode()
    assert "192.0.2.0/24" in page and "usage:read" in page


@pytest.mark.parametrize(
    ("change", "field"),
    [({"scopes": []}, "scopes"), ({"networks": "mars"}, "networks"), ({"days": "9999"}, "days")],
)
def test_invalid_forms_are_refused(alice, change, field):
    before = alice.tenant.api_tokens.count()
    asked = {"name": "Cron", "scopes": ["speech"], **change}
    page = alice.browser.post(alice.page("tokens/new"), asked)
    assert page.context["form"].errors.keys() == {field}
    assert alice.tenant.api_tokens.count() == before
