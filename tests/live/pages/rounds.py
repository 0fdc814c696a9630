"""Who looks at which pages, in a workspace that is filled with what they can show."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext

from tests.live.conftest import Stack
from tests.web.pages.page_list import SIGNED_OUT, WORKSPACE

SLUG = "egret"
PASSWORD = "a long enough phrase"  # as Stack.workspace gives the owner
OPERATOR = [
    "",
    "queue/",
    "workspaces/",
    f"workspaces/{SLUG}/",
    "machines/",
    "failed-jobs/",
    "activity/",
    "announcements/",
    "plans/",
    "plans/new",
    "plans/school/",
    "reports/",
    "reports/?decided=1",
    "blocklist/",
    "consents/",
    "records/",
    "billing/plan/",
]
OF_MEMBERS = ["", "voices/", "members/", "usage", "tone/"]


@dataclass(frozen=True)
class Round:
    """The pages that somebody sees; who signs in does so at `door`."""

    who: str
    addresses: list[str]
    email: str = ""
    door: str = "/sign-in"


@contextmanager
def filled_workspace(stack: Stack) -> Iterator[list[Round]]:
    """A workspace with all that pages can show, and the rounds through it; then it goes."""
    stack.workspace(SLUG)
    code = f"from tests.live.pages.filled import fill; fill('{SLUG}', '{PASSWORD}')"
    yield _rounds(json.loads(stack.console.run("shell", "-v", "0", "-c", code)))
    code = f"from tests.live.pages.filled import close; close('{SLUG}')"
    stack.console.run("shell", "-v", "0", "-c", code)


def _rounds(there: dict) -> list[Round]:
    owners = [f"/w/{SLUG}/{page}" for page in [*WORKSPACE, *there["pages"]]]
    lesson = next(page for page in there["pages"] if page.startswith("lessons/"))
    members = [f"/w/{SLUG}/{page}" for page in [*OF_MEMBERS, lesson]]
    reported = f"reports/{there['report']}/"
    operators = [f"/operator/{page}" for page in [*OPERATOR, reported]]
    return [
        Round("nobody", [*SIGNED_OUT, there["confirm"], "/made-here", "/w/nowhere/"]),
        Round(
            "owner",
            [
                "/password/change",
                "/account/",
                "/account/delete",
                "/account/reauthenticate",
                "/account/second-factor",
                "/account/sessions",
                "/account/notices",
                "/account/notices/switches",
                "/account/email",
                "/account/second-factor/app",
                "/account/passkeys/new",
                *owners,
            ],
            f"{SLUG}@example.org",
        ),
        Round("member", members, there["member"]),
        Round("operator", operators, there["operator"], "/operator/"),
    ]


@contextmanager
def entered(
    browser: Browser, stack: Stack, round_: Round, *, language: str, size: tuple[int, int]
) -> Iterator[BrowserContext]:
    """A browser of that language and size (width, height in px) in which they are signed in."""
    width, height = size
    context = browser.new_context(
        base_url=stack.url,
        locale=language,
        viewport={"width": width, "height": height},
        color_scheme="light",
        reduced_motion="reduce",
    )
    if round_.email:
        _sign_in(context, round_.door, round_.email)
    yield context
    context.close()


def _sign_in(context: BrowserContext, door: str, email: str) -> None:
    page = context.new_page()
    page.goto(door)
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda url: "sign-in" not in url and "login" not in url)
    page.close()
