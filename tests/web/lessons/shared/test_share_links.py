"""Share links: who hears what without an account, and when nobody hears anything any more."""

import html
import re
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone

from billing.models import Subscription
from lessons.access import Role, Viewer
from lessons.links import services as links
from lessons.links.models import ShareLink
from lessons.material import from_text
from lessons.models import Lesson
from lessons.services import documents
from synthesis.aigc.label import labels_in
from synthesis.aigc.producer import HEADER, producer
from synthesis.models import Segment
from tenants.context import in_tenant
from tenants.services import close_workspace
from tests.web.lessons.test_api import whole_of
from tests.web.lessons.test_subtitles import address, make  # noqa: F401 (fixtures)
from tests.web.pages.test_every_page import INLINE
from tests.web.pages.test_headers import policy_of
from throttle import callers
from throttle.bucket import Rate
from voices.models import Voice

SOUND = re.compile(r'data-key="(\w+)" data-sound="(\w+)"')


@pytest.fixture
def share(alice, address):  # noqa: F811
    """Makes a link by REST; returns what it answered, with its `path`."""

    def share(**wish) -> dict:
        made = alice.rest.post(f"{address}/shares", wish, format="json")
        assert made.status_code == 201, made.json()
        url = made.json()["url"]
        return made.json() | {"path": url.removeprefix(django_settings.PUBLIC_URL)}

    return share


@pytest.fixture
def student(db) -> Client:
    """Somebody who is signed in nowhere."""
    return Client()


def visit_in(page: str) -> str:
    return html.unescape(re.search(r'data-visit="([^"]+)"', page)[1])


def sounds_in(page: str, path: str) -> list[str]:
    """The addresses of the sounds of a page, as its script makes them."""
    visit = visit_in(page)
    found = SOUND.findall(page)
    return [f"{path}/lines/{key}/audio?sound={digest}&visit={visit}" for key, digest in found]


def opened(student, path: str) -> str:
    answer = student.get(path)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_anybody_with_the_link_reads_and_hears_the_lesson(student, share, make):  # noqa: F811
    make()
    path = share()["path"]
    page = opened(student, path)
    assert "同学们好。" in re.sub(r"</?span[^>]*>", "", page) and "made by AI" in page
    first, second = sounds_in(page, path)
    whole = student.get(first)
    data = whole_of(whole)
    assert (whole.status_code, whole["Content-Type"]) == (200, "audio/mpeg")
    [label] = labels_in(data)
    assert producer().made(label) and whole[HEADER]
    part = student.get(first, headers={"Range": "bytes=100-199"})
    assert part.status_code == 206 and whole_of(part) == data[100:200]
    assert student.get(first, headers={"If-None-Match": whole["ETag"]}).status_code == 304
    assert "no-cache" in whole["Cache-Control"] and "private" in whole["Cache-Control"]
    assert student.get(second).status_code == 200
    assert student.get(f"{path}/state?visit={visit_in(page)}").status_code == 204
    assert not student.cookies


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_are_in_the_language_of_the_student(student, share, make, language):  # noqa: F811
    make()
    pages = [share()["path"], share(password="kingfisher")["path"], "/s/nothing"]
    for page, said in zip(
        pages,
        [("made by AI", "人工智能合成"), ("Password", "密码"), ("No longer", "已停止")],
        strict=True,
    ):
        text = student.get(page, headers={"Accept-Language": language}).content.decode()
        assert said[language != "en"] in text
        assert f'<html lang="{"en" if language == "en" else "zh-Hans"}">' in text
        assert '<meta name="robots" content="noindex' in text and '<main id="main"' in text
        assert not INLINE.search(text)


def test_what_is_not_made_is_read_and_not_heard(alice, student, address, share, make):  # noqa: F811
    path = share()["path"]
    page = opened(student, path)
    assert "2 lines have no sound yet." in page and "data-sound" not in page
    assert "data-visit" not in page
    make()
    assert len(SOUND.findall(opened(student, path))) == 2
    new = {"key": "line009", "text": "One more."}
    keys = ["line001", "line002", "line003", "line009"]
    change = {"base_revision": 1, "upsert": [new], "order": keys}
    assert alice.rest.patch(address, change, format="json").status_code == 200
    page = opened(student, path)
    assert "One more." in page and "1 line has no sound yet." in page
    assert len(SOUND.findall(page)) == 2


def every_address(page: str, path: str) -> list[str]:
    return [path, f"{path}/embed", f"{path}/state?visit={visit_in(page)}", *sounds_in(page, path)]


def binned(alice, share) -> None:
    with in_tenant(alice.tenant):
        Lesson.objects.update(binned_at=timezone.now())


def deleted(alice, share) -> None:
    with in_tenant(alice.tenant):
        Lesson.objects.all().delete()


def expired(alice, share) -> None:
    ShareLink.objects.update(expires_at=timezone.now())


def revoked(alice, share) -> None:
    with in_tenant(alice.tenant):
        lesson = Lesson.objects.get()
    answer = alice.rest.delete(f"/v1/lessons/{lesson.id}/shares/{share['id']}")
    assert answer.json() == {"id": share["id"], "object": "lesson.share", "deleted": True}


def suspended(alice, share) -> None:
    Subscription.objects.filter(tenant=alice.tenant).update(suspended_at=timezone.now())


@pytest.mark.parametrize("end", [binned, deleted, expired, revoked, suspended])
def test_nothing_is_heard_after_the_end(alice, student, share, make, end):  # noqa: F811
    make()
    shared = share()
    addresses = every_address(opened(student, shared["path"]), shared["path"])
    assert [student.get(each).status_code for each in addresses] == [200, 200, 204, 200, 200]
    end(alice, shared)
    for each in addresses:
        answer = student.get(each)
        assert answer.status_code == 404, each
        assert "No longer shared" in answer.content.decode()


def test_a_voice_that_was_withdrawn_is_heard_no_more(alice, student, share, make, in_alices):  # noqa: F811
    make()
    voice = Voice.objects.create(name="Ms Lin", status=Voice.Status.READY, clip_seconds=6)
    Segment.objects.filter(index=1).update(voice=voice.id)
    path = share()["path"]
    page = opened(student, path)
    first, second = sounds_in(page, path)
    voice.status = Voice.Status.REVOKED
    voice.save()
    assert [student.get(each).status_code for each in (path, first, second)] == [404, 200, 404]
    voice.delete()
    assert student.get(path).status_code == 404


def test_a_closed_workspace_leaves_no_links(client, committed):
    with in_tenant(committed):
        viewer = Viewer(committed, Role.ADMIN)
        lesson = documents.create(viewer=viewer, material=from_text("Good morning.")).lesson
        link = links.create(viewer=viewer, lesson=lesson)
    path = f"/s/{link.token}"
    assert client.get(path).status_code == 200
    close_workspace(tenant=committed)
    assert client.get(path).status_code == 404
    assert not ShareLink.objects.filter(id=link.id).exists()


def test_all_addresses_of_a_link_wait_as_one_caller():
    """So that a busy link takes no more threads than its workspace may have."""
    named = {callers.credential_of(f"/s/abc{more}", {}) for more in ("", "/embed", "/state")}
    assert len(named) == 1 and None not in named
    assert callers.credential_of("/s/abd", {}) not in named


def test_a_link_opens_no_other_workspace(alice, bob, student, share, make):  # noqa: F811
    make()
    shared = share()
    page = opened(student, shared["path"])
    theirs = bob.rest.post("/v1/lessons", {"input": "Bob's secret."}, format="json").json()
    ShareLink.objects.update(lesson_id=theirs["id"])
    for each in every_address(page, shared["path"]):
        answer = student.get(each)
        assert answer.status_code == 404 and b"secret" not in answer.content
    for method in ("get", "post", "delete"):
        for more in ("", f"/{shared['id']}"):
            call = getattr(bob.rest, method)(f"/v1/lessons/{theirs['id']}/shares{more}")
            assert shared["url"] not in call.content.decode()
    assert ShareLink.objects.filter(id=shared["id"]).exists()


def test_a_password_is_asked_for_and_guesses_are_limited(student, share, make, monkeypatch):  # noqa: F811
    make()
    path = share(password="kingfisher")["path"]
    page = opened(student, path)
    assert 'type="password"' in page and "同学们好" not in page and "data-visit" not in page
    wrong = student.post(path, {"password": "heron"})
    assert wrong.status_code == 403 and "同学们好" not in wrong.content.decode()
    right = student.post(path, {"password": "kingfisher"}).content.decode()
    sound = sounds_in(right, path)[0]
    assert student.get(sound).status_code == 200
    # What was opened with one link opens no other, nor one whose password is another by now.
    other = share(password="kingfisher")["path"]
    assert student.get(sound.replace(path, other)).status_code == 403
    assert student.get(sound.partition("&visit")[0]).status_code == 403
    ShareLink.objects.update(password="md5$other")
    assert student.get(sound).status_code == 403
    monkeypatch.setattr(links, "ATTEMPTS_OF_ADDRESS", Rate(2, 60))
    path = share(password="kingfisher")["path"]
    guesses = [student.post(path, {"password": "heron"}).status_code for _ in range(3)]
    assert guesses == [403, 403, 429]
    answer = student.post(path, {"password": "kingfisher"})
    assert answer.status_code == 429 and answer["Retry-After"]
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert elsewhere.post(path, {"password": "kingfisher"}).status_code == 200
    monkeypatch.setattr(links, "ATTEMPTS", Rate(1, 60))
    assert Client(REMOTE_ADDR="203.0.113.10").post(path, {"password": "x"}).status_code == 429


def test_plays_are_counted_once_a_visit(alice, student, address, share, make):  # noqa: F811
    make()
    path = share()["path"]

    def counted() -> int:
        return alice.rest.get(f"{address}/shares").json()["data"][0]["plays"]

    page = opened(student, path)
    assert counted() == 0
    for sound in sounds_in(page, path) * 2:
        student.get(sound, headers={"Range": "bytes=0-9"})
    assert counted() == 1
    student.get(sounds_in(opened(student, path), path)[0])
    assert counted() == 2


def test_listening_makes_and_counts_nothing(alice, student, share, make):  # noqa: F811
    make()
    before = alice.rest.get("/v1/usage").json()
    path = share()["path"]
    for sound in sounds_in(opened(student, path), path):
        assert student.get(sound).status_code == 200
    assert alice.rest.get("/v1/usage").json() == before


def test_only_the_embedded_page_may_be_framed(student, share, make):  # noqa: F811
    make()
    path = share(password="kingfisher")["path"]
    for each in (path, f"{path}/state", "/s/nothing"):
        answer = student.get(each)
        assert policy_of(answer)["frame-ancestors"] == ["'none'"]
        assert answer["X-Frame-Options"] == "DENY"
    framed = [student.get(f"{path}/embed"), student.get("/s/nothing/embed")]
    framed.append(student.post(f"{path}/embed", {"password": "kingfisher"}))
    for answer in framed:
        policy = policy_of(answer)
        assert policy["frame-ancestors"] == ["*"] and "X-Frame-Options" not in answer
        assert policy["default-src"] == ["'none'"] and policy["style-src"] == ["'self'"]
    assert "data-visit" in framed[2].content.decode()


def test_no_answer_is_indexed_kept_or_named_to_other_sites(student, share, make):  # noqa: F811
    make()
    path = share()["path"]
    page = opened(student, path)
    for each in [*every_address(page, path), "/s/nothing", f"{path}/lines/nothing/audio"]:
        answer = student.get(each)
        assert "noindex" in answer["X-Robots-Tag"], each
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"] or "no-cache" in answer["Cache-Control"]


def test_the_token_is_kept_as_a_hash_and_sealed(share):
    token = share(password="kingfisher")["path"].removeprefix("/s/")
    assert len(token) >= 43  # 256 bits
    row = ShareLink.objects.get()
    kept = " ".join(
        bytes(value).hex() if isinstance(value, (bytes, memoryview)) else str(value)
        for value in ShareLink.objects.values_list().get()
    )
    assert token not in kept and token.encode().hex() not in kept and "kingfisher" not in kept
    assert row.token == token


def test_requests_to_a_link_are_limited(student, share, make, monkeypatch):  # noqa: F811
    make()
    monkeypatch.setattr(links, "REQUESTS", Rate(2, 60))
    path, other = share()["path"], share()["path"]
    assert [student.get(path).status_code for _ in range(3)] == [200, 200, 429]
    assert student.get(other).status_code == 200


def test_links_that_can_not_be_made(alice, address, share, monkeypatch):  # noqa: F811
    for wish in ({"days": 0}, {"days": 367}, {"days": "x"}, {"password": "short"}):
        answer = alice.rest.post(f"{address}/shares", wish, format="json")
        assert answer.status_code == 400, wish
        assert answer.json()["error"]["param"] == next(iter(wish))
    monkeypatch.setattr(links, "MOST_LINKS", 1)
    share(days=1)
    answer = alice.rest.post(f"{address}/shares", {}, format="json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "too_many_shares")
    gone = alice.rest.delete(f"{address}/shares/share_none")
    assert (gone.status_code, gone.json()["error"]["code"]) == (404, "share_not_found")


def test_the_editor_offers_what_can_be_copied(alice, write):
    lesson = write(title='A "day"')
    page = alice.page(f"lessons/{lesson.id}")
    assert 'id="share-links"' in alice.browser.get(page).content.decode()
    for wish in ({"days": 7}, {}):
        made = alice.browser.post(f"{page}/shares", wish, content_type="application/json")
    newest, oldest = made.json()["shares"]
    days = (newest["expires_at"] - newest["created_at"]) / 86_400
    assert days == 30 and oldest["expires_at"] < newest["expires_at"]
    assert (
        f'src="{newest["embed_url"]}"' in newest["frame"] and "&quot;day&quot;" in newest["frame"]
    )
    assert newest["qr"].startswith("data:image/svg+xml")
    left = alice.browser.post(f"{page}/shares/{newest['id']}/revoke").json()["shares"]
    assert [each["id"] for each in left] == [oldest["id"]]
    for wish in ({"days": True}, {"days": 1.5}, {"days": 400}, {"password": "short"}):
        refused = alice.browser.post(f"{page}/shares", wish, content_type="application/json")
        assert refused.status_code == 400, wish


def test_what_is_over_is_deleted(alice, bob, share):
    kept, old, gone = share(), share(), share()
    long_ago = timezone.now() - links.KEPT_EXPIRED - timedelta(days=1)
    ShareLink.objects.filter(id=old["id"]).update(expires_at=long_ago)
    ShareLink.objects.filter(id=gone["id"]).update(lesson_id="lesson_none")
    with in_tenant(alice.tenant):
        assert links.tidy_up(tenant=alice.tenant) == 2
        assert links.tidy_up(tenant=alice.tenant) == 0
    assert list(ShareLink.objects.values_list("id", flat=True)) == [kept["id"]]
