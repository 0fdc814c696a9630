"""Every page that lists lessons, in a workspace that has very many."""

import time
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts import tokens
from accounts.services import sign_up
from bench.size.memory import resident_mb
from bench.table import Figure, at_most
from lessons.access import Role, Viewer
from lessons.material import from_text
from lessons.models import Lesson
from lessons.services import documents
from tenants.context import in_tenant
from tenants.models import Tenant

LINES = 20
AT_ONCE = 500
ASKED = 7
PAGE_MS, SEARCH_MS, GROWTH_MB = 300, 300, 30
SAID = "The heron stands still in the water, and it waits for a fish of the right size."
PAGES = {
    "home": "",
    "lessons": "lessons/",
    "lessons, last page": "lessons/?page=9999",
    "lessons by title": "lessons/?sort=title",
    "lessons of a folder": "lessons/?folder=Folder+7",
    "bin": "lessons/?bin=1",
    "a search that finds all": "lessons/?q=the+heron",
    "a search that finds nothing": "lessons/?q=pelican",
    "voices": "voices/",
    "usage": "usage",
    "tone": "tone/",
}
REST = {
    "GET /v1/lessons": "/v1/lessons?limit=100",
    "GET /v1/lessons?q=": "/v1/lessons?q=pelican",
}


def figures(count: int) -> Iterator[Figure]:
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    call_command("collectstatic", verbosity=0, interactive=False)
    member = sign_up(
        organisation="Size", name="Size", email="size@example.org", password="x" * 20, plan="campus"
    )
    tenant = member.tenant
    with in_tenant(tenant):
        _write(tenant, member.user_id, count)
    browser = Client()
    browser.force_login(member.user)
    _record, token = tokens.issue(tenant=tenant, name="size", scopes=["admin"])
    asked = {name: f"/w/{tenant.slug}/{path}" for name, path in PAGES.items()} | REST
    for path in asked.values():
        _answer(browser, path, token)
    before = resident_mb()
    for name, path in asked.items():
        times = [_answer(browser, path, token) for _ in range(ASKED)]
        most = SEARCH_MS if "search" in name or "q=" in name else PAGE_MS
        # The best: other work on the machine makes the others slower, nothing makes one faster.
        yield at_most(f"{count} lessons: {name}, best of {ASKED}, ms", min(times), most)
    yield at_most(
        f"{count} lessons: memory gained over {ASKED} × {len(asked)} pages, MB",
        resident_mb() - before,
        GROWTH_MB,
    )


def _answer(browser: Client, path: str, token: str) -> float:
    """Milliseconds that the answer took, with its page rendered."""
    headers = {"authorization": f"Bearer {token}"} if path.startswith("/v1/") else {}
    began = time.perf_counter()
    answer = browser.get(path, headers=headers)
    took = 1000 * (time.perf_counter() - began)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answers {answer.status_code}: {answer.content[:300]!r}")
    return took


def _write(tenant: Tenant, author: int, count: int) -> None:
    """Lessons as they are saved, a tenth of them in the bin, half of them shared."""
    now, viewer = timezone.now(), Viewer(tenant, Role.ADMIN, user=author)
    for first in range(0, count, AT_ONCE):
        batch = []
        for number in range(first, min(first + AT_ONCE, count)):
            title = f"Lesson {number * 7919 % count}"
            text = [f"{line} {SAID}" for line in range(LINES)]
            material = from_text("\n".join([title, *text]))
            document = documents.composed(viewer=viewer, material=material, title=title)
            lesson = Lesson(
                author_id=author,
                folder=f"Folder {number % 40}" if number % 2 else "",
                access=Lesson.Access.EDIT if number % 2 else Lesson.Access.PRIVATE,
                binned_at=now if number % 10 == 9 else None,
            )
            lesson.keep(document, tenant)
            batch.append(lesson)
        Lesson.objects.bulk_create(batch)
        ids = [lesson.id for lesson in batch]
        Lesson.objects.filter(id__in=ids).update(updated_at=now - timedelta(minutes=first))
