"""Signing in by SAML and by OpenID Connect in a browser, with the provider on another site: which
cookies come along, and where the policy lets a form lead, only a browser says."""

import json
import re
from collections.abc import Iterator

import httpx2 as httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.live.conftest import Stack
from tests.live.other_site import other_site
from tests.live.teacher import sign_in
from tests.web.single_sign_on.test_single_sign_on import directory  # noqa: F401 (a fixture)

PEOPLE = {"dora": {"mail": "dora@elm.example", "displayName": "Dora Fink"}}
CONFIRM = """
from accounts.actor import Actor
from single_sign_on import services
from tenants.models import Tenant
tenant = Tenant.objects.get(slug="{slug}")
row = services.claim(tenant=tenant, domain="{slug}.example", by=Actor())
services.confirm(tenant=tenant, domain_id=row.id, by=Actor())
"""


@pytest.fixture
def provider(tmp_path) -> Iterator[str]:
    """The address of a SAML identity provider."""
    with other_site(
        "tests.web.single_sign_on.saml_provider", str(tmp_path), json.dumps(PEOPLE), page="metadata"
    ) as address:
        yield address


def admin_of(stack: Stack, browser: Browser, slug: str, language: str) -> Page:
    """An admin at the workspace's settings of single sign-on."""
    admin = browser.new_context(base_url=stack.url, locale=language).new_page()
    sign_in(admin, f"{slug}@example.org")
    admin.wait_for_url(f"**/w/{slug}/**")
    admin.goto(f"/w/{slug}/settings/sign-in")
    return admin


def test_a_person_signs_in_at_the_school_and_comes_back(stack: Stack, browser, provider):
    stack.workspace("elm")
    stack.console.run("shell", "-v", "0", "-c", CONFIRM.format(slug="elm"))
    admin = admin_of(stack, browser, "elm", "en-US")
    admin.locator("[name=saml-name]").fill("Elm account")
    admin.locator("[name=saml-metadata]").fill(httpx.get(f"{provider}/metadata").text)
    admin.locator("form:has([name=saml-metadata]) button").click()
    expect(admin.locator("main")).to_contain_text(f"{provider}/metadata")
    httpx.post(f"{provider}/trust", content=admin.locator("pre").text_content())

    teacher = browser.new_context(base_url=stack.url).new_page()
    violations: list[str] = []
    teacher.on(
        "console", lambda said: violations.append(said.text) if "Policy" in said.text else None
    )
    teacher.goto("/sign-in/organisation")
    teacher.locator("[name=email]").fill("dora@elm.example")
    teacher.locator("form:has([name=email]) button").click()
    teacher.wait_for_url(f"{provider}/sso?**")
    teacher.get_by_role("button", name="dora").click()
    teacher.wait_for_url(re.compile(r"/w/elm/"))
    expect(teacher.locator("details.menu")).to_contain_text("Dora Fink")
    assert not violations
    for context in browser.contexts:
        context.close()


def test_a_person_comes_by_openid_connect_and_leaves_by_scim(
    stack: Stack,
    browser,
    directory,  # noqa: F811
):
    stack.workspace("willow")
    stack.console.run("shell", "-v", "0", "-c", CONFIRM.format(slug="willow"))
    admin = admin_of(stack, browser, "willow", "zh-CN")
    form = admin.locator("form:has([name=issuer])")
    fields = {"name": "柳树学校", "issuer": directory.issuer, "client_id": "lectern", "secret": "s"}
    for name, text in fields.items():
        form.locator(f"[name={name}]").fill(text)
    form.get_by_role("button", name="保存").click()
    expect(admin.locator("main")).to_contain_text(directory.issuer)

    teacher = browser.new_context(base_url=stack.url, locale="zh-CN").new_page()
    teacher.goto("/sign-in/organisation")
    teacher.locator("[name=email]").fill("dora@willow.example")
    teacher.locator("form:has([name=email]) button").click()
    teacher.wait_for_url(f"{directory.issuer}/**")
    teacher.get_by_role("button", name="dora").click()
    teacher.wait_for_url(re.compile(r"/w/willow/"))
    expect(teacher.locator("details.menu")).to_contain_text("Dora Fink")

    token = stack.console.run("issue_token", "willow", "--name", "Entra", "--scope", "scim").strip()
    people = httpx.Client(
        base_url=f"{stack.url}/v1/scim/v2/", headers={"Authorization": f"Bearer {token}"}
    )
    wanted = {"filter": 'userName eq "dora@willow.example"'}
    [dora] = people.get("Users", params=wanted).json()["Resources"]
    assert people.delete(f"Users/{dora['id']}").status_code == 204
    assert teacher.goto("/w/willow/").status == 404
    for context in browser.contexts:
        context.close()
