"""Signing in by SAML in a browser, with the provider on another site: which cookies come along, and
where the policy lets a form lead, only a browser says."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx2 as httpx
import pytest
from playwright.sync_api import expect

from config import ROOT
from tests.live.conftest import Stack
from tests.ports import free_port

PASSWORD = "a long enough phrase"
PEOPLE = {"dora": {"mail": "dora@elm.example", "displayName": "Dora Fink"}}
CONFIRM = """
from accounts.actor import Actor
from single_sign_on import services
from tenants.models import Tenant
tenant = Tenant.objects.get(slug="elm")
row = services.claim(tenant=tenant, domain="elm.example", by=Actor())
services.confirm(tenant=tenant, domain_id=row.id, by=Actor())
"""


@pytest.fixture
def provider(tmp_path) -> Iterator[str]:
    """The address of a SAML identity provider, a process: on 127.0.0.1, and Lectern on localhost,
    which to browsers are two sites."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "tests.web.single_sign_on.saml_provider"),
        *(str(port), str(tmp_path), json.dumps(PEOPLE)),
    ]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    address, until = f"http://127.0.0.1:{port}", time.monotonic() + 60
    try:
        while True:
            try:
                httpx.get(f"{address}/metadata")
                break
            except httpx.TransportError:
                assert time.monotonic() < until, "the provider does not start"
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def test_a_person_signs_in_at_the_school_and_comes_back(stack: Stack, browser, provider):
    stack.workspace("elm")
    stack.manage("shell", "-c", CONFIRM)
    admin = browser.new_context(base_url=stack.url).new_page()
    admin.goto("/sign-in")
    admin.locator("[name=login]").fill("elm@example.org")
    admin.locator("[name=password]").fill(PASSWORD)
    admin.locator("form:has([name=login]) button").click()
    admin.wait_for_url("**/w/elm/**")
    admin.goto("/w/elm/settings/sign-in")
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
