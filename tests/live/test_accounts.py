"""Signing up and in as people do it: a code from a mail, an app, recovery codes, passkeys."""

import email
import email.policy
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.rate_limits import SIGN_IN
from tests.live.teacher import PASSWORD, sign_in
from tests.thoroughness import in_thorough
from tests.web.accounts.authenticator_app import code_of


@pytest.fixture
def visit(browser, humming):
    """Opens a page in a browser of its own that speaks a language."""
    opened, problems = [], []

    def open_page(language: str) -> Page:
        context = browser.new_context(base_url=humming.url, locale=language)
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


WORDS = {
    "en-US": (
        ("Organisation", "Your name", "E-mail", "Password", "Open the workspace"),
        ("Check your e-mail", "Code from the mail", "Go on", "Second factor and passkeys"),
        ("Set up an app", "QR code for the app", "Code that the app shows", "Set up"),
        ("Recovery codes", "Second factor", "Code of your app, or a recovery code", "Sign in"),
        ("Take the app away",),
    ),
    "zh-CN": (
        ("学校或机构名称", "您的姓名", "电子邮箱", "密码", "创建工作区"),
        ("请查收邮件", "邮件中的验证码", "继续", "第二重验证与通行密钥"),
        ("设置应用", "供应用扫描的二维码", "应用显示的验证码", "设置"),
        ("恢复码", "第二重验证", "验证器应用中的验证码，或恢复码", "登录"),
        ("移除该应用",),
    ),
}


@pytest.mark.parametrize(
    ("language", "workspace"),
    [("en-US", "maple"), pytest.param("zh-CN", "feng", marks=in_thorough)],
)
def test_a_newcomer_with_an_app_and_recovery_codes(visit, humming, language, workspace):
    signing_up, verifying, setting_up, asked, (take_away,) = WORDS[language]
    page, address = visit(language), f"wei@{workspace}.example"
    page.goto("/sign-up")
    *labels, open_it = signing_up
    said = (workspace, "Wei", address, PASSWORD)
    for label, text in zip(labels, said, strict=True):
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name=open_it).click()
    heading, code_label, go_on, factors = verifying
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    page.get_by_label(code_label).fill(code_mailed_to(address, humming.data / "mails"))
    page.get_by_role("button", name=go_on).click()
    page.wait_for_url(f"**/w/{workspace}/")

    page.goto("/account/")
    page.get_by_role("link", name=factors).click()
    app, picture_name, shown, set_up = setting_up
    page.get_by_role("button", name=app).click()
    secret = page.locator("code").inner_text()
    picture = page.get_by_role("img", name=picture_name)
    picture.evaluate("(image) => image.decode()")
    assert picture.evaluate("(image) => image.naturalWidth") > 100
    page.get_by_label(shown).fill(code_of(secret, steps=-1))
    page.get_by_role("button", name=set_up, exact=True).click()
    recovery, second, code_field, sign_in_button = asked
    expect(page.get_by_role("heading", name=recovery)).to_be_visible()
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10

    button = page.locator("#main").get_by_role("button", name=sign_in_button, exact=True)
    for code in (code_of(secret), codes[0]):
        sign_out(page, workspace)
        sign_in(page, address)
        expect(page.get_by_role("heading", name=second)).to_be_visible()
        page.get_by_label(code_field).fill("000000")
        button.click()
        expect(page.locator(".errorlist")).to_be_visible()
        page.get_by_label(code_field).fill(code)
        button.click()
        page.wait_for_url(f"**/w/{workspace}/")
    # The app is lost: it goes, and the password alone is enough again.
    page.goto("/account/second-factor/app/delete")
    page.get_by_role("button", name=take_away).click()
    expect(page.get_by_role("button", name=app)).to_be_visible()
    sign_out(page, workspace)
    sign_in(page, address)
    page.wait_for_url(f"**/w/{workspace}/")


def test_a_browser_computes_its_way_past_the_limit(visit, humming):
    humming.workspace("hazel")
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


def test_a_passkey_in_chinese(visit, humming):
    humming.workspace("birch")
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
