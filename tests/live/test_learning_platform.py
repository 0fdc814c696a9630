"""A lesson is chosen and opened within a learning platform's frame, on another site: which cookies
come along, and what may be framed and posted where, only a browser says."""

import time
from collections.abc import Iterator
from urllib.parse import quote

import httpx2 as httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.live.conftest import Stack
from tests.live.other_site import other_site
from tests.live.teacher import sign_in
from tests.web.lti.learning_platform import CLIENT, DEPLOYMENT

TEXT = "A river flows to the sea. It is never in a hurry."


@pytest.fixture
def platform() -> Iterator[str]:
    """The address of a learning platform."""
    with other_site("tests.web.lti.learning_platform", page="keys") as address:
        yield address


def registered(stack: Stack, browser: Browser, platform: str, slug: str) -> Page:
    """Both know each other; returns the admin's page of platforms."""
    admin = browser.new_context(base_url=stack.url, locale="en-US").new_page()
    sign_in(admin, f"{slug}@example.org")
    admin.wait_for_url(f"**/w/{slug}/**")
    admin.goto(f"/w/{slug}/settings/learning-platforms")
    ours = {name: admin.locator(f"#{name}").input_value() for name in ("login", "launch", "keys")}
    httpx.post(f"{platform}/trust", json=ours)
    fields = {
        "name": "Moodle",
        "address": platform,
        "issuer": platform,
        "client_id": CLIENT,
        "deployments": DEPLOYMENT,
        "login_address": f"{platform}/auth",
        "keys_address": f"{platform}/keys",
    }
    for name, text in fields.items():
        admin.locator(f"[name={name}]").fill(text)
    admin.get_by_role("button", name="Register", exact=True).click()
    expect(admin.locator(".rows")).to_contain_text(platform)
    return admin


def lesson(stack: Stack, token: str, title: str) -> str:
    """The id of a lesson that is made whole, and open to the workspace."""
    rest = httpx.Client(base_url=stack.url, headers={"Authorization": f"Bearer {token}"})
    wish = {"input": TEXT, "title": title, "access": "read", "settings": {"voice": "af_heart"}}
    made = rest.post("/v1/lessons", json=wish)
    assert made.status_code == 201, made.text
    address = f"/v1/lessons/{made.json()['id']}"
    assert rest.post(f"{address}/make", json={}).status_code == 202
    until = time.monotonic() + 120
    while any(line["state"] != "ready" for line in rest.get(f"{address}/lines").json()["data"]):
        assert time.monotonic() < until, rest.get(f"{address}/lines").text
        time.sleep(0.2)
    return str(made.json()["id"])


def test_a_teacher_chooses_and_a_student_listens_in_the_platforms_frame(
    humming: Stack, browser, platform
):
    token = humming.workspace("alder")
    registered(humming, browser, platform, "alder")
    lesson(humming, token, "Rivers")

    teacher = browser.new_context(locale="en-US").new_page()
    complaints: list[str] = []
    teacher.on("console", lambda said: complaints.append(said.text))
    teacher.goto(f"{platform}/course?hint=choose")
    frame = teacher.frame_locator("iframe")
    frame.get_by_role("button", name="Rivers").click()
    expect(frame.locator("#chosen")).to_have_text("Rivers")
    chosen = frame.locator("#chosen").get_attribute("data-custom")

    student = browser.new_context(locale="zh-CN").new_page()
    student.on("console", lambda said: complaints.append(said.text))
    student.goto(f"{platform}/course?hint={quote(chosen or '')}")
    frame = student.frame_locator("iframe")
    expect(frame.locator("h1")).to_have_text("Rivers")
    expect(frame.locator(".label").first).to_contain_text("人工智能合成")
    frame.locator("[data-does=toggle]").click()
    expect(frame.locator(".line.now")).to_have_count(1)
    assert not [text for text in complaints if "Policy" in text or "refused" in text.lower()]
    assert not student.context.cookies()
    for context in browser.contexts:
        context.close()
