"""The page where an admin has the workspace prepared as a zip, and downloads it."""

import io
import os
import re
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Membership
from accounts.people import members
from activity.models import Entry
from billing.models import Subscription
from notices.models import Notice
from tenants import files
from tenants.models import Tenant
from tests.conftest import browser_of
from tests.stored import on_disk
from tests.web.workspace_export.conftest import asked, body_of, made
from tests.web.workspace_export.test_contents import write
from workspace_exports import queue, running, services, stored
from workspace_exports.models import WorkspaceExport


def file_of(person, export) -> str:
    return person.page(f"exports/{export.id}/file")


def page(person, **more) -> str:
    return person.browser.get(person.page("exports"), **more).content.decode()


def actions(person) -> list[str]:
    about = Entry.objects.filter(workspace=person.tenant.id, action__startswith="workspace.export")
    return list(about.order_by("created_at").values_list("action", flat=True))


def test_from_the_button_to_the_file(alice):
    assert "Prepare a download" in page(alice)
    for place in ("settings", "kept"):
        assert alice.page("exports") in alice.browser.get(alice.page(place)).content.decode()
    export = asked(alice)
    html = page(alice, HTTP_HX_REQUEST="true")
    assert "is being prepared" in html and 'hx-trigger="every 2s"' in html and "<h1" not in html
    assert alice.browser.get(file_of(alice, export), follow=True).redirect_chain
    export.delete()
    export = made(alice)
    html = page(alice)
    assert "is ready" in html and file_of(alice, export) in html and "hx-get" not in html
    answer = alice.browser.get(file_of(alice, export))
    assert answer["Content-Disposition"].startswith('attachment; filename="alice-school-')
    data = body_of(answer)
    assert len(data) == export.size == int(answer["Content-Length"])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert b"alice@example.org" in archive.read("members.csv")
    assert actions(alice) == [
        *("workspace.export_asked", "workspace.export_asked"),
        *("workspace.export_ready", "workspace.exported"),
    ]
    [notice] = Notice.objects.filter(user=alice.user)
    assert notice.kind == "workspace.export_ready"
    assert timezone.now() + timedelta(days=6.9) < export.expires_at
    assert "Your download is ready" in alice.browser.get("/account/notices").content.decode()


def test_a_download_that_broke_off_goes_on(alice, store):
    export = made(alice)
    whole = alice.browser.get(file_of(alice, export))
    data, tag = body_of(whole), whole["ETag"]
    assert whole["Accept-Ranges"] == "bytes"
    # By somebody whose proof of who they are is long ago.
    later = Client()
    later.force_login(alice.user)
    resumed = later.get(file_of(alice, export), HTTP_RANGE="bytes=100-", HTTP_IF_RANGE=tag)
    assert resumed.status_code == 206 and body_of(resumed) == data[100:]
    assert resumed["Content-Range"] == f"bytes 100-{len(data) - 1}/{len(data)}"
    for unproven in ({}, {"HTTP_RANGE": "bytes=1-"}, {"HTTP_IF_RANGE": '"a"'}):
        answer = later.get(file_of(alice, export), **unproven)
        assert (answer.status_code == 302 and "/reauth" in answer.url) or "sign-in" in answer.url
    other = alice.browser.get(file_of(alice, export), HTTP_RANGE="bytes=5-", HTTP_IF_RANGE='"x"')
    assert (other.status_code, body_of(other)) == (200, data), "it was another file"
    beyond = alice.browser.get(file_of(alice, export), HTTP_RANGE=f"bytes={len(data)}-")
    assert beyond.status_code == 416
    assert actions(alice).count("workspace.exported") == 3, "one that goes on is no new one"


def test_each_admin_has_an_own_one(alice, ann, bob, colleague):
    """It holds private lessons: those of whoever asked."""
    write(alice, "Alice’s diary.")
    export, anns = made(alice), made(ann)
    assert export.asked_by != anns.asked_by
    assert "diary" in str(names(alice, export)) and "diary" not in str(names(ann, anns))
    for other in (ann, bob):
        for act in ("get", "post"):
            for end in ("file", "delete"):
                address = alice.page(f"exports/{export.id}/{end}")
                expected = {("get", "delete"): 405, ("post", "file"): 405}.get((act, end), 404)
                expected = 404 if other is bob else expected
                assert getattr(other.browser, act)(address).status_code == expected
    for end in ("", "/new", f"/{export.id}/file", f"/{export.id}/delete"):
        way = "post" if end.endswith(("new", "delete")) else "get"
        answer = getattr(colleague.browser, way)(alice.page(f"exports{end}"))
        assert answer.status_code == 403, end
    assert export.id not in page(ann)
    assert alice.browser.get(file_of(alice, export)).status_code == 200


def names(person, export) -> list[str]:
    data = body_of(person.browser.get(file_of(person, export)))
    return zipfile.ZipFile(io.BytesIO(data)).namelist()


def test_nobody_has_two_under_way(alice, ann):
    asked(alice)
    answer = alice.browser.post(alice.page("exports/new"), follow=True)
    assert "being prepared for you already" in answer.content.decode()
    asked(ann)
    assert WorkspaceExport.objects.count() == 2
    assert queue.claim() is not None and queue.claim() is None, "one of a workspace at a time"


def test_a_new_one_takes_the_place_of_the_old_one(alice):
    export = made(alice)
    [old] = files.store().names(stored.folder_of_all(alice.tenant))
    again = made(alice)
    [new] = files.store().names(stored.folder_of_all(alice.tenant))
    assert new != old and alice.browser.get(file_of(alice, export)).status_code == 404
    assert WorkspaceExport.objects.get() == again


@pytest.mark.parametrize("state", ["waiting", "running", "ready"])
def test_deleting_and_cancelling(alice, store, state):
    export = made(alice) if state == "ready" else asked(alice)
    if state == "running":
        claimed = queue.claim()
        assert queue.open_folder(claimed.id, claimed.lease)
    answer = alice.browser.post(alice.page(f"exports/{export.id}/delete"), follow=True)
    assert "No download is prepared" in answer.content.decode()
    assert not files.store().is_open(stored.folder(export))
    assert not WorkspaceExport.objects.exists() and queue.claim() is None
    assert alice.browser.get(file_of(alice, export)).status_code == 404
    expected = "workspace.export_deleted" if state == "ready" else "workspace.export_cancelled"
    assert actions(alice)[-1] == expected


def test_deleting_ends_a_download_that_is_under_way(alice, store, monkeypatch):
    monkeypatch.setattr(stored, "LOOK_BYTES", 1)
    export = made(alice)
    answer = alice.browser.get(file_of(alice, export))
    services.remove(export=export, by=Actor(alice.user))
    with pytest.raises(FileNotFoundError):
        body_of(answer)


def test_it_is_kept_for_a_week(alice):
    export = made(alice)
    assert services.forget_old() == 0
    WorkspaceExport.objects.update(expires_at=timezone.now())
    assert alice.browser.get(file_of(alice, export)).status_code == 404, "at once"
    assert "No download is prepared" in page(alice)
    assert files.store().names(stored.folder(export)), "and deleted in the night"
    assert services.forget_old() == 1 and services.forget_old() == 0
    assert not files.store().is_open(stored.folder(export))


@pytest.mark.parametrize("change", ["demoted", "removed", "deleted"])
def test_who_is_no_admin_any_more_has_none(alice, ann, change):
    export = made(ann)
    running.tick()
    assert WorkspaceExport.objects.count() == 1
    membership = Membership.objects.get(user=ann.user)
    if change == "demoted":
        owner = Membership.objects.get(user=alice.user)
        members.change_role(membership=membership, role="member", by=owner)
    elif change == "removed":
        membership.delete()
    else:
        ann.user.delete()
    if change != "deleted":
        answer = ann.browser.get(file_of(ann, export))
        assert answer.status_code == {"demoted": 403, "removed": 404}[change], "at once"
    running.tick()
    assert not WorkspaceExport.objects.exists()
    assert not files.store().is_open(stored.folder(export))


def test_while_the_workspace_is_suspended_or_closed(alice):
    Subscription.objects.filter(tenant=alice.tenant).update(suspended_at=timezone.now())
    Tenant.objects.filter(id=alice.tenant.id).update(deletes_at=timezone.now() + timedelta(days=3))
    closed = alice.browser.get(alice.page())
    assert closed.status_code == 403 and alice.page("exports") in closed.content.decode()
    export = made(alice)
    html = page(alice)
    assert "is ready" in html and alice.page("lessons/") not in html, "no menu that leads nowhere"
    assert body_of(alice.browser.get(file_of(alice, export)))
    gone = alice.browser.post(alice.page(f"exports/{export.id}/delete"))
    assert gone.status_code == 302 and not WorkspaceExport.objects.exists()


def test_a_session_that_somebody_else_found_gets_nothing(alice):
    export = made(alice)
    alice.browser = Client()
    alice.browser.force_login(alice.user)
    answer = alice.browser.post(alice.page("exports/new"))
    assert answer.url != alice.page("exports") and WorkspaceExport.objects.get() == export
    answer = alice.browser.get(file_of(alice, export))
    assert answer.status_code == 302 and "exports" in answer.url, "and back to the page"


def test_a_disk_that_is_nearly_full_takes_none(alice, settings):
    settings.LOW_DISK_MB = 1 << 40
    answer = alice.browser.post(alice.page("exports/new"), follow=True)
    assert "nearly full" in answer.content.decode()
    assert not WorkspaceExport.objects.exists()


def test_a_file_that_is_gone_or_damaged_is_told(alice):
    export = made(alice)
    [name] = files.store().names(stored.folder(export))
    whole = on_disk(name).read_bytes()
    on_disk(name).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    for _each in range(2):
        answer = alice.browser.get(file_of(alice, export), follow=True)
        assert "is gone" in answer.content.decode()


def test_the_zip_is_sealed(alice):
    export = made(alice)
    [name] = files.store().names(stored.folder(export))
    held = on_disk(name).read_bytes()
    assert b"README.txt" not in held and b"PK\x01\x02" not in held
    assert len(held) > export.size
    assert not [each for each in os.listdir(on_disk(stored.folder(export))) if each[0] == "."]


def test_in_chinese(alice):
    alice.user.language = "zh-hans"
    alice.user.save()
    alice.browser = browser_of(alice.user)
    made(alice)
    html = page(alice)
    assert "下载已就绪" in html
    export = WorkspaceExport.objects.get()
    assert export.language == "zh-hans"
    data = body_of(alice.browser.get(file_of(alice, export)))
    assert "这里不包含" in zipfile.ZipFile(io.BytesIO(data)).read("README.txt").decode()
    assert not re.search(r"(?:deleted|prepared|ready) ", re.sub("<[^>]+>", "", html))
