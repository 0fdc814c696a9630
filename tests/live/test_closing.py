"""An owner deletes the workspace in a browser, downloads it, and takes the deletion back."""

import zipfile

import pytest
from playwright.sync_api import Browser, expect

from tests.live.conftest import Stack

WORDS = {
    "en-US": {
        "in": "Sign in",
        "address": "The workspace’s address, to be sure",
        "delete": "Delete this workspace",
        "closed": "will be deleted",
        "zip": "Download everything (ZIP)",
        "prepare": "Prepare a download",
        "file": "Download (ZIP)",
        "restore": "Restore the workspace",
        "open": "The workspace is open again",
    },
    "zh-CN": {
        "in": "登录",
        "address": "为确认起见，请输入工作区的地址",
        "delete": "删除此工作区",
        "closed": "将被删除",
        "zip": "下载全部内容（ZIP）",
        "prepare": "准备下载",
        "file": "下载（ZIP）",
        "restore": "恢复工作区",
        "open": "工作区已恢复",
    },
}


@pytest.mark.parametrize("language", WORDS)
def test_deleting_downloading_and_restoring(browser: Browser, humming: Stack, tmp_path, language):
    words, slug = WORDS[language], f"closing-{language.lower()}"
    token = humming.workspace(slug)
    context = browser.new_context(base_url=humming.url, locale=language)
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto("/sign-in")
    page.locator("input[type=email]").fill(f"{slug}@example.org")
    page.locator("input[type=password]").fill("a long enough phrase")
    page.locator("main form button").first.click()
    page.goto(f"/w/{slug}/settings")
    page.get_by_label(words["address"]).fill(slug)
    page.get_by_role("button", name=words["delete"]).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(words["closed"])
    page.goto(f"/w/{slug}/lessons/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(words["closed"])
    answer = page.request.get("/v1/jobs", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status, answer.json()["error"]["code"]) == (403, "workspace_closing")
    page.get_by_role("link", name=words["zip"]).click()
    page.get_by_role("button", name=words["prepare"]).click()
    # The page says by itself when the general worker's child has made it.
    ready = page.get_by_role("button", name=words["file"])
    expect(ready).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        ready.click()
    download.value.save_as(tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert {"README.txt", "members.csv", "activity.csv"} <= set(archive.namelist())
    page.locator("p.back a").click()
    page.get_by_role("button", name=words["restore"]).click()
    expect(page.get_by_text(words["open"])).to_be_visible()
    page.goto(f"/w/{slug}/")
    expect(page.locator("#text")).to_be_visible()
    assert page.request.get("/v1/jobs", headers={"Authorization": f"Bearer {token}"}).ok
    # A closed workspace answers 403, which browsers note; nothing else is said.
    assert not [text for text in said if "403" not in text], said
    context.close()
