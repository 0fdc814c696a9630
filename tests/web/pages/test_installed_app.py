"""Lectern as an app: its manifest, its icons, and the worker that opens pages without a network."""

import json
import struct

from django.conf import settings
from django.contrib.staticfiles import finders


def test_the_manifest_names_icons_that_are_pictures_of_that_size(client, db):
    answer = client.get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    manifest = json.loads(answer.content)
    assert manifest["start_url"] == "/home" and manifest["display"] == "standalone"
    found = {(icon["purpose"], icon["sizes"]) for icon in manifest["icons"]}
    assert found == {(why, size) for why in ("any", "maskable") for size in ("192x192", "512x512")}
    for icon in manifest["icons"]:
        path = finders.find(icon["src"].removeprefix(settings.STATIC_URL))
        with open(path, "rb") as file:
            head = file.read(24)
        assert head[:8] == b"\x89PNG\r\n\x1a\n"
        assert "{}x{}".format(*struct.unpack(">II", head[16:])) == icon["sizes"]


def test_the_manifest_is_in_the_readers_language(client, db):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    assert json.loads(client.get("/manifest.webmanifest").content)["lang"] == "zh-Hans"


def test_the_worker_serves_all_pages_and_loads_only_ours(client, db):
    answer = client.get("/service-worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    policy = [part.strip() for part in answer["Content-Security-Policy"].split(";")]
    assert "script-src 'self'" in policy
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert b"sendWaiting" in b"".join(answer.streaming_content)
    assert client.post("/service-worker.js").status_code == 405


def test_every_page_belongs_to_the_app_and_says_for_whom_it_keeps(alice):
    html = alice.browser.get(alice.page("voices/new")).content.decode()
    assert '<link rel="manifest" href="/manifest.webmanifest">' in html
    assert html.count(f'data-user="{alice.tenant.slug}:{alice.user.id}"') == 2
