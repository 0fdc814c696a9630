"""Requests while the store of files is away or full."""

import pytest

from synthesis.models import Job
from tenants.context import in_tenant
from tenants.stores.folder import FolderStore
from tenants.stores.port import StoreAway

CODES = {True: (507, "storage_full"), False: (503, "storage_away")}


@pytest.fixture(params=[True, False], ids=["full", "away"])
def failing(request, monkeypatch) -> tuple[int, str]:
    """The status and code that a request is to get."""

    def fail(*_args, **_kwargs):
        raise StoreAway("/srv/files: Input/output error", full=request.param)

    for operation in ("make", "write", "open", "state", "files"):
        monkeypatch.setattr(FolderStore, operation, fail)
    return CODES[request.param]


def test_programs_are_told_to_come_back(alice, failing):
    wish = {"input": "Hello there.", "voice": "af_heart"}
    answer = alice.rest.post("/v1/jobs", wish, format="json")
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == failing
    assert int(answer["Retry-After"]) > 0
    assert "/srv" not in answer.content.decode()
    with in_tenant(alice.tenant):
        assert not Job.objects.exists()


@pytest.mark.parametrize(("language", "words"), [("en", "Try again"), ("zh-hans", "请稍后再试")])
def test_people_read_it_in_their_language(alice, failing, language, words):
    status, _code = failing
    written = alice.browser.post(alice.page("lessons/new"), {"text": "A line to read."})
    answer = alice.browser.post(
        f"{written.url}/make",
        "{}",
        content_type="application/json",
        headers={"Accept-Language": language},
    )
    assert answer.status_code == status, answer.content
    assert words in answer.json()["error"]["message"]
