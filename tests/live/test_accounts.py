"""Signing up and in as people do it: a code from a mail, an app, recovery codes, passkeys."""

import email
import email.policy
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.rate_limits import SIGN_IN
from tests.live.conftest import Stack, started
from tests.web.accounts.authenticator_app import code_of

PASSWORD = "a long enough phrase"


@pytest.fixture(scope="module")
def mailing(tmp_path_factory) -> Iterator[tuple[Stack, Path]]:
    """A Lectern whose mails are sent: into a folder, where the tests read them."""
    data = tmp_path_factory.mktemp("mailing")
    folder = data / "mails"
    folder.mkdir()
    folder.chmod(0o777)  # started by root, the worker runs as another user
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.live.humming_settings",
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(folder),
    }
    with started(data, **environment) as stack:
        yield stack, folder


@pytest.fixture
def visit(browser, mailing):
    """Opens a page in a browser of its own that speaks a language."""
    opened, problems = [], []

    def open_page(language: str) -> Page:
        context = browser.new_context(base_url=mailing[0].url, locale=language)
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        return page

    yield open_page
    for context in opened:
        context.close()
    assert not problems


def code_mailed_to(address: str, folder: Path) -> str:
    """The code in the mail to an address, which the worker sends in its own time."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        for path in folder.glob("*.log"):
            letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if letter["To"] == address and (
                code := re.search(r"^\d{6}$", letter.get_content(), re.M)
            ):
                return code[0]
        time.sleep(0.2)
    raise AssertionError(f"no code came to {address}")


def sign_out(page: Page, workspace: str) -> None:
    page.goto(f"/w/{workspace}/")
    page.locator("details.menu > summary").click()
    page.locator("form[action='/sign-out'] button").click()
    page.wait_for_url("/")


def sign_in(page: Page, address: str, password: str = PASSWORD) -> None:
    page.goto("/sign-in")
    page.locator("[name=login]").fill(address)
    page.locator("[name=password]").fill(password)
    page.locator("form:has([name=login]) button").click()


def test_a_newcomer_with_an_app_and_recovery_codes(visit, mailing):
    page, address = visit("en-US"), "wei@maple.example"
    page.goto("/sign-up")
    page.get_by_label("Organisation").fill("Maple")
    page.get_by_label("Your name").fill("Wei")
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Open the workspace").click()
    expect(page.get_by_role("heading", name="Check your e-mail")).to_be_visible()
    page.get_by_label("Code from the mail").fill(code_mailed_to(address, mailing[1]))
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/w/maple/")

    page.goto("/account/")
    page.get_by_role("link", name="Second factor and passkeys").click()
    page.get_by_role("button", name="Set up an app").click()
    secret = page.locator("code").inner_text()
    picture = page.get_by_role("img", name="QR code for the app")
    picture.evaluate("(image) => image.decode()")
    assert picture.evaluate("(image) => image.naturalWidth") > 100
    page.get_by_label("Code that the app shows").fill(code_of(secret, steps=-1))
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10

    for code in (code_of(secret), codes[0]):
        sign_out(page, "maple")
        sign_in(page, address)
        expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
        page.get_by_label("Code of your app, or a recovery code").fill("000000")
        page.locator("#main").get_by_role("button", name="Sign in", exact=True).click()
        expect(page.locator(".errorlist")).to_be_visible()
        page.get_by_label("Code of your app, or a recovery code").fill(code)
        page.locator("#main").get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url("**/w/maple/")
    # The app is lost: it goes, and the password alone is enough again.
    page.goto("/account/second-factor/app/delete")
    page.get_by_role("button", name="Take the app away").click()
    expect(page.get_by_role("button", name="Set up an app")).to_be_visible()
    sign_out(page, "maple")
    sign_in(page, address)
    page.wait_for_url("**/w/maple/")


def test_a_browser_computes_its_way_past_the_limit(visit, mailing):
    mailing[0].workspace("hazel")
    page, address = visit("zh-CN"), "hazel@example.org"
    for _ in range(SIGN_IN.account_here.count):
        sign_in(page, address, "not the password")
        expect(page.locator(".errorlist")).to_be_visible()
    sign_in(page, address)
    expect(page.get_by_text("尝试次数过多")).to_be_visible()
    page.get_by_role("button", name="马上继续").click()
    expect(page.get_by_text("正在计算。")).to_be_visible()
    # The form, where they had been.
    expect(page.locator("[name=login]")).to_be_visible(timeout=60_000)
    sign_in(page, address)
    page.wait_for_url("**/w/hazel/")


def test_a_passkey_in_chinese(visit, mailing):
    stack, _folder = mailing
    stack.workspace("birch")
    page, address = visit("zh-CN"), "birch@example.org"
    protocol = page.context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    key = protocol.send("WebAuthn.addVirtualAuthenticator", {"options": device})["authenticatorId"]
    sign_in(page, address)
    page.wait_for_url("**/w/birch/")
    page.goto("/account/second-factor")
    page.get_by_role("button", name="设置通行密钥").click()
    page.get_by_label("通行密钥的名称").fill("手机")
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_role("heading", name="恢复码")).to_be_visible()
    page.goto("/account/second-factor")
    expect(page.get_by_text("手机", exact=True)).to_be_visible()

    sign_out(page, "birch")
    page.goto("/sign-in")
    page.get_by_role("button", name="使用通行密钥登录").click()
    page.wait_for_url("**/w/birch/")

    # With the password, the passkey is the second factor.
    sign_out(page, "birch")
    sign_in(page, address)
    expect(page.get_by_role("heading", name="第二重验证")).to_be_visible()
    page.get_by_role("button", name="使用通行密钥").click()
    page.wait_for_url("**/w/birch/")

    # Somebody else's device has no such key.
    sign_out(page, "birch")
    protocol.send("WebAuthn.clearCredentials", {"authenticatorId": key})
    page.goto("/sign-in")
    page.get_by_role("button", name="使用通行密钥登录").click()
    expect(page.get_by_text("未使用通行密钥。")).to_be_visible()
